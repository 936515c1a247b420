"""Sessions over time: how many people find that they have been logged out, and how many log in, each second."""

from __future__ import annotations

from playground.figures import axes, palette
from playground.figures.names import Words
from playground.figures.rates import Line, rates_over_time, stretch
from playground.measure import people
from playground.result import Result


def sessions_over_time(result: Result, words: Words) -> axes.Figure:
    """People a second. Whoever was logged out logs in as well."""
    found = people.over_time(result, stretch(result))
    lines = (
        Line("logins", found.logins_per_s, palette.SERVED, width=1.5),
        Line("logged_out", found.logged_out_per_s, palette.VERMILION),
        Line("anonymous", found.anonymous_per_s, palette.PURPLE, "dot", 1.5, may_hide=True),
    )
    return rates_over_time(result, words, "sessions", "people", lines)
