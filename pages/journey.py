"""The journey: from one server to millions of users, one drag at a time."""

from __future__ import annotations

import streamlit as st

from playground.ui import breaks, head, language, pace, places, state, tiles
from playground.ui.frame import frame, is_embedded
from playground.ui.journey import (
    acting,
    bars,
    breaking,
    charts,
    how_many,
    joins,
    larger,
    ledger,
    lesson,
    offers,
    one_request,
    outgrown,
    sampled,
    share,
    verdict,
    watching,
    worth,
)
from playground.ui.journey.held import held
from playground.ui.journey.parts import groups, parts
from playground.ui.journey.shown import go_on, is_studying, shown, tell
from playground.ui.panel import panel
from playground.ui.scene import scene

language.start()
t = language.words()
state.start()
places.start()
design = state.design()

frame(t)
with st.container():  # every part keeps its place on the page, so that nothing after it is ever built anew
    bars.problem(design, t)
with st.container(key="bars"):  # stays in sight while the charts are looked at
    held("held-bars", lambda design: bars.bars(design, t), t)
with st.container():
    share.ask(design, t)
now = shown(design)  # what stands above this is on the screen before anything is computed
given = parts(design, now, t)
with st.container():
    tell(now, t)
head.show(given["head"])
with st.container():
    offers.offers(design, t)
tiles.show(given["tiles"])
with st.container():
    verdict.search(design, t)

left, right = st.columns([2.1, 1], gap="large")
with left:
    is_done = now.answer is not None and now.answer.is_done
    follow = sampled.followed(now.result, language.now(), t, is_done=is_done)
    scene(
        {**given["scene"], **follow},
        on_select=breaking.choose,
        on_move=places.move,
        on_act=acting.act,
        on_follow=sampled.ask,
    )
    breaking.buttons(design, t)
with right:
    held("held-panel", lambda design: panel(groups(design, t), on_change=state.attempt), t)

with st.container():
    if now.result is not None:
        charts.charts([row for name, row in given.items() if name.startswith("chart-")])
if not is_embedded():
    lesson.lesson(design.name, language.now())
    with st.container():
        if now.result is not None:
            one_request.one_request(now.result, t, is_done=now.answer is None or now.answer.is_done)
    share.share(design, given if now.result is not None else None, t)
    worth.worth(design, t)
    how_many.how_many(design, t)
    watching.watching(design, now.result, t)
    joins.joins(design, now.result, t)
    outgrown.outgrown(design, now.result, t)
    larger.larger(design, t)
    with st.container():
        if now.result is not None:
            ledger.ledger(now.result, t)

state.keep()
places.keep()
pace.pulse(
    language.now(),
    is_waiting=now.is_waiting or breaks.is_searching(design) or is_studying(design),
    stamp=charts.stamp(now.result),
    on_rest=go_on,
)
