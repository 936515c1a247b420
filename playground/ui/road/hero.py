"""The whole road in one chart, a sentence about it, its table, and a button that searches for it anew."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.design.bad_day import BAD_DAYS
from playground.design.design import WebSystem
from playground.figures.hero import hero_bars, hero_height_px
from playground.lessons.catalogue import Translator
from playground.lessons.number import large, short
from playground.study import road
from playground.study.good_and_bad_day import Bars
from playground.study.most_users import Bar
from playground.ui import language
from playground.ui.live_plot import given, live_plot
from playground.ui.road import roads
from playground.ui.road.waiting import waiting


def hero(design: WebSystem, t: Translator) -> None:
    """Everything about the two bars."""
    st.markdown(f"## {t('road.title')}")
    st.markdown(t("road.text"))
    designs = roads.designs(design)
    is_own, found = roads.are_own(designs), roads.known(designs)
    bars = found or roads.stored()
    rows = roads.drawn(bars)
    label = t("road.chart") + (f" · {t('road.own')}" if is_own and found else "")
    figure = hero_bars(rows, t, language.now())
    live_plot(given(figure, key="chart-hero", label=label, height=hero_height_px(rows)))
    st.markdown(said(bars, t))
    st.caption(" ".join((t("road.precise"), *(() if is_own and found else (t("road.stored"),)))))
    waiting(
        road.key_of(designs),
        lambda: road.search(designs),
        t,
        label=t("road.begin_own" if is_own and not found else "road.begin"),
        name="hero",
        told=lambda name, look: _looking(name, look, t),
    )
    _tables(bars, t)


def said(bars: tuple[Bars, ...], t: Translator) -> str:
    """How far the road goes, and what the stages are for that carry no more on a good day."""
    lang, most = language.now(), max(bars, key=lambda bar: bar.good.users)
    words = {
        "first": large(bars[0].good.users, lang),
        "most": large(most.good.users, lang),
        "name": t(f"stage.{most.name}.name"),
    }
    cures = [
        t(
            "road.said_cure",
            name=t(f"stage.{bar.name}.name"),
            day=t(f"road.day.{bar.name}"),
            bad=large(bar.bad.users, lang),
            before=large(0.0 if bar.before is None else bar.before.users, lang),
        )
        for bar in roads.cures(bars)
    ]
    return t("road.said", cures="; ".join(cures), **words) if cures else t("road.said_plain", **words)


def _looking(name: str, look: dict[str, Any], t: Translator) -> str:
    users = large(look["users"], language.now())
    return t("road.looking", name=t(f"stage.{name}.name"), what=t(f"road.what.{look['what']}"), users=users)


def _tables(bars: tuple[Bars, ...], t: Translator) -> None:
    with st.expander(t("road.table"), key="road-table"):
        st.dataframe([_row(bar, t) for bar in bars], hide_index=True, width="stretch")
    with st.expander(t("road.limits"), key="road-limits"):
        st.dataframe([_limits(bar.name, t) for bar in bars], hide_index=True, width="stretch")


def _row(bar: Bars, t: Translator) -> dict[str, str]:
    before = "-" if bar.before is None else f"{bar.before.users:,.0f}"
    return {
        t("road.column.stage"): t(f"stage.{bar.name}.name"),
        t("road.column.good"): f"{bar.good.users:,.0f}",
        t("road.column.good_ended"): ended(bar.good, t),
        t("road.column.day"): t(f"road.day.{bar.name}"),
        t("road.column.bad"): f"{bar.bad.users:,.0f}",
        t("road.column.bad_ended"): ended(bar.bad, t),
        t("road.column.before"): before,
    }


def ended(bar: Bar, t: Translator) -> str:
    """The promise that ended a bar, in words."""
    return t(f"objective.{bar.missed}.name") if bar.missed else t("road.none")


def _limits(name: str, t: Translator) -> dict[str, str]:
    day = BAD_DAYS[name]
    failing = "-" if day.failing_share is None else short(100 * day.failing_share)
    return {
        t("road.column.stage"): t(f"stage.{name}.name"),
        t("road.column.day"): t(f"road.day.{name}"),
        t("road.column.recovered"): short(day.recovered_within_s),
        t("road.column.lost"): short(day.lost_writes_s),
        t("road.column.out"): short(100 * day.logged_out_share),
        t("road.column.failing"): failing,
        t("road.column.orders"): "-" if day.orders_within_s is None else short(day.orders_within_s),
        t("road.column.slower"): short(day.slower),
        t("road.column.source"): "; ".join(day.sources),
    }
