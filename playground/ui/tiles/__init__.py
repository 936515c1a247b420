"""Tiles: a few numbers side by side, each with a word below it and its change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui.mirror import LIVE_JS

HERE = Path(__file__).parent

HTML = '<div class="tiles" role="group" aria-live="off"></div><div class="said"></div>'
CSS = (HERE / "tiles.css").read_text("utf-8")
JS = LIVE_JS + (HERE / "tiles.js").read_text("utf-8")

_TILES = st.components.v2.component("playground_tiles", html=HTML, css=CSS, js=JS)


def show(data: dict[str, Any]) -> None:
    """`label` of the row, `tiles`, and what is `said` below them. Each tile: `name`, `label`, `value`, `unit`, `sub`,
    `help`, `tone` (bad or none), `change`, `change_tone`."""
    _TILES(key="tiles", data=data)
