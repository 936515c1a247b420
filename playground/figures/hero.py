"""The whole road in one chart: how many daily users each stage carries, on a good day and through its bad day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures import axes, palette
from playground.figures.labelled_bars import Bar, Group, Series, height_px, labelled_bars
from playground.figures.names import Words
from playground.lessons.number import large

LEAST = 10_000.0  # where the axis begins: fewer users than that are not searched for
TICKS = (10_000.0, 100_000.0, 1_000_000.0, 10_000_000.0, 100_000_000.0)


class Row(NamedTuple):
    """A stage: its number (1, 2 …) and name, the daily users of its two bars and which promise ended each (a key of
    the catalogue's `objective`; "" for none), and what the stage before carries through the same bad day (None: it has
    nothing that could break that way)."""

    number: int
    name: str
    good: float
    good_ended: str
    bad: float
    bad_ended: str
    before: float | None = None


def hero_bars(rows: Sequence[Row], words: Words, language: str) -> axes.Figure:
    """Two bars for each stage on a logarithmic axis, each with its users and the promise that ended it."""
    series = {
        "good": Series(words("figure.hero_good"), palette.BLUE),
        "bad": Series(words("figure.hero_bad"), palette.ORANGE, "/"),
    }
    return labelled_bars(
        "hero",
        groups(rows, words, language),
        series,
        title=words("figure.axis.daily_users"),
        ticks={value: large(value, language) for value in TICKS},
        least=LEAST,
        marks=words("figure.hero_before"),
    )


def hero_height_px(rows: Sequence[Row]) -> int:
    """How high the chart should be."""
    return height_px([Group("", (Bar("good", 0, "", ""), Bar("bad", 0, "", ""))) for _ in rows])


def groups(rows: Sequence[Row], words: Words, language: str) -> list[Group]:
    """The bars with their words."""
    return [_group(row, words, language) for row in rows]


def _group(row: Row, words: Words, language: str) -> Group:
    name, day = words(f"stage.{row.name}.name"), words(f"road.day.{row.name}")
    heading = words("figure.hero_stage", number=row.number, name=name)
    good, bad = (_label(users, ended, words, language) for users, ended in _ends(row))
    hover = words("figure.hero_good_hover", name=name, label=good)
    told = words("figure.hero_bad_hover", name=name, day=day, label=bad)
    if row.before is not None:
        told += "<br>" + words("figure.hero_before_hover", users=large(row.before, language))
    bars = (Bar("good", row.good, good, hover), Bar("bad", row.bad, f"{day}: {bad}", told, row.before))
    return Group(heading, bars)


def _ends(row: Row) -> tuple[tuple[float, str], tuple[float, str]]:
    return (row.good, row.good_ended), (row.bad, row.bad_ended)


def _label(users: float, ended: str, words: Words, language: str) -> str:
    """Users, and what ended the bar."""
    if not users:
        return words("figure.hero_none", ended=words(f"objective.{ended}.name"))
    if not ended:
        return words("figure.hero_more", users=large(users, language))
    return words("figure.hero_ended", users=large(users, language), ended=words(f"objective.{ended}.name"))
