"""The depth of an index, against trees that are built page by page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.index_depth import depth, disk_reads_mean, level_pages


def built(rows: int, rows_per_leaf: int, fanout: int) -> list[list[int]]:
    """For each row the page it is reached through on each level, from the leaves to the root."""
    paths = [list(range(rows))]
    per_page = rows_per_leaf
    while True:
        pages = [page // per_page for page in paths[-1]]
        paths.append(pages)
        per_page = fanout
        if max(pages, default=0) == 0:
            return paths[1:]


@given(rows=st.integers(0, 2000), rows_per_leaf=st.integers(1, 50), fanout=st.integers(2, 20))
def test_trees_that_are_built(rows: int, rows_per_leaf: int, fanout: int) -> None:
    levels = built(rows, rows_per_leaf, fanout)
    assert [1 + max(pages, default=0) for pages in levels] == level_pages(rows, rows_per_leaf, fanout)
    assert depth(rows, rows_per_leaf, fanout) == len(levels)


@pytest.mark.parametrize("memory_pages", [0, 1, 5, 60, 500, 2000])
def test_pages_that_are_not_in_memory(memory_pages: int) -> None:
    levels = built(20_000, 20, 10)
    assert [1 + max(pages) for pages in levels] == [1000, 100, 10, 1]
    room, misses = memory_pages, np.zeros(20_000)
    for pages in reversed(levels):
        held = min(room, 1 + max(pages))
        misses += np.array(pages) >= held
        room -= held
    assert disk_reads_mean(20_000, 20, 10, memory_pages) == pytest.approx(misses.mean())


@given(rows=st.integers(1, 10**12), fanout=st.integers(2, 1000))
def test_a_thousand_times_the_rows(rows: int, fanout: int) -> None:
    deeper = depth(1000 * rows, 100, fanout) - depth(rows, 100, fanout)
    needed = next(levels for levels in range(20) if fanout**levels >= 1000)
    assert 0 <= deeper <= needed


def test_ends() -> None:
    assert level_pages(0, 100, 300) == level_pages(100, 100, 300) == [1]
    assert depth(10**9, 100, 300) == 4
    assert depth(10**6, 100, 300) == 3
    assert disk_reads_mean(10**9, 100, 300, 10**8) == 0
    assert disk_reads_mean(10**6, 100, 300, 0) == 3
    # one in 300 pages is enough for all that is above the leaves
    assert disk_reads_mean(10**9, 100, 300, 34_000) == pytest.approx(1, abs=0.001)
    with pytest.raises(ValueError, match="rows must be"):
        depth(-1, 1, 2)
    with pytest.raises(ValueError, match="rows_per_leaf"):
        depth(1, 0, 2)
    with pytest.raises(ValueError, match="fanout"):
        depth(1, 1, 1)
    with pytest.raises(ValueError, match="memory_pages"):
        disk_reads_mean(1, 1, 2, -1)
