"""The journey: from one server to millions of users, one drag at a time."""

from __future__ import annotations

import streamlit as st

from playground.diagram.picture import picture
from playground.ui import chosen, faults, knobs, language, pace, state
from playground.ui.frame import frame
from playground.ui.journey import bars, breaking, charts, head, ledger, lesson, numbers, offers, share
from playground.ui.journey.shown import go_on, progress, shown
from playground.ui.panel import panel
from playground.ui.scene import scene

language.start()
t = language.words()
state.start()
design = state.design()

frame(t)
with st.container():  # every part keeps its place on the page, so that nothing after it is ever built anew
    bars.problem(design, t)
with st.container(key="bars"):  # stays in sight while the charts are looked at
    bars.stages(design, t)
    bars.users(design, t)
with st.container():
    share.ask(design, t)
with st.container():
    now = shown(design, t)
head.heading(design, now.result, t)
with st.container():
    offers.offers(design, t)
numbers.show(now.result, now.before, t, is_owed=now.owes_comparison)
progress(now, design, t)

left, right = st.columns([2.1, 1], gap="large")
with left:
    scene("scene", picture(design, now.result, t, selected=breaking.chosen(design)), on_select=breaking.choose)
    breaking.buttons(design, t)
with right:
    groups = chosen.groups(design.name, faults.clocks(design))
    panel("panel", knobs.panel(groups, design, language.now(), t), on_change=state.attempt)

with st.container():
    if now.result is not None:
        charts.charts(now.result, t)
lesson.lesson(design.name, language.now())
share.share(design, t)
with st.container():
    if now.result is not None:
        ledger.ledger(now.result, t)

state.keep()
pace.pulse(language.now(), is_waiting=now.is_waiting, stamp=charts.stamp(now.result))
go_on(now)
