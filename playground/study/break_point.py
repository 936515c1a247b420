"""Where a design breaks: the most daily users with whom it keeps every promise, found by halving.

The same seeds meet the same users with the same luck whatever their number (common random numbers), so that the answer
of a seed is sharp; several seeds say how sure it is. The grid is 1 % wide.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

from playground.design import change
from playground.design.design import Common, WebSystem
from playground.measure import interval, utilisation
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import Run

SEEDS = (1, 2, 3)
NOTCH = 1.01
FEWEST, MOST = 1_000.0, 50_000_000.0
STRIDE = 26  # notches of the first strides: a factor of 1.3
SLICES = 40  # of a run, between two of which a search can be stopped
NEAR = 3  # notches: where the other seeds begin to look


@dataclass(frozen=True)
class Break:
    """users: per seed, the most with whom every promise is kept, on the grid. node, station, utilisation: the busiest
    part one notch further, where `missed` (an objective's name) is not kept any more."""

    users: tuple[float, ...]
    node: str
    station: str
    utilisation: float
    missed: str

    @property
    def mean(self) -> float:
        return sum(self.users) / len(self.users)

    @property
    def span(self) -> tuple[float, float]:
        """The 95 % interval of the mean, and never less than a notch to either side."""
        found = interval.interval(self.users, 0.95)
        half = 0.0 if found is None or math.isnan(found.high) else (found.high - found.low) / 2
        half = max(half, self.mean * (NOTCH - 1))
        return self.mean - half, self.mean + half


def find(design: WebSystem, seeds: tuple[int, ...] = SEEDS) -> Break:
    """Search to the end. Raises ValueError when the design keeps or breaks its promises with any number of users."""
    steps = search(design, seeds)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Break = end.value
            return found


def search(design: WebSystem, seeds: tuple[int, ...] = SEEDS) -> Generator[float, None, Break]:
    """The same bit by bit: yields the number of users that it looks at."""
    calm = change.put_all(design, {"faults": [], "workload.rate_rps": None, "workload.replay": None})
    at, stride, found = _notch(design.workload.daily_users), STRIDE, []
    beyond: Result | None = None
    for seed in seeds:
        at, beyond = yield from _of_seed(calm, seed, at, stride)
        found.append(_users(at))
        stride = NEAR
    return _told(tuple(found), beyond)


def _of_seed(design: Common, seed: int, at: int, stride: int) -> Generator[float, None, tuple[int, Result | None]]:
    """The last notch that holds, and the run one notch further."""
    good: int | None = None
    bad: int | None = None
    beyond: Result | None = None
    while good is None or bad is None or bad - good > 1:
        going = Run(change.put(design, "workload.daily_users", _users(at)), seed=seed)
        while not going.is_complete:
            yield _users(at)
            going.advance(going.now_ns + max(1, going.end_ns // SLICES))
        result = going.result()
        if _keeps(result):
            good = at
        else:
            bad, beyond = at, result
        at, stride = _next(good, bad, stride)
    return good, beyond


def _next(good: int | None, bad: int | None, stride: int) -> tuple[int, int]:
    """Where to look next, and how far the next stride goes. Raises ValueError beyond the ends of the grid."""
    if good is not None and bad is not None:
        return (good + bad) // 2, stride
    at = good + stride if good is not None else (bad or 0) - stride
    if not FEWEST <= _users(at) <= MOST:
        raise ValueError("no number of users makes the difference")
    return at, 2 * stride


def _keeps(result: Result) -> bool:
    return all(verdict.ok is not False for verdict in objectives(result))


def _told(users: tuple[float, ...], beyond: Result | None) -> Break:
    assert beyond is not None  # noqa: S101 - the search has seen both sides
    busy = utilisation.busiest(beyond)
    missed = next(verdict.name for verdict in objectives(beyond) if verdict.ok is False)
    if busy is None:
        return Break(users, "", "", math.nan, missed)
    return Break(users, busy.station.node, busy.station.name, busy.utilisation, missed)


def _users(notch: int) -> float:
    return FEWEST * NOTCH**notch


def _notch(users: float) -> int:
    return round(math.log(users / FEWEST) / math.log(NOTCH))
