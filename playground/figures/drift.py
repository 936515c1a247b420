"""Drifted servers over time, beside what the closed form expects of the same rate of changes."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import drift
from playground.result import Result


def drift_over_time(result: Result, words: Words) -> axes.Figure:
    """Steps from the start to where the run has come; and the mean that theory expects."""
    found, (at_s, expected) = drift.stairs(result), drift.expected(result)  # the latter empty where servers come and go
    look = {"color": palette.VERMILION, "width": 2.0, "shape": "hv"}
    traces = [
        curve("drifted", words("figure.drift_drifted"), found.at_s, found.drifted, line=look, hover="%{y:.0f}"),
        curve(
            "expected",
            words("figure.drift_expected"),
            at_s,
            expected,
            line={"color": palette.GREY, "width": 1.5, "dash": "dot"},
            hover="%{y:.2~f}",
        ),
    ]
    most = [*found.drifted.tolist(), *expected.tolist()]
    y = {**axes.linear_axis(words("figure.axis.servers"), most), "range": [0.0, 1.15 * max(most, default=1.0) + 0.1]}
    return axes.figure("drift", traces, axes.time_axis(result, words), y, **marks(result, words))
