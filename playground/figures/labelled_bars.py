"""Bars that lie on a logarithmic axis under a heading of their own, each with its label inside: as readable on a phone
as on a wall.

A label begins where its bar begins, so that all of them stand in one column; bars are tinted, so that the page's own
colour of text can be read on them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from playground.figures import axes, palette

ROW_PX, HEAD_PX, BELOW_PX = 23, 26, 60  # of a bar, of a heading, of the axis below them all
TINT = 0.30
AIR = 1.6  # to the right of the longest bar
INSIDE = 0.012  # of the axis: from a bar's beginning to its label
GAP = 0.14  # of a bar, between two of them


class Bar(NamedTuple):
    """series: which of the figure's series it belongs to. value: 0 is no bar, and its label stands alone. hover: what
    is told in more words. mark: a value to be marked on it, 0 at its very beginning; None for no mark."""

    series: str
    value: float
    label: str
    hover: str
    mark: float | None = None


class Group(NamedTuple):
    """A heading, and the bars below it."""

    heading: str
    bars: tuple[Bar, ...]


class Series(NamedTuple):
    """Name in the legend, and colour."""

    name: str
    colour: str
    hatch: str = ""


def height_px(groups: Sequence[Group]) -> int:
    """How high a figure of these bars should be."""
    return round(sum(HEAD_PX + ROW_PX * len(group.bars) for group in groups)) + BELOW_PX


def labelled_bars(
    name: str,
    groups: Sequence[Group],
    series: dict[str, Series],
    *,
    title: str,
    ticks: dict[float, str],
    least: float,
    marks: str = "",
) -> axes.Figure:
    """The figure. `ticks`: values of the axis and their texts. `least`: where it begins. `marks`: the legend's word for
    the marks; none are drawn without."""
    places = _places(groups)
    high = max([bar.value for group in groups for bar in group.bars] + [10 * least]) * AIR
    span = [math.log10(least), math.log10(high)]
    rows = [
        (bar, at)
        for group, (_, places_of) in zip(groups, places, strict=True)
        for bar, at in zip(group.bars, places_of, strict=True)
    ]
    traces = [_bars(key, look, [row for row in rows if row[0].series == key]) for key, look in series.items()]
    marked = [(bar.mark, at) for bar, at in rows if bar.mark is not None]
    if marks and marked:
        traces.append(_marks(marks, marked, least, span))
    texts = [_text(bar.label, at, size=11) for bar, at in rows]
    texts += [_text(f"<b>{group.heading}</b>", at, size=13) for group, (at, _) in zip(groups, places, strict=True)]
    x = _axis(title, span, ticks)
    bottom = -(height_px(groups) - BELOW_PX) / ROW_PX
    y = {"range": [bottom, 0], "visible": False, "fixedrange": True, "automargin": False}
    frame = {"barmode": "overlay", "hovermode": "closest", "annotations": texts, "margin": {"l": 16, "r": 12, "b": 48}}
    return axes.figure(name, traces, x, y, **frame)


def _axis(title: str, span: list[float], ticks: dict[float, str]) -> dict[str, Any]:
    shown = {value: text for value, text in ticks.items() if span[0] <= math.log10(value) <= span[1]}
    held = {"range": span, "autorange": False, "automargin": False, "fixedrange": True, **axes.LABELS}
    marked = {"tickmode": "array", "tickvals": list(shown), "ticktext": list(shown.values())}
    return {"title": {"text": title}, "type": "log", **held, **marked}


def _places(groups: Sequence[Group]) -> list[tuple[float, list[float]]]:
    """From the top down, in heights of a bar: the middle of each heading, and of each bar below it."""
    found, y = [], 0.0
    for group in groups:
        head = y - 0.6 * HEAD_PX / ROW_PX
        y -= HEAD_PX / ROW_PX
        found.append((head, [y - place - 0.5 for place in range(len(group.bars))]))
        y -= len(group.bars)
    return found


def _bars(key: str, look: Series, rows: Sequence[tuple[Bar, float]]) -> dict[str, Any]:
    pattern = {"pattern": {"shape": look.hatch, "fillmode": "overlay", "size": 6, "solidity": 0.12}}
    return {
        "type": "bar",
        "uid": key,
        "name": look.name,
        "orientation": "h",
        "x": [bar.value or None for bar, _ in rows],
        "y": [at for _, at in rows],
        "width": 1 - GAP,
        "marker": {
            "color": palette.faint(look.colour, TINT),
            "line": {"color": look.colour, "width": 1.2},
            **(pattern if look.hatch else {}),
        },
        "text": [bar.hover for bar, _ in rows],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _marks(name: str, rows: Sequence[tuple[float, float]], least: float, span: list[float]) -> dict[str, Any]:
    """A short upright line; at the very beginning where the value is below the axis."""
    inside = 10 ** (span[0] + 0.004 * (span[1] - span[0]))
    return {
        "type": "scatter",
        "uid": "marks",
        "name": name,
        "mode": "markers",
        "x": [max(value, inside) for value, _ in rows],
        "y": [at for _, at in rows],
        "marker": {"symbol": "line-ns", "size": 17, "line": {"width": 3.5, "color": palette.RED}},
        "line": {"color": palette.RED, "width": 3.5},
        "hovertemplate": f"{name}<extra></extra>",
    }


def _text(text: str, at: float, *, size: int) -> dict[str, Any]:
    return {
        "text": text,
        "x": 0 if size > 12 else INSIDE,
        "xref": "x domain",
        "y": at,
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "showarrow": False,
        "align": "left",
        "font": {"size": size},
        "captureevents": False,
    }
