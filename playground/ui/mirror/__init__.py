"""The quick way to the screen: while a control is held, everything that follows it is one message.

A run of the whole page is some sixty messages, and the browser lays out and paints the page anew for most of them. So a
held control runs only its own fragment, and what follows it comes as plain data that the components on the page take
from each other's hands (`live.js`). When the hand rests, the page runs as a whole and nothing on it changes any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui import pace

HERE = Path(__file__).parent
LIVE_JS = (HERE / "live.js").read_text("utf-8")

_MIRROR = st.components.v2.component(
    "playground_mirror", html="<span hidden></span>", js=pace.JS + LIVE_JS + (HERE / "mirror.js").read_text("utf-8")
)


def mirror(key: str, parts: dict[str, Any] | None, *, stamp: str = "") -> None:
    """Hand each part its data. None: the page itself tells its parts."""
    _MIRROR(key=key, data={"parts": parts, "seen": pace.seen(), "stamp": stamp})
