"""The pace of the page: a control sends its next change when the run of the last one has reached the screen.

Streamlit drops a running script when a new change arrives, so a drag that reports every notch would keep the charts
from ever being drawn. Every control of ours sends through `pace.js`; the pulse at the end of the page says that a run
is done.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
JS = (HERE / "pace.js").read_text("utf-8")
SEEN, RUNS = "pace.seen", "pace.runs"

_PULSE = st.components.v2.component(
    "playground_pulse", html="<span hidden></span>", js=JS + (HERE / "pulse.js").read_text("utf-8")
)


def note(change: Any) -> None:
    """Remember the number of a change that has arrived."""
    if isinstance(change, dict) and isinstance(change.get("n"), int):
        st.session_state[SEEN] = max(seen(), change["n"])


def seen() -> int:
    """The number of the newest change that has arrived."""
    return int(st.session_state.get(SEEN, 0))


def pulse(language: str, *, is_waiting: bool, stamp: str, on_rest: Callable[[], None]) -> None:
    """The last element of the page. `is_waiting`: there is more to come without a change. `stamp`: what the charts of
    this run will show. `on_rest` is called, and the page run again, when nothing has changed for a moment."""
    st.session_state[RUNS] = runs = int(st.session_state.get(RUNS, 0)) + 1
    told = {"seen": seen(), "runs": runs, "language": language, "is_waiting": is_waiting, "stamp": stamp}
    _PULSE(key="pulse", data=told, on_rest_change=on_rest)
