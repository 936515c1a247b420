"""The whole road: both bars of every open stage, on all cores."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from playground.design import change
from playground.design.bad_day import BAD_DAYS
from playground.design.design import WebSystem
from playground.design.ladder import STAGES
from playground.study.good_and_bad_day import SEED, Bars, bars
from playground.study.in_plain import in_plain, system
from playground.study.most_users import Bar
from playground.study.side_by_side import SideBySide


def open_stages() -> tuple[WebSystem, ...]:
    """The designs of all stages that are built, with their own sizes."""
    return tuple(stage.design for stage in STAGES if stage.is_built)


def search(designs: Sequence[WebSystem] | None = None, seed: int = SEED, processes: int | None = None) -> SideBySide:
    """A search for each design, not started yet; without designs: for the ladder as it is. A design's name is a
    stage's, the one before it in the row is the stage before. The last ones have the most to run and come first."""
    rows = open_stages() if designs is None else tuple(designs)
    tasks = {
        design.name: {
            "kind": "bars",
            "design": change.plain(design),
            "earlier": None if earlier is None else change.plain(earlier),
            "seed": seed,
        }
        for earlier, design in zip((None, *rows), rows, strict=False)
    }
    return SideBySide(dict(reversed(tasks.items())), processes)


def told(task: Mapping[str, Any]) -> Generator[dict[str, Any], None, dict[str, Any]]:
    """A child's part: the bars of one stage, as plain data."""
    design = system(task["design"])
    earlier = None if task["earlier"] is None else system(task["earlier"])
    return in_plain(bars(design, BAD_DAYS[design.name], earlier, task["seed"]), asdict)


def in_order(found: Mapping[str, Mapping[str, Any]]) -> tuple[Bars, ...]:
    """What has been found, from plain data, in the order of the ladder."""
    return tuple(of_plain(found[stage.name]) for stage in STAGES if stage.name in found)


def key_of(designs: Sequence[WebSystem], seed: int = SEED) -> str:
    """The same for the same designs, and only for them."""
    return "-".join((*(design.hash() for design in designs), str(seed)))


def plain(row: Bars) -> dict[str, Any]:
    """As plain data, for JSON."""
    return asdict(row)


def of_plain(data: Mapping[str, Any]) -> Bars:
    """The bars of plain data."""
    before = None if data["before"] is None else Bar(**data["before"])
    return Bars(data["name"], Bar(**data["good"]), Bar(**data["bad"]), before)


def is_raised(row: Bars, earlier: Bars) -> bool:
    """Does the stage carry more people than the one before: on a good day, or else through its bad day, through which
    the one before has a bar of its own?"""
    return row.good.users > earlier.good.users or (row.before is not None and row.bad.users > row.before.users)
