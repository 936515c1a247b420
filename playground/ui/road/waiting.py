"""A button that begins a search, how far it has come, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.lessons.catalogue import Translator
from playground.study.side_by_side import SideBySide
from playground.ui import engine
from playground.ui.background import desk
from playground.ui.text import plain

LOOK_S = 1.0


def waiting(
    key: str, make: Callable[[], SideBySide], t: Translator, *, label: str, name: str, told: Callable[[str, Any], str]
) -> None:
    """`key` names what is searched for, `make` begins it, `label` stands on the button, `name` tells two such sections
    apart; `told` says in words what a search looks at."""
    running = desk().under_way(key)
    if running is not None and not running.is_over:
        _progress(key, t, name, told)
        return
    if running is not None and running.problem:
        st.warning(plain(t("road.failed", problem=running.problem)))
    if not engine.is_ready():
        st.caption(t("road.no_engine"))
    elif desk().is_busy():
        st.caption(t("road.busy"))
    else:
        st.button(label, key=f"{name}-begin", on_click=desk().begin, args=(key, make), help=t("road.begin_help"))


@st.fragment(run_every=LOOK_S)
def _progress(key: str, t: Translator, name: str, told: Callable[[str, Any], str]) -> None:
    running = desk().under_way(key)
    if running is None or running.is_over:
        st.rerun()
    done, count = len(running.found), len(running.names)
    now = "; ".join(told(what, look) for what, look in sorted(running.now.items())) or "…"
    st.progress(done / count, text=plain(t("road.under_way", done=done, count=count, now=now)))
    st.button(t("road.stop"), key=f"{name}-stop", on_click=desk().stop, args=(key,))
