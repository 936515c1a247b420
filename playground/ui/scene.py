"""The picture of the architecture on the page. The drawing itself lives in the diagram room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground import diagram
from playground.ui.mirror import LIVE_JS

HERE = Path(diagram.__file__).parent
HTML = (
    '<div class="arch"><div class="time" hidden><button type="button">'
    '<svg class="glyph" viewBox="0 0 10 10" aria-hidden="true"><path></path></svg></button>'
    '<input type="range"><output></output></div></div>'
)

_SCENE = st.components.v2.component(
    "playground_scene",
    html=HTML,
    css=(HERE / "diagram.css").read_text("utf-8"),
    js=LIVE_JS + (HERE / "diagram.js").read_text("utf-8"),
)


def scene(picture: dict[str, Any], *, on_select: Callable[[str], None]) -> None:
    """Draw a picture, or change the one that is there. `on_select` gets a node's name, or "" when none is chosen."""

    def changed() -> None:
        on_select(str(st.session_state["scene"]["selected"]["id"]))

    _SCENE(key="scene", data=picture, on_selected_change=changed)
