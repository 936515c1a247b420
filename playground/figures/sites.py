"""Several sites over time: how many people are led to each, and how many to one that is dead."""

from __future__ import annotations

from playground.design.sites import LETTERS
from playground.figures import axes, palette
from playground.figures.curve import curve
from playground.figures.marks import marks
from playground.figures.names import Words
from playground.measure import counted, sites
from playground.result import Result

COLOURS = (palette.BLUE, palette.GREEN, palette.PURPLE, palette.BROWN)


def sites_over_time(result: Result, words: Words) -> axes.Figure:
    """People at the end of each window."""
    found, windows = sites.over_time(result), counted.windows(result)
    whole = windows.is_whole
    end_s = windows.end_s[whole]
    rows = [
        (f"site-{place}", words("figure.sites_here", site=LETTERS[place].upper()), found.here[:, place], colour, 2.0)
        for place, colour in zip(range(found.here.shape[1]), COLOURS, strict=False)
    ]
    rows.append(("on-dead", words("figure.sites_on_dead"), found.on_dead, palette.VERMILION, 3.0))
    traces = [
        curve(uid, name, end_s, people[whole], line={"color": colour, "width": width}, hover="%{y:,.0f}")
        for uid, name, people, colour, width in rows
    ]
    most = [float(people[whole].max(initial=0)) for *_, people, _, _ in rows]
    y = axes.linear_axis(words("figure.axis.people_here"), most)
    return axes.figure("sites", traces, axes.time_axis(result, words), y, **marks(result, words))
