"""How many daily users a design carries without one of its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures import axes, palette
from playground.figures.hero import LEAST, TICKS
from playground.figures.labelled_bars import Bar, Group, Series, height_px, labelled_bars
from playground.figures.names import Words
from playground.lessons.number import large, short


class Row(NamedTuple):
    """heading: what was taken out, in words; users: the most whom it carries on a good day, and the promise that ended
    it, in words. The rest is at the design's own users; p99 is None where nobody was served."""

    heading: str
    is_whole: bool
    users: float
    ended: str
    latency_ms_p99: float | None
    error_rate: float
    usd_month: float


def without_bars(rows: Sequence[Row], words: Words, language: str) -> axes.Figure:
    """A bar for each row under its heading, marked with what the whole design carries."""
    return labelled_bars(
        "without",
        _groups(rows, words, language),
        {"one": Series(words("without.series"), palette.BLUE), "whole": Series(words("without.whole"), palette.GREEN)},
        title=words("figure.axis.daily_users"),
        ticks={value: large(value, language) for value in TICKS},
        least=LEAST,
    )


def without_height_px(rows: Sequence[Row]) -> int:
    """How high the chart should be."""
    return height_px([Group("", (Bar("one", 0, "", ""),)) for _ in rows])


def _groups(rows: Sequence[Row], words: Words, language: str) -> list[Group]:
    return [_group(row, words, language) for row in rows]


def _group(row: Row, words: Words, language: str) -> Group:
    told = {
        "users": large(row.users, language),
        "p99": "-" if row.latency_ms_p99 is None else short(row.latency_ms_p99),
        "errors": short(100 * row.error_rate),
        "usd": f"{row.usd_month:,.0f}",
    }
    label = words("without.label", **told) if row.users else words("without.label_none", ended=row.ended, **told)
    series = "whole" if row.is_whole else "one"
    return Group(
        row.heading, (Bar(series, row.users, label, words("without.hover", heading=row.heading, label=label)),)
    )
