"""Is a fallback worth it? A small sum: what an outage costs, what the fallback saves of that, and what it costs
itself."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from playground.design.design import WebSystem
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.theory.worth_of_a_fallback import (
    gain_usd_per_year,
    outage_that_pays_min_per_year,
    payback_years,
)

HORIZON_YEARS = 3.0
# name -> (at the beginning, step, at most); assumed, and there to be changed
GIVEN = {
    "loss": (500.0, 100.0, 1e7),
    "minutes": (60.0, 10.0, 525_600.0),
    "avoided": (90.0, 5.0, 100.0),
    "build": (50_000.0, 5_000.0, 1e9),
    "run": (6_000.0, 1_000.0, 1e9),
}


def worth(design: WebSystem, t: Translator) -> None:
    """Where there is something to fall back from."""
    if design.cdn is None:
        return
    with st.expander(t("worth.title"), key="worth"):
        st.caption(t("worth.text"))
        columns = st.columns(len(GIVEN), gap="small")
        asked = {
            name: column.number_input(
                t(f"worth.{name}"),
                min_value=0.0,
                max_value=most,
                value=start,
                step=step,
                format="%.0f",
                key=f"worth-{name}",
            )
            for column, (name, (start, step, most)) in zip(columns, GIVEN.items(), strict=True)
        }
        st.markdown(said(t, **asked))


def said(t: Translator, *, loss: float, minutes: float, avoided: float, build: float, run: float) -> str:
    """The answer in a sentence. `loss` and `run` in USD a minute, a year; `avoided` in percent."""
    share = avoided / 100
    gain = gain_usd_per_year(loss, minutes, share, run)
    years = payback_years(build, loss, minutes, share, run)
    enough = outage_that_pays_min_per_year(build, loss, share, run, HORIZON_YEARS)
    row: dict[str, Any] = {"gain": f"{abs(gain):,.0f}", "horizon": short(HORIZON_YEARS), "minutes": short(enough)}
    if math.isinf(enough):
        return t("worth.never")
    if math.isinf(years):
        return t("worth.loses", **row)
    return t("worth.pays" if years <= HORIZON_YEARS else "worth.late", years=short(years), **row)
