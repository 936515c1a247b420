"""Do the engine and plain SimPy simulate the same system? Their means over replications, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import fmean, stdev

from playground.bench import plain
from playground.design.design import Common
from playground.run import replications

STANDARD_ERRORS = 4.0


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and its standard error."""

    mean: float
    error: float


@dataclass(frozen=True)
class Agreement:
    """The same figure from both."""

    engine: Estimate
    simpy: Estimate

    @property
    def standard_errors(self) -> float:
        """How many standard errors of the difference lie between them."""
        error = sqrt(self.engine.error**2 + self.simpy.error**2)
        gap = abs(self.engine.mean - self.simpy.mean)
        return gap / error if error > 0 else (0.0 if gap == 0 else float("inf"))

    @property
    def ok(self) -> bool:
        return self.standard_errors <= STANDARD_ERRORS


def compare(design: Common, count: int, seed: int = 1) -> tuple[Agreement, Agreement]:
    """Mean latency of the served (ms), and the share that failed, of the requests born after the warm-up.

    `count` replications each, at least 2. SimPy's seeds are `seed`, `seed` + 1 …; every one must serve somebody.
    """
    ours = [_figures(*_totals(result.endpoints)) for result in replications(design, seed, count)]
    outcomes = [plain.simulate(design, seed + nth) for nth in range(count)]
    theirs = [_figures(fsum(one.latencies_s), len(one.latencies_s), one.failed) for one in outcomes]
    latency, failed = (
        Agreement(estimate([row[column] for row in ours]), estimate([row[column] for row in theirs]))
        for column in (0, 1)
    )
    return latency, failed


def estimate(values: list[float]) -> Estimate:
    """Mean and standard error of independent values, at least 2."""
    return Estimate(fmean(values), stdev(values) / sqrt(len(values)))


def _totals(endpoints: Iterable) -> tuple[float, int, int]:
    """Seconds spent by the served, how many were served and how many failed: requests, not bundles."""
    rows = [row for row in endpoints if row.is_request]
    return sum(row.latency_ns for row in rows) / 1e9, sum(row.served for row in rows), sum(row.failed for row in rows)


def _figures(spent_s: float, served: int, failed: int) -> tuple[float, float]:
    """Mean latency in milliseconds, and the share that failed."""
    return spent_s / served * 1e3, failed / (served + failed)
