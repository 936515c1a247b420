"""What all processes of the plain web system share: clock, choice of server, distances, deadlines, latencies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import simpy

from playground.bench.plain.draw import Sampler
from playground.bench.plain.server import Server
from playground.bench.plain.steps import Steps
from playground.design.patience import Patience

Call = Callable[["Site", Server], Steps]


@dataclass(frozen=True)
class Errand:
    """What is asked for: work on the web server, calls (what, times, chance of once more), time on the entry link.

    A bundle of assets needs no worker thread and no work.
    """

    web_work: Sampler | None
    calls: tuple[tuple[Call, int, float], ...]
    send_s: float
    is_bundle: bool = False


@dataclass(eq=False)
class Site:
    """`web_slowdown[k]` and `database_slowdown[k]`: how many times as long work takes with k busy cores."""

    env: simpy.Environment
    rng: Random
    pick: Callable[[], Server | None]
    hop_s: float  # balancer to server, one way
    query_hop_s: float
    accept_queue: int
    web_slowdown: list[float]
    database_slowdown: list[float]
    pool_timeout_s: float | None
    query_timeout_s: float | None
    entry: simpy.Resource | None
    patience: Patience
    warmup_s: float
    latencies_s: list[float] = field(default_factory=list)
    failed: int = 0
    born: int = 0


class Failed(Exception):
    """An attempt failed this many seconds' travel behind the door."""

    def __init__(self, hops_s: float) -> None:
        self.hops_s = hops_s
