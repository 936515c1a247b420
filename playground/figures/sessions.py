"""Sessions over time: how many people find that they have been logged out, and how many log in, each second."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, people
from playground.result import Result

POINTS = 90  # windows are taken together until there are no more
ROWS = (
    ("logins", palette.SERVED, "solid", 1.5),
    ("logged_out", palette.VERMILION, "solid", 2.0),
    ("anonymous", palette.PURPLE, "dot", 1.5),
)


def sessions_over_time(result: Result, words: Words) -> axes.Figure:
    """People a second, averaged over at most 90 stretches of the run. Whoever was logged out logs in as well."""
    merge = counted.merge_for(result, POINTS)
    windows, found = counted.windows(result, merge), people.over_time(result, merge)
    whole = windows.is_whole
    columns = {name: getattr(found, f"{name}_per_s")[whole] for name, *_ in ROWS}
    traces = [
        curve(
            name,
            words(f"figure.sessions_{name}"),
            windows.middle_s[whole],
            columns[name],
            line={"color": colour, "dash": dash, "width": width},
            hover="%{y:.3~s}/s",
        )
        for name, colour, dash, width in ROWS
        if name != "anonymous" or columns[name].any()
    ]
    y = axes.linear_axis(words("figure.axis.people"), [float(value) for column in columns.values() for value in column])
    return axes.figure("sessions", traces, axes.time_axis(result, words), y, **marks(result, words))
