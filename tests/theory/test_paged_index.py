"""Rows and their index in one memory, against a memory that is played query by query."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory import outgrown_memory
from playground.theory.index_depth import level_pages
from playground.theory.paged_index import disk_reads_mean, knee_rows
from playground.theory.popularity import zipf


def played(rows: int, rows_per_page: int, memory_pages: int, exponent: float, fanout: int, seed: int) -> float:
    """Pages read from disk by each of 100 000 queries, after as many to fill the memory."""
    rng = np.random.default_rng(seed)
    levels = level_pages(rows, rows_per_page, fanout)
    memory: OrderedDict[tuple[int, int], None] = OrderedDict()
    reads = 0
    for number, row in enumerate(rng.choice(rows, 200_000, p=zipf(rows, exponent)).tolist()):
        path, page = [], row
        for level, pages in enumerate(levels):
            page %= pages
            path.append((level, page))
        for at in reversed(path):
            if at in memory:
                memory.move_to_end(at)
                continue
            reads += number >= 100_000
            memory[at] = None
            if len(memory) > memory_pages:
                memory.popitem(last=False)
    return reads / 100_000


@pytest.mark.parametrize("exponent", [0.0, 0.99])
@pytest.mark.parametrize(("rows", "fanout"), [(8_000, 20), (60_000, 20), (60_000, 3)])
def test_pages_that_are_read(rows: int, fanout: int, exponent: float) -> None:
    found = [played(rows, 20, 300, exponent, fanout, seed) for seed in (1, 2, 3)]
    # 300 000 queries: a standard error of about 0.001; Che's own error is of the order of 0.3 % with so few places
    assert disk_reads_mean(rows, 20, 300, exponent, fanout) == pytest.approx(np.mean(found), abs=0.004, rel=0.005)


@settings(deadline=None, max_examples=40)
@given(
    rows=st.integers(1, 5000),
    rows_per_page=st.integers(1, 50),
    memory_pages=st.integers(1, 200),
    exponent=st.floats(0, 1.5),
)
def test_without_an_index_it_is_the_page_that_misses(
    rows: int, rows_per_page: int, memory_pages: int, exponent: float
) -> None:
    hit = outgrown_memory.memory_hit_ratio(rows, rows_per_page, memory_pages, exponent)
    assert disk_reads_mean(rows, rows_per_page, memory_pages, exponent) == pytest.approx(1 - hit, abs=1e-9)


@given(rows_per_page=st.integers(1, 200), memory_pages=st.integers(1, 100_000), fanout=st.none() | st.integers(2, 500))
def test_up_to_the_knee_nothing_is_read(rows_per_page: int, memory_pages: int, fanout: int | None) -> None:
    knee = knee_rows(rows_per_page, memory_pages, fanout)
    assert knee == 0 or _pages(knee, rows_per_page, fanout) <= memory_pages
    assert _pages(knee + 1, rows_per_page, fanout) > memory_pages


def _pages(rows: int, rows_per_page: int, fanout: int | None) -> int:
    return -(-rows // rows_per_page) if fanout is None else sum(level_pages(rows, rows_per_page, fanout))


def test_the_upper_levels_stay_and_the_rows_are_read() -> None:
    """A tree of 100 000 even rows, 5 000 pages and 25 + 1 above them, of which 200 fit: the row's page is read, and
    what leads to it hardly ever."""
    assert level_pages(100_000, 20, 200) == [5_000, 25, 1]
    assert disk_reads_mean(100_000, 20, 200, 0.0, 200) == pytest.approx(1 - 174 / 5_000, abs=0.005)


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="rows must be at most 20,000,000"):
        disk_reads_mean(30_000_000, 20, 100, 0.0)
