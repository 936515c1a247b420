"""Do the engine and plain SimPy simulate the same system? Their means over replications, and how far apart they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from playground.bench import plain
from playground.design.design import Common
from playground.run import replications

STANDARD_ERRORS = 4.0

Totals = tuple[float, int, int]


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


class Agreements(NamedTuple):
    """Mean latency of the served (ms), the share that failed, of the requests born after the warm-up; and the mean time
    until a file or a bundle is there (ms), None where nobody asks for any."""

    latency: Agreement
    failed: Agreement
    files: Agreement | None


def compare(design: Common, count: int, seed: int = 1) -> Agreements:
    """`count` replications each, at least 2. SimPy's seeds are `seed`, `seed` + 1 …; every one must serve somebody."""
    found = [result.endpoints for result in replications(design, seed, count)]
    ours = [_totals(endpoints, is_request=True) for endpoints in found]
    files = [_totals(endpoints, is_request=False) for endpoints in found]
    outcomes = [plain.simulate(design, seed + nth) for nth in range(count)]
    theirs = [(fsum(one.latencies_s), len(one.latencies_s), one.failed) for one in outcomes]
    their_files = [(fsum(one.files_s), len(one.files_s), one.files_failed) for one in outcomes]
    has_files = all(row[1] for row in files + their_files)
    return Agreements(
        _agreement(ours, theirs, _mean_ms),
        _agreement(ours, theirs, lambda _, served, failed: failed / (served + failed)),
        _agreement(files, their_files, _mean_ms) if has_files else None,
    )


def _agreement(ours: list[Totals], theirs: list[Totals], figure: Callable[[float, int, int], float]) -> Agreement:
    return Agreement(*(estimate([figure(*row) for row in rows]) for rows in (ours, theirs)))


def estimate(values: list[float]) -> Estimate:
    """Mean and standard error of independent values, at least 2."""
    return Estimate(fmean(values), stdev(values) / sqrt(len(values)))


def _totals(endpoints: Iterable, *, is_request: bool) -> Totals:
    """Of the requests, or of files and bundles: seconds spent by the served, how many were served, how many failed."""
    rows = [row for row in endpoints if row.is_request is is_request]
    return sum(row.latency_ns for row in rows) / 1e9, sum(row.served for row in rows), sum(row.failed for row in rows)


def _mean_ms(spent_s: float, served: int, failed: int) -> float:
    return spent_s / served * 1e3
