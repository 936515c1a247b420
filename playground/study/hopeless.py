"""Is a promise broken already, however the rest of a run goes? So many requests were too slow or have failed that all
those who are still to come, kept waiting by nobody, could not make it good."""

from __future__ import annotations

import math

from playground.design.bad_day import BadDay
from playground.design.design import WebSystem
from playground.design.objective import ErrorRate, LatencyP99
from playground.measure import latency, traffic
from playground.measure.objectives import objectives
from playground.result import Result, S
from playground.study import bad_day as days

MORE, ERRORS = 1.05, 6.0  # one in twenty more than planned, and six standard errors, are not to be expected
SLOW_SHARE = 0.01  # of the requests may be slower than a 99th percentile


def surely_missed(result: Result, day: BadDay | None) -> str | None:
    """The promise that cannot be kept any more. At the end of a run: the first that was not kept."""
    if result.until_ns >= result.end_ns:
        if day is not None:
            return days.missed(result, day)
        return next((row.name for row in objectives(result) if row.ok is False), None)
    if day is not None and (lost := days.certainly_missed(result, day)):
        return lost
    return next((row.kind for row in result.design.objectives if _is_spent(result, row, day)), None)


def _is_spent(result: Result, objective: object, day: BadDay | None) -> bool:
    """Have more failed, or been too slow, than may in the whole run?"""
    design, counts = result.design, traffic.requests(result)
    if not isinstance(design, WebSystem) or result.until_ns <= result.warmup_ns:
        return False
    planned = design.workload.requests_rps * (result.end_ns - result.warmup_ns) / S
    most = MORE * planned + ERRORS * math.sqrt(planned)
    if isinstance(objective, ErrorRate):
        limit = objective.limit if day is None or day.failing_share is None else day.failing_share
        return counts.failed > limit * most
    if isinstance(objective, LatencyP99):
        over = latency.share_with_failures_over(result, objective.limit * (1.0 if day is None else day.slower))
        ended = counts.served + counts.failed
        failed = 0 if day is None else counts.failed  # whose share has a limit of its own on a bad day
        return over is not None and over * ended - failed > SLOW_SHARE * most
    return False
