"""The heading as a component, so that it follows a held control."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui.mirror import LIVE_JS

HERE = Path(__file__).parent

_HEAD = st.components.v2.component(
    "playground_head",
    html='<div class="pg-head"></div>',
    js=LIVE_JS + (HERE / "head.js").read_text("utf-8"),
    isolate_styles=False,  # the page's own style sheet dresses it
)


def show(data: dict[str, Any]) -> None:
    """`kicker`, `name`, `look` (ok, bad, open) and `said` for all, and `chips`, each with `look`, `sign`, `text`,
    `limit`, `help`."""
    _HEAD(key="head", data=data)
