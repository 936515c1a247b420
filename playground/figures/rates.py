"""Rates over time: lines of events a second, averaged over stretches of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from playground.figures import axes
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted
from playground.result import Result

POINTS = 90  # windows are taken together until there are no more


class Line(NamedTuple):
    """Events a second in each stretch, and what the line looks like; `may_hide`: it is left out where nothing
    happens."""

    name: str
    per_s: Any
    colour: str
    dash: str = "solid"
    width: float = 2.0
    may_hide: bool = False


def stretch(result: Result) -> int:
    """How many windows are taken together."""
    return counted.merge_for(result, POINTS)


def rates_over_time(result: Result, words: Words, chart: str, axis: str, lines: Sequence[Line]) -> axes.Figure:
    """`chart`: the first part of the lines' keys in the catalogue; `axis`: the title's."""
    windows = counted.windows(result, stretch(result))
    whole = windows.is_whole
    traces = [
        curve(
            line.name,
            words(f"figure.{chart}_{line.name}"),
            windows.middle_s[whole],
            line.per_s[whole],
            line={"color": line.colour, "dash": line.dash, "width": line.width},
            hover="%{y:.3~s}/s",
        )
        for line in lines
        if not line.may_hide or line.per_s[whole].any()
    ]
    values = [float(value) for line in lines for value in line.per_s[whole]]
    y = axes.linear_axis(words(f"figure.axis.{axis}"), values)
    return axes.figure(chart, traces, axes.time_axis(result, words), y, **marks(result, words))
