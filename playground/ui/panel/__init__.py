"""The knobs of a design as one component: sliders that report every notch, choices, switches, each with its source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui import pace
from playground.ui.mirror import LIVE_JS

HERE = Path(__file__).parent

_PANEL = st.components.v2.component(
    "playground_panel",
    html='<div class="panel"></div>',
    css=(HERE / "panel.css").read_text("utf-8"),
    js=pace.JS + LIVE_JS + (HERE / "panel.js").read_text("utf-8"),
)


def given(groups: list[dict[str, Any]]) -> dict[str, Any]:
    """What the component is given: groups as `knobs.panel` makes them, and the newest change that they know."""
    return {"groups": groups, "seen": pace.seen()}


def panel(groups: list[dict[str, Any]], *, on_change: Callable[[str, Any], None]) -> None:
    """Groups as `knobs.panel` makes them. `on_change` gets the dotted path of a knob and its new value."""

    def changed() -> None:
        change = st.session_state["panel"]["change"]
        pace.note(change)
        on_change(str(change["path"]), change["value"])

    _PANEL(key="panel", data=given(groups), on_change_change=changed)
