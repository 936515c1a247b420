"""Who takes messages from a broker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Consumers:
    """Those who take messages from a broker, and what else runs there: rows of nodes and of consumers, and where the
    programs begin. `consumers`: of each thread its row, and the place of its worker. `rebuilders`: how many index
    orders anew."""

    broker: int
    broker_row: int
    workers: tuple[int, ...]
    consumers: tuple[tuple[int, int], ...]
    consumer_pc: int
    flusher_pc: int | None
    rebuilder_pc: int | None = None
    rebuilders: int = 0
