"""What was asked for and what became of it: requests and attempts born in the counted period, and their rates.

A request is what a user wants, an attempt is one try of it. Bundles of assets and scans are counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import counted
from playground.result import Endpoint, Result


@dataclass(frozen=True)
class Requests:
    """offered = served + failed + in_flight."""

    offered: int
    served: int
    failed: int
    in_flight: int


@dataclass(frozen=True)
class Attempts:
    """sent = answered + failed + abandoned + in_flight. `late` of the abandoned were answered all the same."""

    sent: int
    answered: int
    failed: int
    abandoned: int
    in_flight: int
    late: int


@dataclass(frozen=True)
class OverTime:
    """Per second of each window, (W,) each; `failed` by reason, only reasons that occurred. NaN in a window that has no
    length yet."""

    offered_rps: np.ndarray
    served_rps: np.ndarray
    failed_rps: dict[str, np.ndarray]


def _kinds(result: Result, *, assets: bool) -> list[Endpoint]:
    return [row for row in result.endpoints if row.is_request is not assets and not row.is_scan]


def requests(result: Result, *, assets: bool = False) -> Requests:
    """The counted requests, or the bundles of assets. What is neither served nor failed is in flight."""
    kinds = _kinds(result, assets=assets)
    offered, served, failed = (sum(getattr(row, name) for row in kinds) for name in ("offered", "served", "failed"))
    return Requests(offered, served, failed, offered - served - failed)


def attempts(result: Result, *, assets: bool = False) -> Attempts:
    """The attempts of the counted requests, or of the bundles of assets."""
    kinds = _kinds(result, assets=assets)
    sent, answered, errors, abandoned, late = (
        sum(getattr(row, name) for row in kinds) for name in ("sent", "answered", "errors", "abandoned", "late")
    )
    return Attempts(sent, answered, errors, abandoned, sent - answered - errors - abandoned, late)


def failures(result: Result) -> dict[str, int]:
    """Failed requests by reason, in the result's order of reasons, without zeros."""
    kinds = _kinds(result, assets=False)
    counts = {reason: sum(row.failures.get(reason, 0) for row in kinds) for reason in result.reasons}
    return {reason: count for reason, count in counts.items() if count}


def throughput_rps(result: Result) -> float | None:
    """Attempts answered per second, useful or too late. None during the warm-up."""
    tries = attempts(result)
    return _per_second(result, tries.answered + tries.late)


def goodput_rps(result: Result) -> float | None:
    """Requests served per second. None during the warm-up."""
    return _per_second(result, requests(result).served)


def offered_rps(result: Result) -> float | None:
    """Requests born per second. None during the warm-up."""
    return _per_second(result, requests(result).offered)


def _per_second(result: Result, count: int) -> float | None:
    seconds = counted.seconds(result)
    return count / seconds if seconds > 0 else None


def error_rate(result: Result) -> float | None:
    """failed / (served + failed); None where nobody's request has ended."""
    counts = requests(result)
    ended = counts.served + counts.failed
    return counts.failed / ended if ended else None


def over_time(result: Result) -> OverTime:
    """What was offered in each window, and what was served and failed in it, whenever that had been offered."""
    lengths_s = counted.windows(result).length_s * result.runs
    lengths_s[lengths_s <= 0] = np.nan
    occurred = [i for i in range(len(result.reasons)) if result.window_failures[:, i].any()]
    return OverTime(
        result.requests.offered / lengths_s,
        result.requests.served / lengths_s,
        {result.reasons[i]: result.window_failures[:, i] / lengths_s for i in occurred},
    )
