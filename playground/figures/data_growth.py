"""What the mean query takes as data outgrow memory: measured on drives of several kinds, and by theory."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from playground.figures import axes, palette
from playground.figures.names import Words

COLOURS = {"ssd": palette.GREEN, "ebs": palette.BLUE, "hdd": palette.VERMILION}


class Point(NamedTuple):
    """So much data. theory_ms: of a query that waits for nobody; None where theory says nothing."""

    gb: float
    ms: float
    theory_ms: float | None


def data_growth_curves(rows: Mapping[str, Sequence[Point]], memory_gb: float, words: Words) -> axes.Figure:
    """A line for each kind of drives, `ssd`, `ebs` or `hdd`, and a dotted one for its theory; a vertical one where
    memory ends. Both axes are logarithmic."""
    traces = [trace for kind, points in rows.items() if points for trace in _of_kind(kind, points, words)]
    every = [point for points in rows.values() for point in points]
    shown_ms = [value for point in every for value in (point.ms, point.theory_ms) if value is not None]
    x = axes.log_axis(words("figure.axis.data_gb"), [point.gb for point in every])
    y = axes.log_axis(words("figure.axis.query"), shown_ms)
    return axes.figure("data-growth", traces, x, y, **_memory_ends(memory_gb, words))


def _of_kind(kind: str, points: Sequence[Point], words: Words) -> list[dict[str, Any]]:
    name, gb = words(f"figure.drives_{kind}"), [point.gb for point in points]
    look = {"color": COLOURS[kind], "width": 2}
    ms = [point.ms for point in points]
    shown = {"type": "scatter", "x": gb, "hovertemplate": "%{y:.3~g}"}
    found = [{**shown, "uid": kind, "name": name, "y": ms, "mode": "lines+markers", "line": look}]
    told = [point.theory_ms for point in points if point.theory_ms is not None]
    if len(told) == len(points):
        book = words("figure.by_theory", name=name)
        dots = {**look, "dash": "dot", "width": 1.5}
        found.append({**shown, "uid": f"{kind}-theory", "name": book, "y": told, "mode": "lines", "line": dots})
    return found


def _memory_ends(memory_gb: float, words: Words) -> dict[str, Any]:
    line = {"color": palette.LIMIT, "width": 1.5, "dash": "dash"}
    at = {"type": "line", "x0": memory_gb, "x1": memory_gb, "y0": 0, "y1": 1, "yref": "paper", "line": line}
    note = {
        "x": math.log10(memory_gb),
        "y": 1,
        "yref": "paper",
        "xanchor": "right",
        "yanchor": "top",
        "text": words("figure.memory_ends"),
        "showarrow": False,
        "font": {"size": 11, "color": palette.LIMIT},
    }
    return {"shapes": [at], "annotations": [note]}
