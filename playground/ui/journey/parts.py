"""What follows a held control, as plain data under the names of its components."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from playground.design.change import COME_WITH_A_KNOB
from playground.design.design import WebSystem
from playground.design.sharding import Scheme
from playground.diagram.picture import picture
from playground.lessons.catalogue import Translator
from playground.ui import chosen, faults, knobs, language, operations_knobs, places
from playground.ui.journey import breaking, charts, head, numbers
from playground.ui.journey.acting import acts
from playground.ui.journey.shown import Shown, progress
from playground.ui.panel import given


def groups(design: WebSystem, t: Translator) -> list[dict[str, Any]]:
    """The knobs of this design in their groups."""
    found = chosen.groups(
        design.name,
        faults.clocks(design),
        has=_parts(design),
        rules=operations_knobs.rules(design.operations),
    )
    return knobs.panel(found, design, language.now(), t)


def _parts(design: WebSystem) -> frozenset[str]:
    """The parts that not every design has, and what else decides which knobs there are."""
    there = frozenset(part for part in (*COME_WITH_A_KNOB, "sites") if attrgetter(part)(design) is not None)
    keys, parts = design.workload.popularity, design.sharding
    more = {
        "births": keys.missing_keys > 0,
        "famous": keys.famous > 0,
        "directory": keys.famous > 0 and parts is not None and parts.scheme is Scheme.DIRECTORY,
    }
    return there | {name for name, is_so in more.items() if is_so}


def parts(design: WebSystem, now: Shown, t: Translator) -> dict[str, Any]:
    """Heading, tiles, picture, knobs and charts. There are no charts as long as there is no result."""
    rows = numbers.rows(now.result, now.before, t, is_owed=now.owes_comparison)
    return {
        "head": head.heading(design, now.result, t),
        "tiles": {"label": t("tile.label"), "tiles": rows, "said": progress(design, now, t)},
        "scene": picture(
            design, now.result, t, selected=breaking.chosen(design), acts=acts(design), places=places.places()
        ),
        "panel": given(groups(design, t)),
        **({} if now.result is None else charts.rows(now.result, t)),
    }
