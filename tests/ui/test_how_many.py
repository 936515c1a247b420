"""How many sites are worth it: the numbers, the sentence, and the chart, in both languages."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from playground.figures.site_availability import site_availability_bars
from playground.lessons.catalogue import translator
from playground.ui.journey.how_many import MINUTES_A_YEAR, rows, said


def test_the_textbook_and_what_moving_leaves_of_it() -> None:
    """A site that fails every 99 hours and is repaired in one is down 1 % of the time; moving takes 36 s of 100 h."""
    found = rows(99 / 24, 1.0, 36.0)
    assert [row.by_the_book_min / MINUTES_A_YEAR for row in found] == pytest.approx([1e-2, 1e-4, 1e-6, 1e-8], rel=1e-6)
    moving = 36 / 360_000
    expected = [0.01, 1e-4 + 0.99 * moving, 1e-6 + 0.9999 * moving]
    assert [row.with_moving_min / MINUTES_A_YEAR for row in found[:3]] == pytest.approx(expected, rel=1e-6)


def test_in_no_time_the_textbook_is_right() -> None:
    assert all(row.by_the_book_min == pytest.approx(row.with_moving_min) for row in rows(30.0, 2.0, 0.0))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_what_is_said_and_drawn(lang: str) -> None:
    found, t = rows(180.0, 10.0, 90.0), translator(lang)
    assert "{" not in said(found, t)
    drawn = go.Figure(site_availability_bars(found, t))
    assert [list(trace.y) for trace in drawn.data] == [
        [row.by_the_book_min for row in found],
        [row.with_moving_min for row in found],
    ]
