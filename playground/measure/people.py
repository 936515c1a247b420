"""Who asked: people with sessions, the connections that they had to open, and who was logged out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.design import WebSystem
from playground.design.exposure import possible_servers
from playground.measure import counted
from playground.result import Result
from playground.result.people import WAYS_TO_LOSE

NAMES = ("origin", "cdn", "second_cdn")
CHANGES = ("mark_down", "mark_up", "join", "drain", "take_out", "put_in")


@dataclass(frozen=True)
class Audience:
    """Of all regions, over the whole run. opened_share: of the requests, in every attempt, those that had to open a
    connection first; None where nobody asked."""

    seats: int
    asked: int
    sessions: int
    opened: dict[str, int]
    opened_share: float | None


@dataclass(frozen=True)
class Sessions:
    """Of all regions, in the counted windows, but for `lost`.

    here: people who are here at once, as many as come at the rate of these windows in the middle of a day. logins:
    sessions that were made. logged_out: people who had one that was not found when they asked for the next page, by
    what had become of it. lost: over the whole run, sessions under way that were lost with the memory of their keeper,
    whether or not anybody asked for them again. anonymous: attempts that went on without knowing who asks.
    balancer_changes: how often, over the whole run, the balancer's list of servers changed.
    """

    here: float
    logins: int
    logged_out: int
    by: dict[str, int]
    lost: int
    anonymous: int
    balancer_changes: int

    @property
    def share(self) -> float:
        """Of those who are here at once; somebody who is logged out twice counts twice."""
        return self.logged_out / self.here if self.here else 0.0


def people(result: Result) -> Audience | None:
    """None where requests come from nobody in particular."""
    if not result.people:
        return None
    asked = sum(row.asked for row in result.people)
    opened = {name: sum(row.opened[place] for row in result.people) for place, name in enumerate(NAMES)}
    return Audience(
        seats=sum(row.seats for row in result.people),
        asked=asked,
        sessions=sum(row.sessions for row in result.people),
        opened=opened,
        opened_share=sum(opened.values()) / asked if asked else None,
    )


def sessions(result: Result) -> Sessions | None:
    """None where nobody is logged in."""
    if result.sessions is None or not isinstance(result.design, WebSystem):
        return None
    is_counted = counted.windows(result).is_counted
    ways = result.sessions.logged_out_in[is_counted].sum(axis=0).tolist()
    return Sessions(
        here=_here(result, result.design),
        logins=int(result.sessions.logins_in[is_counted].sum()),
        logged_out=sum(ways),
        by=dict(zip(WAYS_TO_LOSE, ways, strict=True)),
        lost=sum(keeper.lost for keeper in result.sessions.keepers),
        anonymous=int(result.sessions.anonymous_in[is_counted].sum()),
        balancer_changes=_changes(result, result.design),
    )


def _here(result: Result, design: WebSystem) -> float:
    """A seat is taken for a session of which all requests but the first come, and then free until the next one."""
    windows, load = counted.windows(result), design.workload
    seconds = float(windows.length_s[windows.is_counted].sum()) * result.runs
    rate_rps = float(result.requests.offered[windows.is_counted].sum()) / seconds if seconds else load.requests_rps
    later = rate_rps / load.requests_rps * (load.requests_per_session - 1)
    return sum(row.seats for row in result.people) * later / (later + 1)


def _changes(result: Result, design: WebSystem) -> int:
    if design.balancer is None:
        return 0
    servers = possible_servers(design)
    return sum(order.what in CHANGES and order.node in servers for order in result.orders)


@dataclass(frozen=True)
class Rates:
    """People, or requests, a second in each stretch of the run; arrays of length W."""

    logins_per_s: np.ndarray
    logged_out_per_s: np.ndarray
    anonymous_per_s: np.ndarray


def over_time(result: Result, merge: int = 1) -> Rates:
    """`merge` windows taken together; nothing happens where nobody is logged in."""
    length_s = counted.windows(result, merge).length_s
    if result.sessions is None:
        return Rates(*(np.zeros(len(length_s)) for _ in range(3)))
    known = result.sessions
    rows = (known.logins_in, known.logged_out_in.sum(axis=1), known.anonymous_in)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Rates(*(counted.summed(row, merge) / length_s / result.runs for row in rows))


def logged_out_share(result: Result) -> float | None:
    """Of the people who are here; None where nobody is logged in, or before the counted time has begun."""
    found = sessions(result)
    if found is None or counted.now_ns(result) <= result.warmup_ns:
        return None
    return found.share


def logged_out_of_all(result: Result) -> float | None:
    """Over the whole run, of the people who are here at the planned rate; None where nobody is logged in."""
    if result.sessions is None or not isinstance(result.design, WebSystem):
        return None
    each = result.design.workload.requests_per_session
    here = sum(row.seats for row in result.people) * (each - 1) / each * result.runs
    return int(result.sessions.logged_out_in.sum()) / here if here else 0.0
