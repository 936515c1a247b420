"""Where a stage breaks: the most daily users with whom it keeps its promises, found by halving on a grid of 1 %.

Kept apart from `measure/`: the promise is computed here from the histogram and the counts alone.
"""

from __future__ import annotations

import math

from playground.design import change
from playground.design.design import Common
from playground.result import Result
from playground.run import run

P99_MS = 500.0
ERROR_SHARE = 0.001
NOTCH = 1.01
USERS = 10_000.0  # of notch 0


def keeps(result: Result) -> bool:
    """p99 at most 500 ms, a failed request counting as slower, and at most 0.1 % failed."""
    requests = [(row, times) for row, times in zip(result.endpoints, result.latency, strict=True) if row.is_request]
    failed = sum(row.failed for row, _ in requests)
    ended = failed + sum(row.served for row, _ in requests)
    slower = failed
    for _, times in requests:
        middles_ns = (times.edges_ns[1:] + times.edges_ns[:-1]) / 2
        slower += int(times.counts[middles_ns > P99_MS * 1e6].sum())
    return slower <= 0.01 * ended and failed <= ERROR_SHARE * ended


def with_users(design: Common, users: float) -> Common:
    return change.put(design, "workload.daily_users", users)


def break_point(design: Common, seed: int, low: float, high: float) -> float:
    """The largest number of users on the grid with whom the design keeps its promises, between two that bracket it.

    Raises ValueError when they do not: what holds with `low` must not with `high`.
    """

    def holds(notch: int) -> bool:
        return keeps(run(with_users(design, USERS * NOTCH**notch), seed=seed))

    good, bad = _notch(low), _notch(high) + 1
    if not holds(good) or holds(bad):
        raise ValueError(f"the break of {design.name} is not between {low:,.0f} and {high:,.0f} users (seed {seed})")
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return USERS * NOTCH**good


def _notch(users: float) -> int:
    return math.floor(math.log(users / USERS) / math.log(NOTCH))
