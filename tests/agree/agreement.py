"""Theory beside simulation: the figures of one design from both, and whether they agree.

They agree when theory lies within 4 standard errors of what the replications say, the error being at most 0.5 % of the
value. What the replications say is the mean over them; of a percentile, that of all their customers together.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from playground.design.design import Common
from playground.measure import latency, traffic, utilisation, where_time_goes
from playground.measure.interval import interval
from playground.result import Histogram, Result
from playground.run import run
from playground.theory.queueing import Theory
from tests.agree.percentile import pooled

ERRORS = 4
LARGEST_ERROR = 0.005  # of the value


@dataclass(frozen=True)
class Agreement:
    """One figure of one design: what theory says, and the replications' answer, standard error and 99 % interval."""

    where: str
    what: str
    theory: float
    mean: float
    error: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        return abs(self.mean - self.theory) <= ERRORS * self.error

    @property
    def is_sharp(self) -> bool:
        return 0 < self.error <= LARGEST_ERROR * abs(self.theory)

    @property
    def is_outside(self) -> bool:
        """Does theory lie outside the 99 % interval? One in a hundred may."""
        return not self.low <= self.theory <= self.high

    def __str__(self) -> str:
        off = (self.mean - self.theory) / self.error if self.error else math.inf
        share = 100 * self.error / abs(self.theory)
        return (
            f"{self.where}: {self.what} {self.mean:.6g}, theory {self.theory:.6g} "
            f"({off:+.2f} standard errors of {share:.2f} %)"
        )


def replicate(design: Common, seeds: Iterable[int]) -> dict[str, list[float]]:
    """What the product reports about a run per seed, by figure. The kernel lets other threads run: every core gets
    one."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        runs = list(threads.map(lambda seed: figures(run(design, seed=seed)), seeds))
    found = {name: [row[name] for row, _ in runs] for name in runs[0][0]}
    return {**found, "time_ms_p99": pooled([times for _, times in runs])}


def figures(result: Result) -> tuple[dict[str, float], Histogram]:
    """The figures of a run by name, and how long its customers stayed."""
    parts = where_time_goes.mean(result).parts_ms
    found = {
        "time_ms_mean": latency.summary(result).mean_ms,
        "wait_ms_mean": math.fsum(ms for (_, kind), ms in parts.items() if kind == "waiting"),
        "throughput_rps": traffic.goodput_rps(result),
        "blocked_share": traffic.error_rate(result),
    }
    for node in utilisation.nodes(result):
        found[f"{node.name} utilisation"] = node.utilisation
        found[f"{node.name} line_mean"] = node.queue_mean
    return {name: value for name, value in found.items() if value is not None}, latency.served(result)


def expected(theory: Theory) -> dict[str, float]:
    """What the books say about the same figures, as far as they do."""
    whole = theory.whole
    found = {
        "time_ms_mean": whole.time_ms_mean,
        "wait_ms_mean": whole.wait_ms_mean,
        "throughput_rps": whole.throughput_rps,
        "time_ms_p99": whole.time_ms_quantile(0.99) or 0.0,
        "blocked_share": whole.blocked_share,
    }
    for name, node in theory.nodes.items():
        found[f"{name} utilisation"] = node.utilisation
        found[f"{name} line_mean"] = node.line_mean
    return {name: value for name, value in found.items() if value}


def compare(where: str, expects: Mapping[str, float], found: Mapping[str, Sequence[float]]) -> list[Agreement]:
    """Every expected figure beside its values, one a run."""
    rows = []
    for what, theory in expects.items():
        known = interval(found[what], confidence=0.99)
        assert known is not None
        rows.append(Agreement(where, what, theory, known.mean, known.standard_error, known.low, known.high))
    return rows


def most_outside(count: int, share: float = 0.01, chance: float = 1e-3) -> int:
    """So many of `count` independent intervals that more of them miss with less than this chance."""
    missed, left = 0, 1.0
    while (left := left - math.comb(count, missed) * share**missed * (1 - share) ** (count - missed)) >= chance:
        missed += 1
    return missed
