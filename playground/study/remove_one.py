"""What each box of a design contributes: the same design without it, for the same users, with the same faults and the
same seed, and the most users whom it then carries on a good day (`good_and_bad_day.py`)."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.design import boxes, change
from playground.design.boxes import Box
from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.measure import cost, latency, traffic
from playground.measure.objectives import objectives
from playground.measure.people import logged_out_share
from playground.measure.writes import writes
from playground.run import Run
from playground.study.good_and_bad_day import SLICES, good_bar
from playground.study.in_plain import in_plain, system
from playground.study.most_users import Bar
from playground.study.side_by_side import SideBySide

WHOLE = "whole"  # the design with all that it has


@dataclass(frozen=True)
class Without:
    """A design without one box (`box` is WHOLE: with all). latency_ms_p99: of the served, None where nobody was.
    missed: the promises broken under its own users and faults. logged_out_share: None where nobody is logged in.
    carries: the most users on a good day."""

    box: str
    latency_ms_p99: float | None
    error_rate: float | None
    lost_writes: int
    logged_out_share: float | None
    usd_month: float
    missed: tuple[str, ...]
    carries: Bar


@dataclass(frozen=True)
class Kept:
    """A box that cannot be taken out, and the sentence that says why."""

    box: str
    problem: BadDesign


def designs(design: WebSystem) -> tuple[dict[str, WebSystem], tuple[Kept, ...]]:
    """The design and what is left of it without each box, by the box's name; and what cannot be taken out."""
    found, kept = {WHOLE: design}, []
    for box in boxes.here(design):
        try:
            found[box.name] = boxes.without(design, box)
        except BadDesign as problem:
            kept.append(Kept(box.name, problem))
    return found, tuple(kept)


def without(box: str, design: WebSystem, seed: int) -> Generator[float, None, Without]:
    """Run it, then search for the most users. Yields the users that are looked at."""
    going = Run(design, seed=seed)
    while not going.is_complete:
        yield design.workload.daily_users
        going.advance(going.now_ns + max(1, going.end_ns // SLICES))
    result = going.result()
    carries = yield from good_bar(design)
    bill = cost.bill(result)
    return Without(
        box,
        latency.summary(result).p99_ms,
        traffic.error_rate(result),
        writes(result).lost,
        logged_out_share(result),
        0.0 if bill is None else bill.usd_month,
        tuple(row.name for row in objectives(result) if row.ok is False),
        carries,
    )


def search(design: WebSystem, seed: int) -> SideBySide:
    """All of them, not started yet; by the box's name."""
    found, _ = designs(design)
    tasks = {
        name: {"kind": "without", "box": name, "design": change.plain(row), "seed": seed} for name, row in found.items()
    }
    return SideBySide(tasks)


def told(task: Mapping[str, Any]) -> Generator[dict[str, Any], None, dict[str, Any]]:
    """A child's part: one row, as plain data."""
    design = system(task["design"])
    steps = without(task["box"], design, task["seed"])
    return in_plain(steps, lambda users: {"users": users})


def of_plain(data: Mapping[str, Any]) -> Without:
    """The row of plain data."""
    row = {**data, "missed": tuple(data["missed"]), "carries": Bar(**data["carries"])}
    return Without(**row)


def box_named(name: str) -> Box:
    """The box of this name. Raises StopIteration when there is none."""
    return next(box for box in boxes.boxes() if box.name == name)


def fewer(whole: Without, row: Without) -> float:
    """How many times fewer users the design carries without the box; infinite where nobody is left."""
    return whole.carries.users / row.carries.users if row.carries.users else math.inf
