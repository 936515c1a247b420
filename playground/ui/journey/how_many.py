"""How many sites are worth it? What the textbook promises beside what is left when moving people takes its time."""

from __future__ import annotations

import streamlit as st

from playground.design.design import WebSystem
from playground.design.dns import Dns
from playground.design.facts import value
from playground.figures.site_availability import Row, site_availability_bars
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.theory.site_availability import available, available_at_most
from playground.ui.live_plot import given, live_plot

HEIGHT = 260
MOST_SITES = 4
MINUTES_A_YEAR = 525_600.0
DAY_S, HOUR_S = 86_400.0, 3_600.0
# name -> (least, step, at most)
ASKED = {"days": (1.0, 30.0, 36_500.0), "hours": (0.1, 1.0, 10_000.0), "seconds": (0.0, 10.0, 1e6)}
OFTEN_DAYS = 180.0  # assumed, and there to be changed


def how_many(design: WebSystem, t: Translator) -> None:
    """Where there are several."""
    if design.sites is None or design.dns is None:
        return
    folder = st.expander(t("how_many.title"), key="how-many", on_change="rerun")
    if not folder.open:
        return  # nothing is drawn for nobody
    with folder:
        st.caption(t("how_many.text"))
        found = rows(**_asked(design.dns, t))
        figure = site_availability_bars(found, t)
        live_plot(given(figure, key="chart-how-many", label=t("how_many.chart"), height=HEIGHT))
        st.markdown(said(found, t))


def _asked(names: Dns, t: Translator) -> dict[str, float]:
    """What somebody has typed, or the design's own times."""
    begins = {
        "days": OFTEN_DAYS,
        "hours": float(value("multidc.kakao_first_restore_h")),
        "seconds": names.check.interval_s * names.check.fall + names.ttl_s,
    }
    return {
        name: column.number_input(
            t(f"how_many.{name}"),
            min_value=least,
            max_value=most,
            value=begins[name],
            step=step,
            format="%.5g",
            key=f"how-many-{name}",
        )
        for column, (name, (least, step, most)) in zip(st.columns(len(ASKED), gap="small"), ASKED.items(), strict=True)
    }


def rows(days: float, hours: float, seconds: float) -> tuple[Row, ...]:
    """Minutes a year without service. A site fails every so many days, takes so many hours to repair, and its people
    are elsewhere after so many seconds."""
    mtbf_s, mttr_s = days * DAY_S, hours * HOUR_S
    down_share = mttr_s / (mtbf_s + mttr_s)
    return tuple(
        Row(
            sites,
            MINUTES_A_YEAR * (1 - available_at_most(sites, down_share)),
            MINUTES_A_YEAR * (1 - available(sites, mtbf_s, mttr_s, seconds)),
        )
        for sites in range(1, MOST_SITES + 1)
    )


def said(found: tuple[Row, ...], t: Translator) -> str:
    """What the second site saves, and what the third."""
    one, two, three = (row.with_moving_min for row in found[:3])
    return t("how_many.said", one=short(one), two=short(two), second=short(one - two), third=short(two - three))
