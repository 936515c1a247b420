"""Data that outgrow memory, against a memory of pages that is played query by query."""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.outgrown_memory import (
    knee_rows,
    memory_hit_ratio,
    page_popularity,
    pages_of,
    query_mean_ms,
    rows_for,
)
from playground.theory.popularity import zipf


def played(rows: int, rows_per_page: int, memory_pages: int, exponent: float, seed: int) -> float:
    """Share of 150 000 queries that find their page, after as many to fill the memory."""
    rng = np.random.default_rng(seed)
    pages = rng.choice(rows, 300_000, p=zipf(rows, exponent)) % pages_of(rows, rows_per_page)
    memory: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for number, page in enumerate(pages.tolist()):
        if page in memory:
            memory.move_to_end(page)
            hits += number >= 150_000
        else:
            memory[page] = None
            if len(memory) > memory_pages:
                memory.popitem(last=False)
    return hits / 150_000


@pytest.mark.parametrize("rows", [10_000, 15_000, 60_000])
@pytest.mark.parametrize("exponent", [0.0, 0.99])
def test_pages_that_are_read(rows: int, exponent: float) -> None:
    found = [played(rows, 20, 600, exponent, seed) for seed in (1, 2, 3, 4)]
    expected = memory_hit_ratio(rows, 20, 600, exponent)
    # 600 000 reads: a standard error of 0.0007; Che's own error is of the order of 0.1 % here
    assert expected == pytest.approx(np.mean(found), abs=0.003)
    assert query_mean_ms(expected, 1.2, 10.0) == pytest.approx(11.2 - 10 * np.mean(found), abs=0.03)


@given(rows=st.integers(1, 5000), rows_per_page=st.integers(1, 50), exponent=st.floats(0, 1.5))
def test_all_rows_are_on_some_page(rows: int, rows_per_page: int, exponent: float) -> None:
    popularity = zipf(rows, exponent)
    pages = page_popularity(popularity, rows_per_page)
    assert pages.size == pages_of(rows, rows_per_page)
    assert pages.sum() == pytest.approx(1)
    assert pages[0] == pytest.approx(popularity[:: pages.size].sum())


@settings(deadline=None, max_examples=40)
@given(rows=st.integers(1, 20_000), memory_pages=st.integers(0, 800), exponent=st.floats(0, 1.5))
def test_more_rows_hit_less(rows: int, memory_pages: int, exponent: float) -> None:
    found = memory_hit_ratio(rows, 20, memory_pages, exponent)
    assert memory_hit_ratio(rows + 2000, 20, memory_pages, exponent) <= found + 1e-9
    # nothing is better spread than evenly, so that is the worst
    assert found >= min(1.0, memory_pages / pages_of(rows, 20)) - 1e-9
    assert (found == 1) is (rows <= knee_rows(20, memory_pages))


def test_the_knee() -> None:
    knee = knee_rows(20, 600)
    assert knee == 12_000
    assert memory_hit_ratio(knee, 20, 600, 0.99) == 1
    assert memory_hit_ratio(knee + 1, 20, 600, 0.99) < 1
    # evenly read, three times the memory misses two in three; by Zipf's law far fewer
    assert memory_hit_ratio(3 * knee, 20, 600, 0.0) == pytest.approx(1 / 3)
    assert memory_hit_ratio(3 * knee, 20, 600, 0.99) > 0.5


def test_the_most_rows_within_a_target() -> None:
    most = rows_for(3.0, 20, 600, 0.5, 1.2, 10.0)
    assert math.isfinite(most)
    assert query_mean_ms(memory_hit_ratio(int(most), 20, 600, 0.5), 1.2, 10.0) <= 3.0
    assert query_mean_ms(memory_hit_ratio(int(most) + 20, 20, 600, 0.5), 1.2, 10.0) > 3.0


def test_ends() -> None:
    assert rows_for(1.0, 20, 600, 0.5, 1.2, 10.0) == 0
    assert rows_for(11.2, 20, 600, 0.0, 1.2, 10.0) == math.inf
    assert memory_hit_ratio(1, 20, 0, 0.5) == 0
    assert query_mean_ms(1.0, 1.2, 10.0) == 1.2
    with pytest.raises(ValueError, match="rows must be at most 20,000,000, not 20,000,001"):
        memory_hit_ratio(20_000_001, 20, 1, 0.5)
    with pytest.raises(ValueError, match="rows_per_page"):
        knee_rows(0, 1)
    with pytest.raises(ValueError, match="memory_pages"):
        memory_hit_ratio(1, 1, -1, 0.5)
    with pytest.raises(ValueError, match="hit must be"):
        query_mean_ms(1.5, 1.0, 1.0)
    with pytest.raises(ValueError, match="target_ms"):
        rows_for(-1.0, 1, 1, 0.5, 1.0, 1.0)
