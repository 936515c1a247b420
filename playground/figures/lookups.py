"""Look-ups of names over time, and how many of them lead to a server that is known to be dead."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, names
from playground.result import Result

POINTS = 90  # windows are taken together until there are no more
ROWS = (("asked", palette.BLUE, "solid"), ("missed", palette.BLUE, "dot"), ("misled", palette.VERMILION, "solid"))


def lookups_over_time(result: Result, words: Words) -> axes.Figure:
    """Look-ups a second, averaged over at most 90 stretches of the run."""
    merge = counted.merge_for(result, POINTS)
    windows, found = counted.windows(result, merge), names.over_time(result, merge)
    whole = windows.is_whole
    columns = {name: getattr(found, f"{name}_per_s")[whole] for name, *_ in ROWS}
    traces = [
        curve(
            name,
            words(f"figure.lookups_{name}"),
            windows.middle_s[whole],
            columns[name],
            line={"color": colour, "dash": dash, "width": 2.0},
            hover="%{y:.3~s}/s",
        )
        for name, colour, dash in ROWS
    ]
    y = axes.linear_axis(words("figure.axis.lookups"), [float(value) for value in columns["asked"]])
    return axes.figure("lookups", traces, axes.time_axis(result, words), y, **marks(result, words))
