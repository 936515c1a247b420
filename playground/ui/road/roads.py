"""Both bars of every open stage: as stored for the ladder's own sizes, or as searched for with somebody's changes."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

from playground.design.change import put
from playground.design.design import WebSystem
from playground.design.ladder import STAGES
from playground.figures.hero import Row
from playground.study import road
from playground.study.good_and_bad_day import Bars
from playground.ui import first
from playground.ui.background import desk
from playground.ui.stops import carry

STORED = Path(first.FOLDER) / "road.json"


@cache
def stored() -> tuple[Bars, ...]:
    """Of the ladder as it is. `python -m playground.ui.first` writes them, a test searches again."""
    rows = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    return road.in_order(rows)


def designs(design: WebSystem) -> tuple[WebSystem, ...]:
    """Every open stage with every knob that this design has changed and that exists there; without faults, which each
    bad day brings itself."""
    calm = put(design, "faults", [])
    assert isinstance(calm, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return tuple(carry(calm, stage) for stage in STAGES if stage.is_built)


def are_own(rows: tuple[WebSystem, ...]) -> bool:
    """Has somebody changed anything?"""
    return road.key_of(rows) != road.key_of(road.open_stages())


def known(rows: tuple[WebSystem, ...]) -> tuple[Bars, ...] | None:
    """The bars of these designs; None until somebody has searched."""
    found = desk().found(road.key_of(rows))
    if found is not None:
        return road.in_order(found)
    return None if are_own(rows) else stored() or None


def drawn(bars: tuple[Bars, ...]) -> list[Row]:
    """What the chart is given."""
    return [_row(number, bar) for number, bar in enumerate(bars, start=1)]


def _row(number: int, bar: Bars) -> Row:
    before = None if bar.before is None else bar.before.users
    return Row(number, bar.name, bar.good.users, bar.good.missed, bar.bad.users, bar.bad.missed, before)


def cures(bars: tuple[Bars, ...]) -> list[Bars]:
    """Stages that carry no more people on a good day than the one before, and more through a bad day."""
    return [
        bar for earlier, bar in pairwise(bars) if bar.good.users <= earlier.good.users and road.is_raised(bar, earlier)
    ]
