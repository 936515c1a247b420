"""Hit ratio over time: how much of what caches are asked for they know, the best that a policy can do, and how
much of what they answer is outdated."""

from __future__ import annotations

from playground.figures import axes, names, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import caches, counted
from playground.result import Result

POINTS = 60  # windows are averaged until there are no more


def hit_ratio_over_time(result: Result, words: Words) -> axes.Figure:
    """Shares of 1 of the look-ups, by kind of cache, averaged over at most 60 stretches of the run, on an axis in
    percent; and of a tier those that found an outdated value."""
    merged = counted.merge_for(result, POINTS)
    windows = counted.windows(result, merged)
    at_s = windows.middle_s[windows.is_whole]
    traces = [
        curve(
            kind,
            names.tier(words, kind),
            at_s,
            ratio[windows.is_whole],
            line={"color": palette.of_system(kind), "width": 2},
            hover="%{y:.1%}",
        )
        for kind, ratio in caches.over_time(result, merged).items()
    ]
    stale = caches.stale_over_time(result, merged)
    if stale is not None:
        look = {"color": palette.LIMIT, "width": 2, "dash": "dash"}
        name = words("figure.hit_ratio_stale")
        traces.append(curve("stale", name, at_s, stale[windows.is_whole], line=look, hover="%{y:.1%}"))
    best = caches.ceiling(result)
    if best is not None:
        look = {"color": palette.OFFERED, "width": 2, "dash": "dot"}
        name = words("figure.hit_ratio_best")
        traces.append(curve("best", name, at_s, 0.0 * at_s + best, line=look, hover="%{y:.1%}"))
    y = axes.share_axis(words("figure.axis.hit_ratio"))
    return axes.figure("hit-ratio", traces, axes.time_axis(result, words), y, **marks(result, words))
