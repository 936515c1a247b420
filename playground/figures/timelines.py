"""Timelines: when the last follower has a post, and how many fetches a read takes."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, timelines
from playground.result import Result


def timelines_over_time(result: Result, words: Words) -> axes.Figure:
    """The slowest post that was delivered in each window, and on a second axis the posts under way."""
    found, windows = timelines.over_time(result), counted.windows(result)
    if found is None:
        raise ValueError("there are no timelines in this result")
    whole = windows.is_whole
    end_s, slowest_s, under_way = windows.end_s[whole], found.slowest_s[whole], found.under_way[whole]
    traces = [
        curve(
            "last-follower",
            words("figure.last_follower"),
            end_s,
            slowest_s,
            line={"color": palette.BLUE, "width": 2.0},
            hover="%{y:.3~f} s",
        ),
        curve(
            "under-way",
            words("figure.posts_under_way"),
            end_s,
            under_way,
            line={"color": palette.VERMILION, "width": 1.5, "dash": "dot"},
            hover="%{y:,.0f}",
            yaxis="y2",
        ),
    ]
    y = axes.linear_axis(words("figure.axis.last_follower"), slowest_s)
    posts = axes.linear_axis(words("figure.axis.posts"), [float(under_way.max(initial=0))])
    frame = {"yaxis2": {**posts, "overlaying": "y", "side": "right", "showgrid": False}, "margin": {"r": 60}}
    return axes.figure("timelines", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))


def fan_in_bars(result: Result, words: Words) -> axes.Figure:
    """Share of the reads by how many fetches they take."""
    found = result.timelines
    if found is None:
        raise ValueError("there are no timelines in this result")
    counts = found.fan_in
    share = counts / max(1, int(counts.sum()))
    fetches = list(range(1, len(counts) + 1))
    bars = {
        "type": "bar",
        "name": words("figure.fan_in"),
        "uid": "fan-in",
        "x": fetches,
        "y": share,
        "marker": {"color": palette.BLUE},
        "hovertemplate": "%{y:.2%}",
    }
    x = axes.linear_axis(words("figure.axis.fetches"), [float(len(counts))])
    y = {**axes.linear_axis(words("figure.fan_in"), share), "tickformat": ".0%"}
    return axes.figure("fan-in", [bars], x, y)
