"""Tiles: a few numbers side by side, each with a word below it and its change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent

_TILES = st.components.v2.component(
    "playground_tiles",
    html='<div class="tiles" role="group" aria-live="off"></div>',
    css=(HERE / "tiles.css").read_text("utf-8"),
    js=(HERE / "tiles.js").read_text("utf-8"),
)


def show(key: str, label: str, tiles: Sequence[dict[str, Any]]) -> None:
    """Each tile: `name`, `label`, `value`, `unit`, `sub`, `help`, `tone` (bad or none), `change`, `change_tone`."""
    _TILES(key=key, data={"label": label, "tiles": list(tiles)})
