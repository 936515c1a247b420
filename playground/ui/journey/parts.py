"""What follows a held control, as plain data under the names of its components."""

from __future__ import annotations

from typing import Any

from playground.design.design import WebSystem
from playground.diagram.picture import picture
from playground.lessons.catalogue import Translator
from playground.ui import chosen, faults, knobs, language
from playground.ui.journey import breaking, charts, head, numbers
from playground.ui.journey.shown import Shown, progress
from playground.ui.panel import given


def groups(design: WebSystem, t: Translator) -> list[dict[str, Any]]:
    """The knobs of this design in their groups."""
    found = chosen.groups(
        design.name,
        faults.clocks(design),
        has_cache=design.cache is not None,
        has_missing_keys=design.workload.popularity.missing_keys > 0,
    )
    return knobs.panel(found, design, language.now(), t)


def parts(design: WebSystem, now: Shown, t: Translator) -> dict[str, Any]:
    """Heading, tiles, picture, knobs and charts. There are no charts as long as there is no result."""
    rows = numbers.rows(now.result, now.before, t, is_owed=now.owes_comparison)
    return {
        "head": head.heading(design, now.result, t),
        "tiles": {"label": t("tile.label"), "tiles": rows, "said": progress(design, now, t)},
        "scene": picture(design, now.result, t, selected=breaking.chosen(design)),
        "panel": given(groups(design, t)),
        **({} if now.result is None else charts.rows(now.result, t)),
    }
