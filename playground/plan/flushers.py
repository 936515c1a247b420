"""Who writes to the database instead of the app: jobs of the cache nodes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Flushers:
    """The nodes of the plan that hold keys, then those that stand by for them; how many the former are; and where the
    flusher of each begins."""

    nodes: tuple[int, ...]
    parts: int
    start_pc: int
