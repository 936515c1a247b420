"""What a deploy was like: how long until everybody had the new version, what its bug cost, and how soon it was gone."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.design.visits import Visits
from playground.measure import counted
from playground.measure.alerts import operations
from playground.measure.detection import BUG
from playground.result import Order, Result, S

DAYS = 30.0  # of a month, as objectives have it


@dataclass(frozen=True)
class Deployment:
    """Seconds of the run; None for what has not happened.

    lead_s: from its beginning until the last server had the new version. rolled_back_s, restored_s: when the way back
    began, and when it was over. fails_share: of what is asked for, by the bug of the new version. failed: requests that
    met it; user_minutes: the same as minutes in which people were stopped, each asking so many requests a minute.
    """

    began_s: float
    lead_s: float | None
    fails_share: float
    rolled_back_s: float | None
    restored_s: float | None
    why: str
    failed: int
    user_minutes: float


@dataclass(frozen=True)
class Month:
    """If every bad deploy of a month were like the worst of this run."""

    deploys: float
    bad: float
    failed: float
    user_minutes: float


def deployments(result: Result) -> tuple[Deployment, ...]:
    """Every deploy that has begun."""
    starts = [place for place, order in enumerate(result.orders) if order.what == "deploy_begins"]
    ends = [*starts, len(result.orders)][1:]
    return tuple(_deployment(result, result.orders[a:b]) for a, b in zip(starts, ends, strict=True))


def _deployment(result: Result, orders: tuple[Order, ...]) -> Deployment:
    began, back = orders[0], next((order for order in orders if order.what == "roll_back"), None)
    bug = next((order.value for order in orders if order.what == BUG), 0.0)
    ended = [order.t_ns for order in orders if order.what == "deploy_ends"]
    done = [t_ns for t_ns in ended if back is None or t_ns < back.t_ns]
    restored = [t_ns for t_ns in ended if back is not None and t_ns >= back.t_ns]
    following = [order.t_ns for order in result.orders if order.what == "deploy_begins" and order.t_ns > began.t_ns]
    failed = _failed(result, began.t_ns, min(following, default=result.end_ns))
    return Deployment(
        began_s=began.t_ns / S,
        lead_s=(done[0] - began.t_ns) / S if done else None,
        fails_share=bug,
        rolled_back_s=None if back is None else back.t_ns / S,
        restored_s=restored[0] / S if restored else None,
        why="" if back is None else back.why,
        failed=failed,
        user_minutes=failed / requests_a_minute(result),
    )


def _failed(result: Result, since_ns: int, until_ns: int) -> int:
    """Requests that failed for a bug, in the windows between two deploys; one that holds the border is the later's."""
    if BUG not in result.reasons:
        return 0
    at = counted.windows(result)
    between = (at.end_s > since_ns / S) & (at.end_s <= until_ns / S)
    return int(result.window_failures[between, result.reasons.index(BUG)].sum()) // result.runs


def requests_a_minute(result: Result) -> float:
    """Of somebody who is here; the length of a visit is assumed where the design does not say it."""
    if not isinstance(result.design, WebSystem):
        return 1.0
    load = result.design.workload
    visits = load.visits or Visits()
    return load.requests_per_session / visits.session_s * 60.0


def month(result: Result) -> Month | None:
    """None where nobody says how often there are deploys, or none had a bug."""
    given, bad = operations(result), [row for row in deployments(result) if row.fails_share > 0]
    if given is None or not bad:
        return None
    how = given.delivery
    count = how.deploys_per_day * DAYS * how.defect_share * (1 - how.caught_share)
    worst = max(bad, key=lambda row: row.failed)
    return Month(how.deploys_per_day * DAYS, count, count * worst.failed, count * worst.user_minutes)
