"""Versions over time: who meets the new one, and who meets the old one after it."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.names import Words
from playground.figures.rates import Line, rates_over_time, stretch
from playground.measure import versions
from playground.result import Result


def versions_over_time(result: Result, words: Words) -> axes.Figure:
    """People and requests a second."""
    found = versions.over_time(result, stretch(result))
    lines = (
        Line("met_both", found.met_both_per_s, palette.BLUE),
        Line("went_back", found.went_back_per_s, palette.VERMILION),
    )
    return rates_over_time(result, words, "versions", "per_s", lines)
