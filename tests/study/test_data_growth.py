"""Queries become slower when data outgrow memory: where theory says, by as much as it says, and how much depends on
the drives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.change import plain, put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.study import data_growth
from playground.study.data_growth import Grown, designs, grown, rows_in_memory
from playground.study.side_by_side import SideBySide
from playground.theory import paged_index
from playground.theory.outgrown_memory import query_mean_ms

RUNS = 30


def _system(**knobs: object) -> WebSystem:
    """One database of its own with 2 000 pages of memory, and rows of 1 kB below an index."""
    disk = {"row_bytes": 1000, "index_fanout_pages": 100, "memory_pages": 2_000}
    given = {f"database.disk.{name}": value for name, value in disk.items()}
    found = put_all(stage("split-tiers").design, {**given, "workload.write_share": 0.0, **knobs})
    assert isinstance(found, WebSystem)
    return found


def _found(kind: str, times: float, design: WebSystem, seed: int = 1) -> Grown:
    steps = grown(kind, times, designs(design, (kind,), (times,))[kind, times], seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            row: Grown = end.value
            return row


def test_the_knee_is_where_theory_says() -> None:
    disk = _system().database.disk
    assert disk is not None
    assert rows_in_memory(disk) == paged_index.knee_rows(8, 2_000, 100) == 15_832


@pytest.mark.parametrize("kind", ["ebs", "hdd"])
def test_a_query_takes_as_long_as_theory_says(kind: str) -> None:
    """Nobody waits for anybody: there are more drives and cores than queries. The mean query is its work and
    its reads, beyond the knee as before it."""
    alone = {
        "workload.daily_users": 100_000.0, "database.cores": 64, "database.contention": 0.0, "database.coherency": 0.0,
        "database.disk.drives": 1000, "database.disk.drive_gb": 1.0,
        "database.read": {"kind": "deterministic", "mean_ms": 1.2}, "seconds": 70.0,
    }  # fmt: skip
    design = _system(**alone)
    exponent, read_ms = design.workload.popularity.zipf_exponent, data_growth.read_ms_of(kind)
    for times in (0.5, 4.0):
        rows = [_found(kind, times, design, seed) for seed in range(1, RUNS + 1)]
        reads = paged_index.disk_reads_mean(rows[0].rows, 8, 2_000, exponent, 100)
        for wanted, found in (
            (reads, [row.disk_reads for row in rows]),
            (query_mean_ms(1 - reads, 1.2, read_ms), [row.query_ms for row in rows]),
        ):
            values = np.array(found, float)
            error = float(values.std(ddof=1)) / math.sqrt(RUNS)
            assert error <= 0.005 * wanted + 1e-12
            assert abs(float(values.mean()) - wanted) <= 4 * error + 1e-6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_an_ssd_hardly_notices_breaks_a_hard_disk(seed: int) -> None:
    """The same users and rows: a page is asked for from memory up to the knee, and beyond it a drive that needs 10 ms
    is full."""
    rows = {(kind, times): _found(kind, times, _system(), seed) for kind in ("ssd", "hdd") for times in (0.5, 1.0, 8.0)}
    for kind in ("ssd", "hdd"):
        below, at, beyond = (rows[kind, times] for times in (0.5, 1.0, 8.0))
        assert below.query_ms == pytest.approx(at.query_ms, rel=0.03)
        assert below.hit_ratio == 1.0
        assert beyond.disk_reads is not None
        assert beyond.disk_reads > 0.2
        assert (below.levels, beyond.levels) == (3, 4)
    ssd, hdd = rows["ssd", 8.0], rows["hdd", 8.0]
    assert ssd.query_ms is not None
    assert hdd.query_ms is not None
    assert ssd.query_ms < 1.1 * (rows["ssd", 0.5].query_ms or 0.0)
    assert not ssd.missed
    assert hdd.query_ms > 10 * ssd.query_ms
    assert hdd.utilisation > 0.99
    assert "latency_ms_p99" in hdd.missed


def test_rows_that_cannot_be_played_are_left_out() -> None:
    design = _system(**{"database.disk.memory_pages": 500_000})
    assert [times for _, times in designs(design, ("ssd",))] == [0.25, 0.5, 1.0, 1.5, 2.0]
    with pytest.raises(ValueError, match=r"database\.disk\.row_bytes must be given"):
        designs(stage("split-tiers").design)


def test_side_by_side_finds_the_same() -> None:
    design = designs(_system(), ("ssd",), (2.0,))["ssd", 2.0]
    task = {"kind": "grown", "drives": "ssd", "times": 2.0, "design": plain(design), "seed": 1}
    search = SideBySide({"one": task})
    search.start()
    search.join(120)
    assert search.problem == ""
    assert data_growth.of_plain(search.found["one"]) == _found("ssd", 2.0, _system())
