"""Latency percentiles over time: gaps where a window served fewer than 100, marks for faults and orders, the limit."""

from __future__ import annotations

import math
from typing import Any

from playground.design.objective import LatencyP99
from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, latency
from playground.result import Result

LINES = (("p50", palette.P50, "solid", 1.5), ("p95", palette.P95, "dash", 1.5), ("p99", palette.P99, "solid", 2.0))


def latency_over_time(result: Result, words: Words, *, log_y: bool = True) -> axes.Figure:
    """p50, p95 and p99 of the served requests per window, in milliseconds."""
    windows, times = counted.windows(result), latency.over_time(result)
    whole = windows.is_whole
    columns = {name: getattr(times, f"{name}_ms")[whole] for name, *_ in LINES}
    limit_ms = next((row.limit for row in result.design.objectives if isinstance(row, LatencyP99)), None)
    values = [value for column in columns.values() for value in column.tolist()]
    y = _axis(words("figure.axis.latency"), values, limit_ms, log_y=log_y)
    traces = [
        curve(
            name,
            name,
            windows.middle_s[whole],
            columns[name],
            line={"color": colour, "dash": dash, "width": width},
            hover="%{y:.4~g} ms",
            connectgaps=False,
        )
        for name, colour, dash, width in LINES
    ]
    drawn = marks(result, words)
    if limit_ms is not None:
        drawn["shapes"].append(_limit_line(limit_ms))
        drawn["annotations"].append(_limit_label(limit_ms, words, log_y=log_y))
    return axes.figure("latency", traces, axes.time_axis(result, words), y, **drawn)


def _axis(title: str, values: list[float], limit_ms: float | None, *, log_y: bool) -> dict[str, Any]:
    """A logarithmic axis always shows the limit, with air above it; a linear one when the latencies come near it."""
    shown = [value for value in values if math.isfinite(value)]
    if limit_ms is not None and (log_y or max(shown, default=limit_ms) > limit_ms / 2):
        shown.append(limit_ms * 1.5)
    return axes.log_axis(title, shown) if log_y else axes.linear_axis(title, shown)


def _limit_line(limit_ms: float) -> dict[str, Any]:
    return {
        "name": "limit",
        "type": "line",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": limit_ms,
        "y1": limit_ms,
        "line": {"width": 1, "dash": "longdash", "color": palette.LIMIT},
    }


def _limit_label(limit_ms: float, words: Words, *, log_y: bool) -> dict[str, Any]:
    """On a logarithmic axis plotly wants the logarithm for a label, but not for a shape."""
    return {
        "text": words("figure.limit_p99", limit_ms=f"{limit_ms:g}"),
        "x": 1,
        "y": math.log10(limit_ms) if log_y else limit_ms,
        "xref": "x domain",
        "yref": "y",
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "color": palette.LIMIT},
    }
