"""How long it took: percentiles, read off log-spaced histograms.

A percentile is the smallest time that at least this share did not exceed; of the bin it falls into, the arithmetic
middle is given. There are 64 bins an octave for the whole run (at most 0.8 % off) and 16 for a window (at most 3.1 %).
Means come from exact sums. Bundles of assets are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.result import Histogram, Result

MS = 1_000_000  # nanoseconds in a millisecond
FEWEST = 100  # served requests that a window needs for a percentile


@dataclass(frozen=True)
class Latency:
    """Milliseconds; None where there was nobody to take the time of."""

    mean_ms: float | None
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    p999_ms: float | None


@dataclass(frozen=True)
class OverTime:
    """Percentiles per window, (W,) milliseconds each; NaN where fewer than 100 requests were served."""

    p50_ms: np.ndarray
    p95_ms: np.ndarray
    p99_ms: np.ndarray


def middles_ns(edges_ns: np.ndarray) -> np.ndarray:
    """(B,) the arithmetic middle of each bin."""
    return (edges_ns[:-1] + edges_ns[1:]) / 2


def percentile_ns(histogram: Histogram, share: float, *, beyond: int = 0) -> float | None:
    """The time that `share` of the counted did not exceed; None where nobody was counted.

    `beyond`: how many more there were who count as endless; the answer is infinite when it falls among them.
    """
    total = int(histogram.counts.sum()) + beyond
    if total == 0:
        return None
    place = np.searchsorted(np.cumsum(histogram.counts), _rank(share, total))
    return math.inf if place == len(histogram.counts) else float(middles_ns(histogram.edges_ns)[place])


def _rank(share: float, total: int) -> int:
    """Which of `total` in order of size is the percentile. The tiny part keeps 0.95 x 20 at 19."""
    return max(1, math.ceil(share * total - 1e-9 * total))


def served(result: Result) -> Histogram:
    """Latencies of all served requests."""
    kinds = [row.counts for row, kind in zip(result.latency, result.endpoints, strict=True) if kind.is_request]
    edges_ns = result.latency[0].edges_ns
    return Histogram(edges_ns, np.sum(kinds, axis=0) if kinds else np.zeros(len(edges_ns) - 1, np.int64))


def summary(result: Result) -> Latency:
    """Latency of the served requests: from birth to the accepted answer, waits between retries included."""
    requests = [row for row in result.endpoints if row.is_request]
    return _summary(served(result), sum(row.latency_ns for row in requests), sum(row.served for row in requests))


def time_to_failure(result: Result) -> Latency:
    """How long the failed requests took to fail."""
    requests = [row for row in result.endpoints if row.is_request]
    return _summary(
        result.time_to_failure, sum(row.failure_ns for row in requests), sum(row.failed for row in requests)
    )


def _summary(histogram: Histogram, sum_ns: int, count: int) -> Latency:
    found = (percentile_ns(histogram, share) for share in (0.5, 0.95, 0.99, 0.999))
    return Latency(sum_ns / count / MS if count else None, *(None if ns is None else ns / MS for ns in found))


def p99_with_failures_ms(result: Result) -> float | None:
    """The 99th percentile when a failed request counts as endless: infinite as soon as more than 1 % fail."""
    failed = sum(row.failed for row in result.endpoints if row.is_request)
    found = percentile_ns(served(result), 0.99, beyond=failed)
    return None if found is None else found / MS


def share_with_failures_over(result: Result, limit_ms: float) -> float | None:
    """Share of the counted requests that took longer than the limit; a failed request counts as longer."""
    histogram = served(result)
    failed = sum(row.failed for row in result.endpoints if row.is_request)
    total = int(histogram.counts.sum()) + failed
    if total == 0:
        return None
    slower = int(histogram.counts[middles_ns(histogram.edges_ns) > limit_ms * MS].sum())
    return (slower + failed) / total


def over_time(result: Result) -> OverTime:
    """Percentiles of the requests that were served within each window, the warm-up's included."""
    upto = np.cumsum(result.window_latency.counts, axis=1, dtype=np.int64)
    middles = middles_ns(result.window_latency.edges_ns) / MS
    return OverTime(*(_column(upto, middles, share) for share in (0.5, 0.95, 0.99)))


def _column(upto: np.ndarray, middles_ms: np.ndarray, share: float) -> np.ndarray:
    totals = upto[:, -1]
    ranks = np.maximum(1, np.ceil(share * totals - 1e-9 * totals))
    places = np.argmax(upto >= ranks[:, None], axis=1)
    return np.where(totals >= FEWEST, middles_ms[places], np.nan)
