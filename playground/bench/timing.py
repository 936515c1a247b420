"""Requests per second of wall clock: the engine and plain SimPy in turn, so that both meet the same machine.

What is counted on both sides is arrivals (users' requests, files and bundles of assets) per second of a run: on our
side from its Design to its Result, with plan, prelude (warm caches, shelves and seats) and statistics; on SimPy's only
the events, with the list of latencies. SimPy's resources are there and warm before its clock starts, because its runs
are shorter, and what begins every run would count more in them. Probes are simulated by both and counted by neither.
Both run the same Design; only its length differs, since SimPy takes so long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from playground.bench import plain
from playground.bench.length import with_requests
from playground.design.design import Common
from playground.run import Run

ENGINE_REQUESTS = 1_000_000
SIMPY_SHARE = 25  # SimPy's 40 000 are enough for the deadlines it cannot take back to pile up as high as they get
PAIRS = 7


@dataclass(frozen=True)
class Pair:
    """One run of each, one after the other."""

    engine_rps: float
    simpy_rps: float

    @property
    def ratio(self) -> float:
        return self.engine_rps / self.simpy_rps


def engine(design: Common, seed: int) -> int:
    """Run the design to its Result. Every arrival: warm-up and bundles included."""
    whole = Run(design, seed=seed)
    whole.advance()
    whole.result()
    return whole.births


def engine_rps(design: Common, seed: int) -> float:
    return _rate(lambda: engine(design, seed))


def simpy_rps(design: Common, seed: int) -> float:
    run = plain.prepare(design, seed)
    return _rate(lambda: run().born)


def interleaved(design: Common, count: int = PAIRS, requests: int = ENGINE_REQUESTS) -> list[Pair]:
    """`count` pairs with the seeds 1, 2, 3 … after a short run that loads the kernel. Raises BadDesign."""
    long, short = with_requests(design, requests), with_requests(design, requests // SIMPY_SHARE)
    engine(short, 1)
    return [Pair(engine_rps(long, seed), simpy_rps(short, seed)) for seed in range(1, count + 1)]


def ratio(pairs: list[Pair]) -> float:
    """The median of the pairs' ratios."""
    return median(pair.ratio for pair in pairs)


def twice(design: Common, count: int = PAIRS, requests: int = ENGINE_REQUESTS) -> float:
    """Time of twice the requests over time: the median of `count` interleaved pairs.

    Processor time: the engine is one thread that never waits, and both runs of a pair are too long to meet the same
    neighbours on a shared machine.
    """
    once, double = with_requests(design, requests), with_requests(design, 2 * requests)
    engine(with_requests(design, requests // 10), 1)
    return median(_seconds(double, seed) / _seconds(once, seed) for seed in range(1, count + 1))


def _seconds(design: Common, seed: int) -> float:
    start_s = process_time()
    engine(design, seed)
    return process_time() - start_s


def _rate(simulate: Callable[[], int]) -> float:
    start_s = perf_counter()
    count = simulate()
    return count / (perf_counter() - start_s)
