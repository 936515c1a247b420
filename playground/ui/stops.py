"""Where the bars stop: the stages of the ladder with a half-stop between them, and the notches of the users bar.

A half-stop is a stage with the users that the next one opens with, or with the trouble that the next one cures: it
fails there, one drag away from the cure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from playground.design import catalogue
from playground.design.change import differences, plain, put, put_all
from playground.design.design import Common, WebSystem
from playground.design.endpoint import Endpoint
from playground.design.fault import OneFault
from playground.design.ladder import STAGES, Stage
from playground.design.problem import BadDesign
from playground.ui import breaks

PER_DECADE = 20
FEWEST_USERS = 10_000.0
ROOM_ABOVE_BREAK = 4.0

# Daily users at which a stage with its own sizes misses its objectives on a good day: marks on a bar, not limits.
BREAKS: dict[str, float] = {name: found.mean for name, found in breaks.stored().items()}

NOT_CARRIED = ("workload.daily_users", "name", "kind")


@dataclass(frozen=True)
class Stop:
    """`at`: place on the bar, 0 to 1. `kind`: a stage, the half-stop after it, or a stage that is closed."""

    stage: Stage
    daily_users: float
    kind: Literal["stage", "half", "closed"]
    at: float
    trouble: OneFault | None = None
    wish: tuple[Endpoint, ...] = ()


def stops() -> tuple[Stop, ...]:
    """All stops, from one server to the end of the ladder."""
    rows: list[Stop] = []
    last = len(STAGES) - 1
    for stage in STAGES:
        at = stage.number / last
        if not stage.is_built:
            rows.append(Stop(stage, stage.daily_users, "closed", at))
            continue
        rows.append(Stop(stage, stage.daily_users, "stage", at))
        after = STAGES[stage.number + 1] if stage.number < last else None
        if after is not None and after.is_built:
            rows.append(Stop(stage, after.daily_users, "half", at + 0.5 / last, *_cured(stage, after)))
    return tuple(rows)


def _cured(stage: Stage, after: Stage) -> tuple[OneFault | None, tuple[Endpoint, ...]]:
    """What happens at the half-stop, and what people want there; nothing where more users are trouble enough."""
    return (stage.trouble, stage.wish) if after.daily_users <= stage.daily_users else (None, ())


def place_of(design: WebSystem) -> int:
    """The stop that a design stands at: its stage, or the half-stop from the next stage's users on."""
    rows = stops()
    mine = [place for place, stop in enumerate(rows) if stop.stage.name == design.name]
    halves = [p for p in mine if rows[p].kind == "half" and _is_crowded(design, rows[p])]
    return (halves or mine)[0]


def _is_crowded(design: WebSystem, half: Stop) -> bool:
    if half.wish:
        return _wants(design, half.wish)
    if half.trouble is not None:
        return any((row.kind, row.node) == (half.trouble.kind, half.trouble.node) for row in design.faults)
    return design.workload.daily_users >= half.daily_users * 0.999


def _wants(design: WebSystem, wish: tuple[Endpoint, ...]) -> bool:
    """Is all of this asked for?"""
    return {row.name for row in wish} <= {row.name for row in design.workload.endpoints}


def _wished(there: WebSystem, stop: Stop) -> tuple[Endpoint, ...]:
    """What is asked for at a stop: what people want at a half-stop comes with it, stays with the cure, and is not
    known elsewhere."""
    own, now = stop.stage.design.workload.endpoints, there.workload.endpoints
    if stop.wish:
        return now if _wants(there, stop.wish) else stop.wish
    wishes = [row.wish for row in STAGES if row.wish and stop.stage.number != row.number + 1]
    return own if any(_wants(there, wish) for wish in wishes) else now


def move(design: WebSystem, stop: Stop) -> WebSystem:
    """The design at another stop: its users, and every knob that was changed and exists there too. The trouble of a
    half-stop comes with it, stays with the cure, and is over elsewhere."""
    carried = carry(design, stop.stage)
    asked = [plain(row) for row in _wished(carried, stop)]
    there = put_all(carried, {"workload.daily_users": stop.daily_users, "workload.endpoints": asked})
    here, rows = stops()[place_of(design)], plain(there)["faults"]
    over = [row.trouble for row in STAGES if row.trouble is not None and stop.stage.number != row.number + 1]
    rows = [row for row in rows if not any(_is_alike(row, trouble, here) for trouble in over)]
    if stop.trouble is not None:
        rows = [*rows, plain(stop.trouble)]
    there = put(there, "faults", rows)
    assert isinstance(there, WebSystem)  # noqa: S101 - every stage is one
    return there


def _is_alike(row: dict[str, Any], trouble: OneFault, here: Stop) -> bool:
    """Is this fault the trouble, at its own time or, where one stands at its half-stop, at any?"""
    same = (row["kind"], row["node"]) == (trouble.kind, trouble.node)
    return same and (row == plain(trouble) or here.trouble == trouble)


def carry(design: WebSystem, stage: Stage) -> WebSystem:
    """The stage with every knob that differs from the own stage's default and exists there, users left out."""
    there: Common = stage.design
    for path, value in differences(plain(catalogue.find(design.name)), plain(design)):
        if path not in NOT_CARRIED:
            try:
                there = put(there, path, value)
            except BadDesign:
                continue  # a knob of a part that is not there
    assert isinstance(there, WebSystem)  # noqa: S101
    return there


def previous(design: WebSystem) -> WebSystem | None:
    """The stage before, under this workload and these faults; None for the first."""
    number = next(stage.number for stage in STAGES if stage.name == design.name)
    if number == 0:
        return None
    base = plain(catalogue.find(design.name))
    stage = STAGES[number - 1]
    there: Common = stage.design
    for path, value in differences(base, plain(design)):
        if path.split(".")[0] in ("workload", "faults", "seconds", "warmup_s", "start", "external"):
            there = put(there, path, value)
    there = put(there, "workload.daily_users", design.workload.daily_users)
    if stage.wish:
        there = put(there, "workload.endpoints", plain(design)["workload"]["endpoints"])
    if len(stage.design.workload.regions) == len(design.workload.regions):
        there = put(there, "workload.regions", plain(design)["workload"]["regions"])
    if there.seconds != design.seconds:
        there = put(put(there, "seconds", design.seconds), "warmup_s", design.warmup_s)
    assert isinstance(there, WebSystem)  # noqa: S101
    return there


def notches(design: WebSystem) -> tuple[float, ...]:
    """Daily users that the bar stops at: 20 in a decade, the openings of the stages, and the design's own."""
    highest = max(BREAKS.get(design.name, 1e6) * ROOM_ABOVE_BREAK, design.workload.daily_users)
    lowest = min(FEWEST_USERS, design.workload.daily_users)
    first = math.floor(math.log10(lowest) * PER_DECADE + 1e-9)
    last = math.ceil(math.log10(highest) * PER_DECADE - 1e-9)
    steps = {three_digits(10 ** (step / PER_DECADE)) for step in range(first, last + 1)}
    top = max(steps)
    openings = {stage.daily_users for stage in STAGES if stage.is_built and stage.daily_users <= top}
    crowded = {step for step in steps if any(step != own and abs(math.log10(step / own)) < 0.01 for own in openings)}
    return tuple(sorted((steps - crowded) | openings | {design.workload.daily_users}))


def three_digits(value: float) -> float:
    """Rounded to three significant digits."""
    size = 10.0 ** (math.floor(math.log10(value)) - 2)
    return float(round(value / size) * size)
