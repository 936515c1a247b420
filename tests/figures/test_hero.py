"""The chart of the whole road, and the one of what is left without a box."""

from __future__ import annotations

import math
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from playground.figures import hero, labelled_bars, without
from playground.figures.hero import Row, hero_bars, hero_height_px
from playground.lessons.catalogue import LANGUAGES, translator
from playground.lessons.number import large

ROWS = (
    Row(1, "single-server", 112_000.0, "latency_ms_p99", 0.0, "error_rate"),
    Row(2, "load-balancer", 497_000.0, "latency_ms_p99", 320_000.0, "error_rate", 0.0),
    Row(3, "multi-dc", 2_350_000.0, "survives_site", 2_350_000.0, "lost_writes_s", 1_000_000.0),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_bars_for_each_stage_and_marks_for_the_stages_before(language: str) -> None:
    figure = go.Figure(hero_bars(ROWS, translator(language), language))
    good, bad, marks = figure.data
    assert [trace.uid for trace in figure.data] == ["good", "bad", "marks"]
    assert list(good.x) == [row.good for row in ROWS]
    assert list(bad.x) == [None, 320_000.0, 2_350_000.0]
    assert marks.x[1] == 1_000_000.0
    assert marks.x[0] == pytest.approx(hero.LEAST, rel=0.05), "nobody stands at the very beginning"
    assert list(marks.y) == [bad.y[1], bad.y[2]]
    assert all(above > below for above, below in zip(good.y, bad.y, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_bar_names_its_users_and_what_ended_it(language: str) -> None:
    t = translator(language)
    figure = go.Figure(hero_bars(ROWS, t, language))
    texts = [note.text for note in figure.layout.annotations]
    for row in ROWS:
        told = [text for text in texts if t(f"objective.{row.good_ended}.name") in text]
        assert any(large(row.good, language) in text for text in told)
        day = [text for text in texts if text.startswith(t(f"road.day.{row.name}"))]
        assert len(day) == 1
        assert t(f"objective.{row.bad_ended}.name") in day[0]
        assert not row.bad or large(row.bad, language) in day[0]
        assert any(t(f"stage.{row.name}.name") in text and text.startswith("<b>") for text in texts)


def test_bars_lie_apart_from_each_other_and_from_headings() -> None:
    figure = go.Figure(hero_bars(ROWS, translator("en"), "en"))
    at = sorted((note.y for note in figure.layout.annotations), reverse=True)
    assert len(at) == 3 * len(ROWS)
    low, high = figure.layout.yaxis.range
    assert low < at[-1]
    assert at[0] < high
    px = (hero_height_px(ROWS) - labelled_bars.BELOW_PX) / (high - low)
    assert px == pytest.approx(labelled_bars.ROW_PX)
    gaps = [px * (above - below) for above, below in pairwise(at)]
    assert min(gaps) > 15, "a line of text is 14 pixels high"


def test_the_axis_holds_all_and_its_ticks_are_those_within() -> None:
    figure = go.Figure(hero_bars(ROWS, translator("en"), "en"))
    low, high = figure.layout.xaxis.range
    assert 10**low == pytest.approx(hero.LEAST)
    assert 10**high > 2_350_000
    assert list(figure.layout.xaxis.ticktext) == ["10k", "100k", "1M"]


def test_a_bar_without_an_end_says_so() -> None:
    t = translator("en")
    row = Row(1, "cache", 5e7, "", 5e7, "")
    texts = [note.text for note in go.Figure(hero_bars((row,), t, "en")).layout.annotations]
    assert sum("50M</b> or more" in text for text in texts) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_without_a_box(language: str) -> None:
    t = translator(language)
    rows = (
        without.Row(t("without.whole"), True, 2e6, "p99", 230.0, 0.0, 111_537.0),
        without.Row("A", False, 1e6, "p99", 240.0, 0.125, 99_000.0),
        without.Row("B", False, 0.0, "p99", None, 1.0, 1_000.0),
    )
    figure = go.Figure(without.without_bars(rows, t, language))
    one, whole = figure.data
    assert (list(one.x), list(whole.x)) == ([1e6, None], [2e6])
    texts = [note.text for note in figure.layout.annotations]
    assert any("12.5" in text and "99,000" in text for text in texts)
    assert all(math.isfinite(note.y) for note in figure.layout.annotations)
    assert without.without_height_px(rows) > 3 * labelled_bars.ROW_PX
