"""Message queues over time: how many messages wait, and for how long the oldest has."""

from __future__ import annotations

from playground.figures import axes, names, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, queues
from playground.result import Result

COLOURS = (palette.BLUE, palette.GREEN, palette.PURPLE, palette.BROWN)


def queues_over_time(result: Result, words: Words) -> axes.Figure:
    """At the end of each window; on a second axis the age of the oldest."""
    found, windows = queues.over_time(result), counted.windows(result)
    whole = windows.is_whole
    end_s = windows.end_s[whole]
    traces = [
        curve(
            f"queue-{place}",
            words("figure.queue_waiting", node=names.node(words, name)),
            end_s,
            found.waiting[whole, place],
            line={"color": colour, "width": 2.0},
            hover="%{y:,.0f}",
        )
        for place, (name, colour) in enumerate(zip(found.names, COLOURS, strict=False))
    ]
    oldest_s = found.oldest_s[whole]
    traces.append(
        curve(
            "oldest",
            words("figure.queue_oldest"),
            end_s,
            oldest_s,
            line={"color": palette.VERMILION, "width": 1.5, "dash": "dot"},
            hover="%{y:.3~f} s",
            yaxis="y2",
        )
    )
    y = axes.linear_axis(words("figure.axis.messages"), [float(found.waiting[whole].max(initial=0))])
    age = axes.linear_axis(words("figure.axis.oldest"), [float(oldest_s.max(initial=0))])
    frame = {"yaxis2": {**age, "overlaying": "y", "side": "right", "showgrid": False}, "margin": {"r": 60}}
    return axes.figure("queues", traces, axes.time_axis(result, words), y, **frame, **marks(result, words))
