"""What all processes of a plain web system share at a site: clock, servers, distances, deadlines, the entry link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

import simpy

from playground.bench.plain.draw import Sampler
from playground.bench.plain.keepers import Sessions
from playground.bench.plain.server import Server
from playground.bench.plain.steps import Steps

Call = Callable[["Site", Server], Steps]


class Act(Enum):
    """What a server has done for a request: by a database, or by what stands between."""

    READ = auto()
    WRITE = auto()
    PUBLISH = auto()
    POST = auto()
    TIMELINE = auto()


@dataclass(frozen=True)
class Errand:
    """What is asked for: work on the web server, calls (which, times, chance of once more), time on the entry link,
    and round trips after the first one until all of the answer is there.

    A bundle of assets, and a file, needs no worker thread and no work.
    """

    web_work: Sampler | None
    calls: tuple[tuple[Act, int, float], ...]
    send_s: float
    rounds: int = 0
    is_bundle: bool = False


@dataclass(eq=False)
class Site:
    """`web_slowdown[k]` and `database_slowdown[k]`: how many times as long work takes with k busy cores. `up`, `weight`
    and `current` are what names know of it."""

    env: simpy.Environment
    rng: Random
    servers: list[Server]
    pick: Callable[[], Server | None]
    hop_s: float  # balancer to server, one way
    query_hop_s: float
    accept_queue: int
    web_slowdown: list[float]
    database_slowdown: list[float]
    pool_timeout_s: float | None
    query_timeout_s: float | None
    entry: simpy.Resource | None
    calls: dict[Act, Call]
    place: int = 0  # among the sites
    sessions: Sessions | None = None
    up: bool = True
    weight: int = 1
    current: int = 0


class Failed(Exception):
    """An attempt failed, which whoever asks hears so much later."""

    def __init__(self, away_s: float) -> None:
        self.away_s = away_s
