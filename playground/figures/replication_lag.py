"""Replication lag over time, of what was received and of what was applied, and the share of reads that were stale."""

from __future__ import annotations

from typing import Any

from playground.figures import axes, names, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import by_shard, counted, replication
from playground.result import Copy, Result

POINTS = 90  # windows are taken together until there are no more


def replication_lag_over_time(result: Result, words: Words) -> axes.Figure:
    """Seconds behind the primary: for each copy what it has received and what it has applied, the largest of each
    stretch; on a second axis the share of stale reads."""
    copies = by_shard.shown(result)
    windows = counted.windows(result, counted.merge_for(result, POINTS))
    traces: list[dict[str, Any]] = []
    lags = []
    for place, copy in enumerate(copies):
        for applied in (False, True):
            lag_s = replication.lag_over_time(result, copy, applied=applied, points=POINTS)
            lags.append(lag_s)
            traces.append(_lag(copy, lag_s, windows.end_s, place, words, applied=applied))
    share = replication.stale_share_over_time(result, POINTS)
    traces.append(
        curve(
            "stale",
            words("figure.stale"),
            windows.end_s,
            share,
            line={"color": palette.VERMILION, "width": 1.5, "dash": "dot"},
            hover="%{y:.1%}",
            yaxis="y2",
        )
    )
    y = axes.linear_axis(words("figure.axis.lag"), [float(value) for lag in lags for value in lag])
    y2 = {**axes.share_axis(words("figure.axis.stale")), "overlaying": "y", "side": "right", "showgrid": False}
    frame = {"yaxis2": y2, "margin": {"r": 60}}
    return axes.figure("replication-lag", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))


def _lag(copy: Copy, lag_s: Any, at_s: Any, place: int, words: Words, *, applied: bool) -> dict[str, Any]:
    kind = "applied" if applied else "received"
    colour = (palette.BLUE, palette.ORANGE, palette.GREEN, palette.PURPLE)[place % 4]
    return curve(
        f"{copy.name}:{kind}",
        words(f"figure.lag_{kind}", node=names.node(words, copy.name)),
        at_s,
        lag_s,
        line={"color": colour, "width": 2 if applied else 1.25, "dash": "solid" if applied else "dash"},
        hover="%{y:.3~f} s",
    )
