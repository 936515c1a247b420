"""Versions over time: who meets the new one, and who meets the old one after it."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, versions
from playground.result import Result

POINTS = 90  # windows are taken together until there are no more
ROWS = (("met_both", palette.BLUE, "solid"), ("went_back", palette.VERMILION, "solid"))


def versions_over_time(result: Result, words: Words) -> axes.Figure:
    """People and requests a second, averaged over at most 90 stretches of the run."""
    merge = counted.merge_for(result, POINTS)
    windows, found = counted.windows(result, merge), versions.over_time(result, merge)
    whole = windows.is_whole
    columns = {name: getattr(found, f"{name}_per_s")[whole] for name, *_ in ROWS}
    traces = [
        curve(
            name,
            words(f"figure.versions_{name}"),
            windows.middle_s[whole],
            columns[name],
            line={"color": colour, "dash": dash, "width": 2.0},
            hover="%{y:.3~s}/s",
        )
        for name, colour, dash in ROWS
    ]
    y = axes.linear_axis(words("figure.axis.per_s"), [float(value) for column in columns.values() for value in column])
    return axes.figure("versions", traces, axes.time_axis(result, words), y, **marks(result, words))
