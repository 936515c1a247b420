"""Where the time goes: the mean split over systems, and over waiting, service and network, along the critical path.

For all served requests, and for those around the 99th percentile: between the 98.5th and the 99.5th, taken as the bins
of the whole-run histogram in which these two fall and all between. The parts add up to their mean exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import latency
from playground.result import Result

MS = 1_000_000
LOW, HIGH = 0.985, 0.995


@dataclass(frozen=True)
class TimeSplit:
    """Mean milliseconds by (system, waiting | service | network), of `count` requests; empty where there are none."""

    count: int
    mean_ms: float | None
    parts_ms: dict[tuple[str, str], float]

    @property
    def systems_ms(self) -> dict[str, float]:
        """By system alone."""
        sums: dict[str, float] = {}
        for (system, _), ms in self.parts_ms.items():
            sums[system] = sums.get(system, 0.0) + ms
        return sums


def mean(result: Result) -> TimeSplit:
    """Of all served requests."""
    return _split(result, np.ones(len(result.split.ns), bool))


def around_p99(result: Result) -> TimeSplit:
    """Of the served requests around the 99th percentile."""
    upto = np.cumsum(latency.served(result).counts)
    total = int(upto[-1])
    first, last = (np.searchsorted(upto, max(1, np.ceil(share * total - 1e-9 * total))) for share in (LOW, HIGH))
    places = np.arange(len(upto))
    return _split(result, (places >= first) & (places <= last))


def _split(result: Result, is_in: np.ndarray) -> TimeSplit:
    count = int(latency.served(result).counts[is_in].sum())
    if count == 0:
        return TimeSplit(0, None, {})
    sums_ns = [int(column) for column in result.split.ns[is_in].sum(axis=0)]
    parts = {part: ns / count / MS for part, ns in zip(result.split.parts, sums_ns, strict=True) if ns}
    return TimeSplit(count, sum(sums_ns) / count / MS, parts)
