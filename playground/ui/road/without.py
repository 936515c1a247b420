"""What each box contributes: the design without it, beside the design with all it has."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.design import WebSystem
from playground.figures.without import Row, without_bars, without_height_px
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, short
from playground.study import remove_one
from playground.study.remove_one import WHOLE, Kept, Without
from playground.ui import language, state
from playground.ui.background import desk
from playground.ui.live_plot import given, live_plot
from playground.ui.road.hero import ended
from playground.ui.road.switches import why_not
from playground.ui.road.waiting import waiting
from playground.ui.text import plain


def without(design: WebSystem, t: Translator) -> None:
    """A button, then a chart, a table, and what cannot be taken out."""
    st.markdown(f"### {t('without.title')}")
    st.markdown(t("without.text"))
    seed, key = state.seed(), f"without-{design.hash()}-{state.seed()}"
    found = desk().found(key)
    waiting(
        key,
        lambda: remove_one.search(design, seed),
        t,
        label=t("without.begin" if found is None else "without.again"),
        name="without",
        told=lambda name, look: _looking(name, look, t),
    )
    designs, kept = remove_one.designs(design)
    if found is not None:
        _shown([remove_one.of_plain(found[name]) for name in designs if name in found], t)
    for row in kept:
        st.caption(_cannot(row, design, t))


def _cannot(row: Kept, design: WebSystem, t: Translator) -> str:
    return plain(why_not(design, remove_one.box_named(row.box), row.problem, t))


def heading(box: str, t: Translator) -> str:
    """What a row is about."""
    return t("without.whole") if box == WHOLE else t("without.one", box=t(f"box.{box}"))


def _looking(name: str, look: dict[str, Any], t: Translator) -> str:
    return f"{heading(name, t)}, {large(look['users'], language.now())}"


def _shown(rows: list[Without], t: Translator) -> None:
    drawn = [_drawn(row, t) for row in rows]
    figure = without_bars(drawn, t, language.now())
    live_plot(given(figure, key="chart-without", label=t("without.chart"), height=without_height_px(drawn)))
    st.markdown(said(rows, t))
    st.dataframe([_line(row, t) for row in rows], hide_index=True, width="stretch")


def said(rows: list[Without], t: Translator) -> str:
    """Without which box the fewest are left."""
    whole, *others = rows
    least = min(others, key=lambda row: row.carries.users, default=whole)
    if least.carries.users >= whole.carries.users:
        return t("without.nothing")
    lang = language.now()
    users = {"users": large(least.carries.users, lang), "whole": large(whole.carries.users, lang)}
    return t("without.said", box=t(f"box.{least.box}"), **users)


def _drawn(row: Without, t: Translator) -> Row:
    return Row(
        heading(row.box, t),
        row.box == WHOLE,
        row.carries.users,
        ended(row.carries, t),
        row.latency_ms_p99,
        row.error_rate or 0.0,
        row.usd_month,
    )


def _line(row: Without, t: Translator) -> dict[str, str]:
    out = row.logged_out_share
    return {
        t("without.column.box"): heading(row.box, t),
        t("without.column.users"): f"{row.carries.users:,.0f}",
        t("without.column.ended"): ended(row.carries, t),
        t("without.column.p99"): "-" if row.latency_ms_p99 is None else short(row.latency_ms_p99),
        t("without.column.errors"): short(100 * (row.error_rate or 0.0)),
        t("without.column.out"): "-" if out is None else short(100 * out),
        t("without.column.usd"): f"{row.usd_month:,.0f}",
        t("without.column.missed"): ", ".join(t(f"objective.{name}.name") for name in row.missed) or "-",
    }
