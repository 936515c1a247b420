"""Servers over time, where they come and go: in service, and those that are paid for while they boot or drain."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import scaling
from playground.result import Result

LOOKS = {"paid": (palette.GREY, 1.5, "dot"), "in_service": (palette.BLUE, 2.0, "solid")}


def servers_over_time(result: Result, words: Words) -> axes.Figure:
    """Steps from the start to where the run has come."""
    found = scaling.stairs(result)
    columns = {"paid": found.paid, "in_service": found.in_service}
    traces = [
        curve(
            name,
            words(f"figure.servers_{name}"),
            found.at_s,
            columns[name],
            line={"color": colour, "width": width, "dash": dash, "shape": "hv"},
            hover="%{y:.0f}",
        )
        for name, (colour, width, dash) in LOOKS.items()
    ]
    most = found.paid.tolist()
    y = {**axes.linear_axis(words("figure.axis.servers"), most), "range": [0.0, 1.15 * max(most, default=1.0)]}
    return axes.figure("servers", traces, axes.time_axis(result, words), y, **marks(result, words))
