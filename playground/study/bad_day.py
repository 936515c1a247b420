"""A bad day played: a design under the fault of a stage, and the first promise of that day that it breaks.

The run is warm until the fault has had the time to recover from, so that what counts is what comes after: from the
fault's start + `recovered_within_s` to the end of the run every promise of the design is kept (as the day allows,
`BadDay`). Lost writes and people who are logged out count from the first instant on. Promises about room to spare
(one server fewer, one site fewer) are about what has happened now, and are not asked for again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.design import change
from playground.design.bad_day import STARTS_S, BadDay
from playground.design.design import WebSystem
from playground.design.objective import (
    ErrorRate,
    FilesP95,
    LatencyP99,
    LoggedOut,
    Objective,
    OrdersP99,
    SurvivesOne,
    SurvivesSite,
)
from playground.measure import files, latency, people, queues, traffic
from playground.measure.objectives import objectives
from playground.measure.writes import writes
from playground.result import Result

AFTER_S = 20.0  # from the time to recover to the end of the day: some thousand requests, and room for a line to grow


@dataclass(frozen=True)
class Promise:
    """One promise of a bad day. `got` is None where nobody could be asked, which is as bad as a broken one."""

    name: str
    limit: float
    got: float | None

    @property
    def is_kept(self) -> bool:
        return self.got is not None and self.got <= self.limit


def design_for(design: WebSystem, day: BadDay, users: float) -> WebSystem:
    """The design on that day with so many daily users. Raises BadDesign where its knobs do not fit the design."""
    recovered_s = STARTS_S + day.recovered_within_s
    played = change.put_all(
        design,
        {
            "workload.rate_rps": None,
            "workload.replay": None,
            **day.knobs,
            "faults": [fault.model_dump(mode="json") for fault in day.faults],
            "seconds": recovered_s + AFTER_S,
            "warmup_s": recovered_s,
            "workload.daily_users": users,
        },
    )
    assert isinstance(played, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return played


def promises(result: Result, day: BadDay) -> tuple[Promise, ...]:
    """What has to hold on that day, and what was measured: the design's own promises first."""
    rows = [row for objective in result.design.objectives for row in _promised(result, objective, day)]
    return (*rows, *_over_the_whole_day(result, day))


def missed(result: Result, day: BadDay) -> str | None:
    """The name of the first promise that was broken; None when the day was survived. Where nobody could be asked there
    is mostly another that says why."""
    broken = [row for row in promises(result, day) if not row.is_kept]
    return next((row.name for row in sorted(broken, key=lambda row: row.got is None)), None)


def certainly_missed(result: Result, day: BadDay) -> str | None:
    """The same, early: what is lost already will not come back."""
    return next((row.name for row in _over_the_whole_day(result, day) if not row.is_kept), None)


def _promised(result: Result, objective: Objective, day: BadDay) -> list[Promise]:
    """One promise of the design, as this day has it."""
    if isinstance(objective, SurvivesOne | SurvivesSite | LoggedOut):
        return []
    if isinstance(objective, LatencyP99):
        got = latency.summary(result).p99_ms
        return [Promise(objective.kind, objective.limit * day.slower, got)]
    if isinstance(objective, ErrorRate):
        limit = objective.limit if day.failing_share is None else day.failing_share
        return [Promise(objective.kind, limit, traffic.error_rate(result))]
    if isinstance(objective, OrdersP99):
        limit = objective.limit if day.orders_within_s is None else day.orders_within_s
        return [Promise(objective.kind, limit, queues.orders_p99_s(result))]
    if isinstance(objective, FilesP95):
        return [Promise(objective.kind, objective.limit * day.slower, files.worst_p95_ms(result))]
    verdict = next(row for row in objectives(result) if row.name == objective.kind)
    return [Promise(verdict.name, 0.0, None if verdict.ok is None else float(not verdict.ok))]


def _over_the_whole_day(result: Result, day: BadDay) -> list[Promise]:
    """Writes that were lost, in seconds of writes; and the share of the people here who were logged out."""
    rows = [Promise("lost_writes_s", day.lost_writes_s, lost_writes_s(result))]
    if result.sessions is not None:
        rows.append(Promise("logged_out", day.logged_out_share, people.logged_out_of_all(result)))
    return rows


def lost_writes_s(result: Result) -> float:
    """Lost writes over the rate at which writes come."""
    load = getattr(result.design, "workload", None)
    lost = writes(result).lost
    rate = 0.0 if load is None else load.requests_rps * load.write_share
    return lost / rate / result.runs if lost and rate else math.inf if lost else 0.0
