"""Bars that are dragged: the rail of stages and the scale of users. They report every stop while they are held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui import pace

HERE = Path(__file__).parent

_RAIL = st.components.v2.component(
    "playground_rail",
    html='<div class="rail"></div>',
    css=(HERE / "rail.css").read_text("utf-8"),
    js=pace.JS + (HERE / "rail.js").read_text("utf-8"),
)

Row = dict[str, Any]


def rail(
    key: str,
    *,
    look: str,
    label: str,
    stops: Sequence[Row],
    value: int,
    on_change: Callable[[dict[str, Any]], None],
    marks: Sequence[Row] = (),
    note: str = "",
    typed: str | None = None,
    page: int = 1,
) -> None:
    """A bar. `look` is stages or scale; `value` is the place of the stop that is chosen.

    Each stop: `at` (0 to 1), `text` (what a screen reader says), and for those that are drawn `kind` (stage, half,
    closed, tick), `badge`, `label`, `under`; `closed` ones cannot be reached. Each mark: `at`, `kind`, `label`, `text`.
    `on_change` gets {place} or {typed}. With `typed` there is a field for a number. `page`: stops for PageUp, PageDown.
    """

    def changed() -> None:
        change = st.session_state[key]["change"]
        pace.note(change)
        on_change(change)

    data: dict[str, Any] = {
        "name": key,
        "look": look,
        "label": label,
        "stops": list(stops),
        "value": value,
        "marks": list(marks),
        "note": note,
        "page": page,
        "seen": pace.seen(),
    }
    if typed is not None:
        data["typed"] = typed
    _RAIL(key=key, data=data, on_change_change=changed)
