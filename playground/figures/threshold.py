"""What the threshold of a hybrid decides, by the books: three lines on one axis."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.names import Words
from playground.measure.threshold import threshold
from playground.result import Result


def threshold_lines(result: Result, words: Words) -> axes.Figure:
    """Work, time of the last follower and fetches of a read against the threshold; a line marks the design's own."""
    found = threshold(result.design) if isinstance(result.design, WebSystem) else None
    if found is None:
        raise ValueError("there are no timelines in this design")
    rows = (
        ("work", found.work_cores, palette.BLUE),
        ("last", found.last_s, palette.VERMILION),
        ("fan_in", found.fan_in, palette.GREEN),
    )
    traces = [
        curve(
            f"threshold-{name}",
            words(f"figure.threshold_{name}"),
            found.followers,
            values,
            line={"color": colour, "width": 2.0},
            hover="%{y:.3~g}",
        )
        for name, values, colour in rows
    ]
    x = axes.log_axis(words("figure.axis.threshold"), found.followers)
    y = axes.log_axis(words("figure.axis.three"), [value for _, values, _ in rows for value in values])
    here = min(max(float(found.here), float(found.followers[0])), float(found.followers[-1]))
    mark = {"type": "line", "xref": "x", "yref": "paper", "x0": here, "x1": here, "y0": 0, "y1": 1}
    line = {**mark, "line": {"color": palette.GREY, "width": 1.0, "dash": "dash"}}
    text = {"x": here, "y": 1, "xref": "x", "yref": "paper", "text": words("figure.threshold_here"), "showarrow": False}
    return axes.figure("threshold", traces, x, y, shapes=[line], annotations=[text])
