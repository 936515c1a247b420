"""Scale up or out: one ever larger web server, or more and more of the usual size behind a balancer.

Both ways have the same workload, promises and rule for the database, which is one machine: it grows with the web tier.
What one large server stands for, it has: the worker threads, places in line and connections to the database of as many
usual ones. The line out is as wide as it must be, and its bytes, which cost the same on both ways, are in no sum.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from playground.design import change
from playground.design.design import Common, WebSystem
from playground.design.ladder import stage
from playground.design.objective import ErrorRate, LatencyP99
from playground.measure import cost
from playground.study import break_point
from playground.study.crossover import Offer

UP, OUT = "split-tiers", "load-balancer"  # the stages that the two ways begin with
CORES = (1, 2, 4, 8, 16, 32, 64, 128)  # of the one server
SERVERS = (1, 2, 3, 4, 6, 8, 12, 16, 24)  # of the usual size
CORES_PER_DATABASE_CORE = 4  # assumed; a request's work is 7.7 ms there and 2.7 ms here, and a database has to spare
SHORT = {"seconds": 60.0, "warmup_s": 5.0}  # long enough for a line to grow beyond any promise
MOST_THREADS, MOST_PLACES, MOST_CONNECTIONS = 10_000, 100_000, 10_000  # what the knobs allow


@dataclass(frozen=True)
class Size:
    """A system that was tried: `servers` of `cores` each, a database of `database_cores`, the most daily users with
    whom it keeps its promises (0 when with none), USD a month, and the part that was full one notch further."""

    servers: int
    cores: int
    database_cores: int
    users: float
    usd_month: float
    full: str

    @property
    def offer(self) -> Offer:
        return Offer(self.users, self.usd_month)


def design(way: str, servers: int, cores: int, p99_ms: float | None = None) -> WebSystem:
    """The system of this many servers of this size, on the way UP or OUT."""
    base = stage(way).design
    many = cores / base.web.cores
    together = servers * cores
    promises = LatencyP99() if p99_ms is None else LatencyP99(limit=p99_ms)
    carries = stage(UP).daily_users * together / base.web.cores / base.web.slowdown(cores)  # where to begin to look
    return _web(
        change.put_all(
            base,
            {
                **SHORT,
                "web.servers": servers,
                "web.cores": cores,
                "web.worker_threads": _between(base.web.worker_threads * many, MOST_THREADS),
                "web.accept_queue": _between(base.web.accept_queue * many, MOST_PLACES),
                "database.pool_size": _between(base.database.pool_size * many, MOST_CONNECTIONS),
                "database.cores": max(base.database.cores, together // CORES_PER_DATABASE_CORE),
                "entry.link_gbit_s": None,
                "workload.bundle_kb": 0.0,
                "workload.daily_users": carries,
                "objectives": [row.model_dump(mode="json") for row in (promises, ErrorRate())],
            },
        )
    )


def search(
    way: str,
    sizes: tuple[tuple[int, int], ...],
    *,
    seeds: tuple[int, ...] = (1,),
    price_exponent: float | None = None,
    p99_ms: float | None = None,
) -> Generator[tuple[int, int], None, tuple[Size, ...]]:
    """What each size (servers, cores) carries and costs. Yields the size that it is at, between two steps of a run.

    `price_exponent`: a machine's price grows with its size to the power of this; None: as clouds bill, 1.0.
    """
    found = []
    for servers, cores in sizes:
        tried = design(way, servers, cores, p99_ms)
        steps = break_point.search(tried, seeds)
        users, full = 0.0, ""
        while True:
            try:
                next(steps)
            except StopIteration as end:
                users, full = end.value.mean, end.value.node
                break
            except ValueError:  # the promise cannot be kept with anybody, however few
                break
            yield servers, cores
        found.append(Size(servers, cores, tried.database.cores, users, usd_month(tried, price_exponent), full))
    return tuple(found)


def usd_month(tried: WebSystem, price_exponent: float | None = None) -> float:
    """The machines of a month, without the bytes."""
    return sum(line.usd for line in cost.machines(tried, price_exponent))


def up_sizes() -> tuple[tuple[int, int], ...]:
    """One server, ever larger."""
    return tuple((1, cores) for cores in CORES)


def out_sizes() -> tuple[tuple[int, int], ...]:
    """More and more servers of the usual size."""
    return tuple((servers, stage(OUT).design.web.cores) for servers in SERVERS)


def _between(wanted: float, most: int) -> int:
    return max(1, min(round(wanted), most))


def _web(found: Common) -> WebSystem:
    if not isinstance(found, WebSystem):
        raise TypeError(f"{found.name} is no web system")
    return found
