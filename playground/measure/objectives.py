"""Were the promises kept: each objective of the design, what was measured, and whether it is met."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.design.objective import (
    Availability,
    ErrorRate,
    FilesP95,
    LastFollower,
    LatencyP99,
    LoggedOut,
    Objective,
    OrdersP99,
    SurvivesOne,
    SurvivesSite,
    TimelineP99,
)
from playground.measure import availability, files, latency, people, queues, scaling, sites, timelines, traffic
from playground.result import Result


@dataclass(frozen=True)
class Verdict:
    """`got` may be infinite; it is None where nothing can be measured yet, and `ok` with it."""

    name: str
    limit: float
    got: float | None
    ok: bool | None


def objectives(result: Result) -> tuple[Verdict, ...]:
    """A verdict on each objective, in the design's order."""
    return tuple(_verdict(result, objective) for objective in result.design.objectives)


def _verdict(result: Result, objective: Objective) -> Verdict:
    if isinstance(objective, LatencyP99):
        got = latency.p99_with_failures_ms(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, ErrorRate):
        got = traffic.error_rate(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, Availability):
        got = availability.measured(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got >= objective.limit)
    if isinstance(objective, LoggedOut):
        got = people.logged_out_share(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, FilesP95):
        got = files.worst_p95_ms(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, OrdersP99):
        got = queues.orders_p99_s(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, TimelineP99 | LastFollower):
        measured = timelines.read_p99_ms if isinstance(objective, TimelineP99) else timelines.last_follower_s
        got = measured(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got <= objective.limit)
    if isinstance(objective, SurvivesSite):
        got = sites.without_one(result)
        return Verdict(objective.kind, objective.limit, got, None if got is None else got < objective.limit)
    return _survives_one(result, objective)


def _survives_one(result: Result, objective: SurvivesOne) -> Verdict:
    """The web tier's work on one server fewer: its utilisation x n / (n - 1). One server alone is missed at once."""
    tier = scaling.of_tier(result)
    if sum(row.system == "web" and row.measures_node for row in result.stations) == 1 or (tier and tier[0] <= 1):
        return Verdict(objective.kind, objective.limit, math.inf, False)
    if tier is None:
        return Verdict(objective.kind, objective.limit, None, None)
    servers, used = tier
    got = used * servers / (servers - 1)
    return Verdict(objective.kind, objective.limit, got, got < objective.limit)
