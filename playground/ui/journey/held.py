"""A control that is held runs only itself and what follows it; the rest of the page follows when the hand rests."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from playground.design.design import WebSystem
from playground.lessons.catalogue import Translator
from playground.ui import engine, state
from playground.ui.journey import charts
from playground.ui.journey.parts import parts
from playground.ui.journey.shown import shown
from playground.ui.mirror import mirror


def held(key: str, control: Callable[[WebSystem], None], t: Translator) -> None:
    """Draw a control in a fragment of its own."""
    with_the_page = iter((True,))

    @st.fragment
    def follow() -> None:
        design = state.design()
        control(design)
        if next(with_the_page, False):
            mirror(key, None)
            return
        if state.problem() is not None or not engine.is_ready():
            st.rerun()  # what there is to say has its place on the page
        now = shown(design)
        if now.result is None:
            st.rerun()
        mirror(key, parts(design, now, t), stamp=charts.stamp(now.result))

    follow()
