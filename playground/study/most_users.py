"""The most daily users with whom something holds, found with as few runs as possible.

The utilisation law (a station's utilisation grows with the rate; Denning and Buzen, "The Operational Analysis of
Queueing Network Models", 1978) says of a run in which nothing is full where the fullest part would be; the next look is
there. Caches hit more often the more is asked, so two runs say it better than one: a straight line through both. Steps
are three notches of `break_point`'s grid: the answer is at most 3 % below the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.measure import utilisation
from playground.measure.objectives import objectives
from playground.result import Result
from playground.study.break_point import FEWEST, MOST, NOTCH

STEP = NOTCH**3
FULL = 0.98  # of the fullest part: beyond that its utilisation says nothing about how far it is
AIR = 0.97  # promises break a little before the fullest part is full
NEAR_BY = 16  # steps, of which half, half of that and so on are four looks
FORECASTS = ("survives_one_server", "survives_site")  # whose measure grows with the rate, too


@dataclass(frozen=True)
class Look:
    """One look at a number of users. missed: the promise that was broken, "" when all were kept. filled: how full the
    fullest part was, 0 to 1, or how near a forecast was to its limit. node, station: the busiest part."""

    missed: str
    filled: float = 1.0
    node: str = ""
    station: str = ""


@dataclass(frozen=True)
class Bar:
    """users: the most with whom all holds, on the grid; 0: with nobody. missed: the promise broken one step further;
    "" where even the most that are tried are carried. node, station: the part that was busiest there."""

    users: float
    missed: str
    node: str = ""
    station: str = ""


LOWEST, HIGHEST = 0, math.floor(math.log(MOST / FEWEST) / math.log(STEP))  # steps of the grid
AT_MOST = 1.3  # times as many users as without any curve: two runs that are close say little about one

Looking = Callable[[float], Generator[float, None, Look]]


def search(
    looking: Looking, *, near: float, good: float | None = None, bad: tuple[float, Look] | None = None
) -> Generator[float, None, Bar]:
    """Look near `near` users first; `good` and `bad` are numbers known to hold and not to. Yields what is looked at."""
    low = None if good is None else step_of(good)
    high, beyond = (None, None) if bad is None else (step_of(bad[0]), bad[1])
    at, stride, last = _clipped(step_of(near), low, high), 1, (0.0, 0.0)
    while (LOWEST - 1 if low is None else low) < (HIGHEST + 1 if high is None else high) - 1:
        look = yield from looking(users_at(at))
        if look.missed:
            high, beyond = at, look
        else:
            low = at
        told, last = full_at(users_at(at), look.filled, last), (users_at(at), look.filled)
        at, stride = _next(at, bool(look.missed), told, low, high, stride)
        at = _clipped(at, low, high)
    return _bar(low, beyond)


def full_at(users: float, filled: float, last: tuple[float, float] = (0.0, 0.0)) -> float | None:
    """Users with whom the fullest part would be full: on the line through this look and the last one (users, filled).
    None where it is full already, which says nothing about how far it is."""
    if not 0 < filled < FULL or last[1] >= FULL:
        return None
    straight = users / filled
    rise = (filled - last[1]) / (users - last[0]) if users != last[0] else 0.0
    curved = users + (1 - filled) / rise if rise > 0 else straight
    return min(max(curved, straight), AT_MOST * straight)


def step_of(users: float) -> int:
    """The step of the grid nearest to so many users."""
    return round(math.log(users / FEWEST) / math.log(STEP))


def users_at(step: int) -> float:
    """Daily users of a step of the grid."""
    return FEWEST * STEP**step


def seen(result: Result, missed: str | None) -> Look:
    """What a run says about so many users."""
    busy = utilisation.busiest(result)
    node, station = ("", "") if busy is None else (busy.station.node, busy.station.name)
    return Look(missed or "", _filled(result), node, station)


def _filled(result: Result) -> float:
    """The utilisation of the fullest machine or link, or how near a forecast is to its limit, if that is nearer."""
    design = result.design
    if not isinstance(design, WebSystem):
        return 1.0
    grows = design.web.autoscale is not None  # the web tier is then as large as it must be
    rows = [row for row in result.stations if row.measures_node and not (grows and row.system == "web")]
    used = [share for row in rows if (share := utilisation.of_station(result, row)) is not None]
    verdicts = [row for row in objectives(result) if row.name in FORECASTS and row.ok is not None]
    near = [row.got / row.limit for row in verdicts if row.got and math.isfinite(row.got) and not grows]
    return min(1.0, max([*used, *near, 0.0]))


def _next(
    at: int, is_missed: bool, told: float | None, low: int | None, high: int | None, stride: int
) -> tuple[int, int]:
    """Where to look next, and how far the next stride goes: where it is told that the first part is full; else on by a
    stride, each twice the one before as long as nothing is told; but halfway where that is known already, and where
    what was told was wrong and the end is known to be near."""
    wanted = at if told is None else step_of(AIR * told)
    longer = 2 * stride if told is None else stride
    if is_missed:
        wanted, stride = (wanted, stride) if wanted < at else (at - stride, longer)
        return (wanted if low is None or wanted > low else (low + at) // 2), stride
    if wanted <= at and told is not None and high is not None and high - at <= NEAR_BY:
        return (at + high) // 2, stride
    wanted, stride = (wanted, stride) if wanted > at else (at + stride, longer)
    return (wanted if high is None or wanted < high else (at + high) // 2), stride


def _clipped(at: int, low: int | None, high: int | None) -> int:
    """On the grid, and between what is known to hold and what is not."""
    at = min(at, HIGHEST if high is None else high - 1)
    return max(at, LOWEST if low is None else low + 1)


def _bar(low: int | None, beyond: Look | None) -> Bar:
    users = 0.0 if low is None else users_at(low)
    if beyond is None:
        return Bar(users, "")
    return Bar(users, beyond.missed, beyond.node, beyond.station) if users else Bar(users, beyond.missed)
