"""Pages over time that are put together from several services: whole, and without something."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted
from playground.result import Result


def pages_over_time(result: Result, words: Words) -> axes.Figure:
    """A second, in each window; what was put together, in every attempt. Raises ValueError where there are none."""
    found, windows = result.pages, counted.windows(result)
    if found is None:
        raise ValueError("the result must have pages that are put together from services")
    whole, end_s = windows.is_whole, windows.end_s[windows.is_whole]
    span_s = result.window_ns / 1e9
    complete = (found.shown_in - found.degraded_in)[whole] / span_s
    degraded = found.degraded_in[whole] / span_s
    traces = [
        curve(name, words(f"figure.pages_{name}"), end_s, rate, line={"color": colour, "width": 2.0}, hover="%{y:,.0f}")
        for name, rate, colour in (("whole", complete, palette.BLUE), ("degraded", degraded, palette.VERMILION))
    ]
    top = [float(complete.max(initial=0)), float(degraded.max(initial=0))]
    y = axes.linear_axis(words("figure.axis.pages"), top)
    return axes.figure("pages", traces, axes.time_axis(result, words), y, **marks(result, words))
