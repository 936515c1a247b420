"""The whole road: what each stage carries on a good day and a bad one, and what each box is good for."""

from __future__ import annotations

import streamlit as st

from playground.ui import language, pace, state
from playground.ui.frame import frame
from playground.ui.journey import bars, charts
from playground.ui.journey.shown import go_on, shown
from playground.ui.road.hero import hero
from playground.ui.road.switches import switches
from playground.ui.road.without import without

language.start()
t = language.words()
state.start()
design = state.design()

frame(t)
with st.container():
    bars.problem(design, t)
with st.container():
    hero(design, t)
now = shown(design)
with st.container():
    switches(design, now, t)
with st.container():
    without(design, t)

state.keep()
pace.pulse(language.now(), is_waiting=now.is_waiting, stamp=charts.stamp(now.result), on_rest=go_on)
