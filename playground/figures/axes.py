"""Axes that hold still: time from 0 to the end of the run, and heights that end on 1, 2 or 5 times a power of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from playground.figures.names import Words
from playground.result import Result, S

MARGIN = {"l": 60, "r": 14, "t": 56, "b": 44, "pad": 0}
LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1.02,
    "xanchor": "left",
    "yanchor": "bottom",
    "traceorder": "normal",
    "font": {"size": 11},
}
# Labels lie flat and may reach over the edge: otherwise plotly measures each of them at every change.
LABELS = {"tickangle": 0, "ticklabeloverflow": "allow"}
CLEAR = "rgba(0,0,0,0)"
Figure = dict[str, Any]


def step_up(value: float) -> float:
    """The smallest of 1, 2, 5 x a power of ten that is at least this; 1 where there is nothing to show."""
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power >= value * (1 - 1e-9))


def step_down(value: float) -> float:
    """The largest of 1, 2, 5 x a power of ten that is at most this; 1 where there is nothing to show."""
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (5, 2, 1, 0.5) if factor * power <= value * (1 + 1e-9))


def time_axis(result: Result, words: Words) -> dict[str, Any]:
    """The whole run, also while it is still being computed."""
    return _axis(words("figure.axis.time"), [0.0, result.end_ns / S])


def linear_axis(title: str, values: Iterable[float]) -> dict[str, Any]:
    """From 0 to the next step above the largest finite value."""
    return {**_axis(title, [0.0, step_up(max(_finite(values), default=0.0))]), "rangemode": "nonnegative"}


def log_axis(title: str, values: Iterable[float]) -> dict[str, Any]:
    """From the step below the smallest positive value to the one above the largest."""
    positive = [value for value in _finite(values) if value > 0]
    low, high = step_down(min(positive, default=1.0)), step_up(max(positive, default=1000.0))
    high = high if high > low else low * 10
    return {**_axis(title, [math.log10(low), math.log10(high)]), "type": "log", **_ticks(low, high)}


def share_axis(title: str) -> dict[str, Any]:
    """From nothing to all, and some air for labels."""
    return {**_axis(title, [0.0, 1.2]), "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}


def figure(name: str, traces: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], **more: Any) -> Figure:
    """A figure in the house's frame: fixed margins, no colours of its own for text and ground, one `uirevision`."""
    layout = {
        "template": {},
        "uirevision": name,
        "autosize": True,
        "margin": {**MARGIN, **more.pop("margin", {})},
        "legend": LEGEND,
        "xaxis": x,
        "yaxis": y,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "hovermode": "x unified",
        **more,
    }
    return {"data": traces, "layout": layout}


def _ticks(low: float, high: float) -> dict[str, Any]:
    """Numbers at every step, or at every power of ten where the axis spans more than three of them."""
    values, at = [], low
    while at <= high * (1 + 1e-9):
        values.append(at)
        at = step_up(at * 1.5)
    if high / low > 1000:
        values = [value for value in values if math.isclose(step_up(value), 10 ** round(math.log10(value)))]
    return {"tickmode": "array", "tickvals": values, "ticktext": [f"{value:,.10g}" for value in values]}


def _axis(title: str, span: list[float]) -> dict[str, Any]:
    held = {"range": span, "autorange": False, "zeroline": False, "automargin": False}
    return {"title": {"text": title}, **held, **LABELS}


def _finite(values: Iterable[float]) -> list[float]:
    return [float(value) for value in values if math.isfinite(value)]
