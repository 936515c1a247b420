"""A larger machine or more of them, on the page: the law, the lines of the chart, and what is said of them."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.figures.larger_or_more import larger_or_more_curves
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure import shards
from playground.run import run
from playground.study import larger_or_more
from playground.study.larger_or_more import OUT, UP, Size
from playground.theory.usl import capacity
from playground.ui.journey.larger import by_the_book, by_theory_users, cells, hottest_share, points_of, said

ROWS = [
    Size(UP, 1, 2, 500_000.0, "latency_ms_p99", "shard-1-database database cores", 78.0, 78.0, 1.0),
    Size(UP, 1, 8, 1_700_000.0, "latency_ms_p99", "shard-1-database database cores", 312.0, 1_248.0, 1.0),
    Size(UP, 1, 192, 1_600_000.0, "latency_ms_p99", "shard-1-database database cores", 7_488.0, 718_848.0, 1.0),
    Size(OUT, 1, 2, 500_000.0, "latency_ms_p99", "shard-1-database database cores", 78.0, 78.0, 1.0),
    Size(OUT, 4, 2, 1_900_000.0, "latency_ms_p99", "shard-3-database database cores", 312.0, 312.0, 0.44),
]


def _design(**knobs: object) -> WebSystem:
    found = put_all(stage("replicas").design, knobs)
    assert isinstance(found, WebSystem)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said(language: str) -> None:
    t = translator(language)
    end, only, listed, square, out, fails = said(ROWS, t)
    assert all("{" not in line for line in (end, only, listed, square, out, fails))
    assert "312" in end  # the larger one is dearer and carries fewer
    assert only == t("larger.only", users="1.7M")
    assert t("larger.list") in listed
    assert t("larger.square") in square
    assert "3.8" in out  # 1.9 over 0.5 million
    assert "44" in fails
    assert all(cells(row, t) for row in ROWS)


LAWS = [(0.0277, 0.0001044), (0.3, 0.05), (0.02, 0.0), (0.3, 0.0), (0.0, 0.0)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("contention", "coherency"), LAWS)
def test_the_law(language: str, contention: float, coherency: float) -> None:
    knobs = {"database.contention": contention, "database.coherency": coherency}
    assert "{" not in by_the_book(_design(**knobs), translator(language))


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_evenly_asked_keys_are_divided_evenly(count: int) -> None:
    design = _design(**{"workload.popularity.zipf_exponent": 0.0, "workload.popularity.keys": 8_000})
    assert hottest_share(design, count) == pytest.approx(1 / count)


def test_a_famous_key_and_its_copies() -> None:
    """Half of the reads are for one key: whoever has it gets half and its part of the rest, or a part of both."""
    even = {"workload.popularity.zipf_exponent": 0.0, "workload.popularity.keys": 8_000}
    famous = {"workload.popularity.famous": 1, "workload.popularity.famous_reads_share": 0.5}
    assert hottest_share(_design(**even, **famous), 4) == pytest.approx(0.5 + 0.125, abs=1e-3)
    salted = _design(**even, **famous, **{"sharding.salts": 4})
    assert hottest_share(salted, 4) == pytest.approx(0.125 + 0.125, abs=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_busiest_shard_of_a_run_is_as_busy_as_theory_says(seed: int) -> None:
    design = put_all(larger_or_more.design(_design(), 16, 2), {"workload.daily_users": 3e6, "seconds": 25.0})
    found = shards.loads(run(design, seed=seed))
    assert found is not None
    # 600 000 queries: a standard error of half a percent of the share, and as much for the order of the luckiest
    assert found.over_mean == pytest.approx(16 * hottest_share(_design(), 16), rel=0.02)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart(language: str) -> None:
    design, t = _design(), translator(language)
    base = design.database
    points = points_of(ROWS, design, t)
    drawn = go.Figure(larger_or_more_curves(points, t))
    assert [trace.uid for trace in drawn.data] == ["up", "up-theory", "out", "out-theory"]
    assert list(drawn.data[0].y) == [500_000.0, 1_700_000.0, 1_600_000.0]
    assert drawn.data[3].y[0] == pytest.approx(500_000.0)
    assert 1_700_000 < drawn.data[3].y[1] < 2_000_000, "keys are not asked for evenly"
    law = capacity(8, base.contention, base.coherency) / capacity(2, base.contention, base.coherency)
    assert by_theory_users(ROWS[1], ROWS, design) == pytest.approx(500_000 * law)
    assert "USD" in drawn.layout.xaxis.title.text
