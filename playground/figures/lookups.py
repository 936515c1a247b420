"""Look-ups of names over time, and how many of them lead to a server that is known to be dead."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.names import Words
from playground.figures.rates import Line, rates_over_time, stretch
from playground.measure import names
from playground.result import Result


def lookups_over_time(result: Result, words: Words) -> axes.Figure:
    """Look-ups a second."""
    found = names.over_time(result, stretch(result))
    lines = (
        Line("asked", found.asked_per_s, palette.BLUE),
        Line("missed", found.missed_per_s, palette.BLUE, "dot"),
        Line("misled", found.misled_per_s, palette.VERMILION),
    )
    return rates_over_time(result, words, "lookups", "lookups", lines)
