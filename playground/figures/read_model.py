"""A read model over time: how far it is behind, the events that it has lost, and the documents that pages miss."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, read_model
from playground.result import Result


def lag_over_time(result: Result, words: Words) -> axes.Figure:
    """Of what came into the store in each window; on a second axis the events lost so far. Raises ValueError where
    there is no read model."""
    found, windows = read_model.over_time(result), counted.windows(result)
    whole, end_s = windows.is_whole, windows.end_s[windows.is_whole]
    drawn, lost = found.behind_s[whole], found.lost[whole]
    traces = [
        curve(
            "lag", words("figure.read_model_lag"), end_s, drawn,
            line={"color": palette.BLUE, "width": 2.0}, hover="%{y:.3~f} s",
        ),
        curve(
            "lost", words("figure.read_model_lost"), end_s, lost,
            line={"color": palette.VERMILION, "width": 1.5, "dash": "dot"}, hover="%{y:,.0f}", yaxis="y2",
        ),
    ]  # fmt: skip
    y = axes.linear_axis(words("figure.axis.lag"), [float(drawn[drawn > 0].max(initial=0))])
    y2 = axes.linear_axis(words("figure.axis.events_lost"), [float(lost.max(initial=0))])
    frame = {"yaxis2": {**y2, "overlaying": "y", "side": "right", "showgrid": False}, "margin": {"r": 60}}
    return axes.figure("read-model", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))


def documents_over_time(result: Result, words: Words) -> axes.Figure:
    """Of the documents that pages wanted in each window, the share that was not there; on a second axis the orders
    whose document will never be there unless the index is built anew. Raises ValueError where there is no read
    model."""
    found, windows = read_model.over_time(result), counted.windows(result)
    whole, end_s = windows.is_whole, windows.end_s[windows.is_whole]
    absent, divergent = 100 * found.absent_share[whole], found.divergent[whole]
    traces = [
        curve(
            "absent", words("figure.documents_absent"), end_s, absent,
            line={"color": palette.BLUE, "width": 2.0}, hover="%{y:.1f} %",
        ),
        curve(
            "divergent", words("figure.documents_divergent"), end_s, divergent,
            line={"color": palette.VERMILION, "width": 1.5, "dash": "dot"}, hover="%{y:,.0f}", yaxis="y2",
        ),
    ]  # fmt: skip
    y2 = axes.linear_axis(words("figure.axis.divergent"), [float(divergent.max(initial=0))])
    frame = {"yaxis2": {**y2, "overlaying": "y", "side": "right", "showgrid": False}, "margin": {"r": 60}}
    y = axes.linear_axis(words("figure.axis.absent"), absent)
    return axes.figure("documents", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))
