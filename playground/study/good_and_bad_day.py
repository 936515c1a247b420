"""The two bars of a stage: the most daily users whom it carries with every promise kept, on a good day and through its
bad day.

A good day is a part of the peak hour without faults: the break point of `break_point.py`, found with one seed, in steps
of 3 %, and from a run that is not longer than it must be, so that the whole ladder takes seconds. A bad day is that of
`bad_day.py`; whoever is carried through it is carried on a good day, too, so that the second bar is never longer than
the first one. Where the stage before knows the same trouble, what it carries through it is searched for as well: a
stage that carries no more people on a good day is there for its bad one.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

from playground.design import change
from playground.design.bad_day import BadDay
from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.result import Result, S
from playground.run import Run
from playground.study import bad_day as days
from playground.study.hopeless import surely_missed
from playground.study.most_users import AIR, STEP, Bar, Look, Looking, full_at, search, seen, step_of, users_at

SEED = 1
GOOD_S = 40.0  # at least, of a good day: lines grow beyond half a second within it where 1 % too many come
REQUESTS = 60_000.0  # and as many as this, within the stage's own length: a small system's luck takes long to show
SLICES = 16  # of a run, between two of which a search can be stopped
ASKED = 2  # slices: how often it is asked whether all is lost; with thousands of machines the answer takes time, too
FEWEST = 10_000.0  # daily users: who does not survive with them survives with nobody
PART = 4.0  # a quarter of the users tells where the survivors would be full


@dataclass(frozen=True)
class Bars:
    """good, bad: the two bars. before: the stage before through the same bad day; None where it is the first, or has
    nothing that could break that way. It is never longer than bad: more than that is not searched for."""

    name: str
    good: Bar
    bad: Bar
    before: Bar | None = None


@dataclass(frozen=True)
class Now:
    """What a search looks at: good, bad or before; and with how many users."""

    what: str
    users: float


def bars(
    design: WebSystem, day: BadDay, earlier: WebSystem | None = None, seed: int = SEED
) -> Generator[Now, None, Bars]:
    """Search for all bars of a stage; `earlier` is the stage before. Yields what it looks at, often."""
    good = yield from _named("good", good_bar(design, seed))
    bad = yield from _named("bad", bad_bar(design, day, good, seed))
    before = None
    if earlier is not None:
        before = yield from _named("before", before_bar(earlier, day, bad, seed))
    return Bars(design.name, good, bad, before)


def good_bar(design: WebSystem, seed: int = SEED) -> Generator[float, None, Bar]:
    """The most users on a good day."""
    calm = _web(
        change.put_all(
            design,
            {
                "faults": [],
                "workload.rate_rps": None,
                "workload.replay": None,
                "seconds": design.warmup_s + _good_s(design),
            },
        )
    )

    def looking(users: float) -> Generator[float, None, Look]:
        result, missed = yield from _played(_web(change.put(calm, "workload.daily_users", users)), None, seed)
        return seen(result, missed)

    return (yield from search(looking, near=calm.workload.daily_users))


def _good_s(design: WebSystem) -> float:
    """How long a good day must be, in whole seconds."""
    wanted_s = max(GOOD_S, math.ceil(REQUESTS / design.workload.requests_rps))
    return min(wanted_s, design.seconds - design.warmup_s)


def bad_bar(
    design: WebSystem, day: BadDay, good: Bar, seed: int = SEED, *, carries_few: bool = False
) -> Generator[float, None, Bar]:
    """The most users through a bad day, of those who are carried on a good one. `carries_few`: the fewest are known to
    be carried."""
    looking = _through(design, day, seed)
    if not good.users:
        return good
    beyond = yield from looking(good.users)
    if not beyond.missed:
        return good
    first = users_at(step_of(FEWEST))
    if not carries_few:
        few = yield from looking(first)
        if few.missed:
            return Bar(0.0, few.missed)
    part = good.users / PART
    look = yield from looking(part)
    if look.missed:
        return (yield from search(looking, near=part / STEP, good=first, bad=(part, look)))
    near = full_at(part, look.filled) or math.sqrt(part * good.users)
    return (yield from search(looking, near=AIR * near, good=part, bad=(good.users, beyond)))


def before_bar(earlier: WebSystem, day: BadDay, bad: Bar, seed: int = SEED) -> Generator[float, None, Bar | None]:
    """The stage before through this bad day, of those whom the stage itself carries through it (`bad`); None where the
    fault would meet nothing there."""
    try:
        few = days.design_for(earlier, day, FEWEST)
    except BadDesign:
        return None
    result, missed = yield from _played(few, day, seed)
    if result.asleep:
        return None
    if missed:
        return Bar(0.0, missed)
    return (yield from bad_bar(earlier, day, bad, seed, carries_few=True))


def _through(design: WebSystem, day: BadDay, seed: int) -> Looking:
    def looking(users: float) -> Generator[float, None, Look]:
        result, missed = yield from _played(days.design_for(design, day, users), day, seed)
        return seen(result, missed)

    return looking


def _played(design: WebSystem, day: BadDay | None, seed: int) -> Generator[float, None, tuple[Result, str | None]]:
    """The run, as far as it can make a difference, and the promise that it breaks."""
    going = Run(design, seed=seed)
    slice_ns, slices = max(1, going.end_ns // SLICES), 0
    while not going.is_complete:
        yield design.workload.daily_users
        going.advance(going.now_ns + slice_ns)
        slices += 1
        if slices % ASKED:
            continue
        if going.now_ns > int(design.warmup_s * S) or day is not None:
            result = going.result()
            missed = surely_missed(result, day)
            if missed:
                return result, missed
    result = going.result()
    return result, days.missed(result, day) if day else surely_missed(result, None)


def _named(what: str, steps: Generator[float, None, Bar | None]) -> Generator[Now, None, Bar]:
    while True:
        try:
            yield Now(what, next(steps))
        except StopIteration as end:
            found: Bar = end.value
            return found


def _web(found: object) -> WebSystem:
    assert isinstance(found, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return found
