"""The live charts."""

from __future__ import annotations

from html import escape

import streamlit as st

from playground.figures.latency import latency_over_time
from playground.figures.traffic import traffic_over_time
from playground.figures.utilisation import utilisation_over_time
from playground.figures.where_time_goes import where_time_goes_bars
from playground.lessons.catalogue import Translator
from playground.result import Result
from playground.ui.live_plot import live_plot

HEIGHT = 300
FIGURES = (
    ("latency", latency_over_time, True),
    ("traffic", traffic_over_time, True),
    ("utilisation", utilisation_over_time, True),
    ("where", where_time_goes_bars, False),
)


def stamp(result: Result | None) -> str:
    """Names what the charts show: design, seed and how far the run has come. Empty when there are no charts."""
    return "" if result is None else f"{result.design.hash()}-{result.seed}-{result.until_ns}"


def charts(result: Result, t: Translator) -> None:
    """Four charts, two and two."""
    for pair in (FIGURES[:2], FIGURES[2:]):
        for column, (name, figure, has_cursor) in zip(st.columns(2, gap="medium"), pair, strict=True):
            title = t(f"chart.{name}")
            with column:
                st.html(f'<h2 class="pg-chart">{escape(title)}</h2>')
                live_plot(
                    figure(result, t),
                    key=f"chart-{name}",
                    label=title,
                    height=HEIGHT,
                    has_cursor=has_cursor,
                    stamp=stamp(result),
                )
