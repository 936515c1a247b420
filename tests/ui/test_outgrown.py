"""Data that outgrow memory, on the page: this run's pages, the lines of the chart, and what is said of them."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.figures.data_growth import data_growth_curves
from playground.lessons.catalogue import LANGUAGES, translator
from playground.run import run
from playground.study.data_growth import KINDS, Grown
from playground.theory.paged_index import disk_reads_mean
from playground.ui.journey.outgrown import GROWS, by_theory_ms, cells, now, points_of, said

P99 = ("latency_ms_p99",)


def _row(kind: str, read_ms: float, times: float, query_ms: float, missed: tuple[str, ...] = ()) -> Grown:
    rows = round(159_456 * times)
    return Grown(
        kind, read_ms, times, rows, rows / 1e6, 3, 0.95, 0.1, query_ms, 0.05, 0.2, 140.0, 0.0, missed
    )  # fmt: skip


ROWS = [
    _row("ssd", 0.1, 1.0, 1.5),
    _row("ssd", 0.1, 4.0, 1.6),
    _row("hdd", 10.0, 1.0, 1.5),
    _row("hdd", 10.0, 4.0, 30.0, P99),
]


def _design(**knobs: object) -> WebSystem:
    found = put_all(stage("split-tiers").design, {**GROWS, "seconds": 30.0, **knobs})
    assert isinstance(found, WebSystem)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said(language: str) -> None:
    t = translator(language)
    lines = said(ROWS, t)
    assert len(lines) == 2
    assert not any("{" in line for line in lines)
    assert "20" in lines[1]  # 30 over 1.5 ms
    assert t("outgrown.holds") in lines[0]
    assert t("objective.latency_ms_p99.name") in lines[1]
    assert all(cells(row, t) for row in ROWS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_this_run(language: str) -> None:
    (line,) = now(run(_design(**{"workload.popularity.keys": 500_000})), translator(language))
    assert "{" not in line
    assert "0.16" in line  # GB of memory
    assert "0.502" in line  # 62 500 pages of rows, 209 above them, and a root


def test_theory_is_told_where_nothing_else_decides_what_is_asked_for() -> None:
    design = _design()
    disk, row = design.database.disk, ROWS[3]
    assert disk is not None
    reads = disk_reads_mean(row.rows, 8, 20_000, design.workload.popularity.zipf_exponent, 300)
    base = design.database
    work_ms = 0.95 * base.read.mean_ms + 0.05 * (base.write.mean_ms + disk.fsync_ms)
    assert by_theory_ms(row, design, disk) == pytest.approx(work_ms + 10.0 * reads)
    cached = _design(**{"web.cache_items": 1000})
    assert by_theory_ms(row, cached, disk) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart(language: str) -> None:
    design = _design()
    disk = design.database.disk
    assert disk is not None
    points = points_of(ROWS, design, disk)
    assert tuple(points) == KINDS
    drawn = go.Figure(data_growth_curves(points, disk.memory_gb, translator(language)))
    assert [trace.uid for trace in drawn.data] == ["ssd", "ssd-theory", "hdd", "hdd-theory"]
    assert list(drawn.data[2].y) == [1.5, 30.0]
    assert drawn.layout.shapes[0].x0 == pytest.approx(0.16)
    assert "GB" in drawn.layout.xaxis.title.text
    assert "ms" in drawn.layout.yaxis.title.text
