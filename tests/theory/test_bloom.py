"""Bloom filters against one that is filled and asked, and against the usual table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.bloom import best_hashes, bits_per_item, false_share, false_share_at, fill_mean


@pytest.mark.parametrize(("items", "bits", "hashes"), [(5000, 40_000, 5), (5000, 40_000, 1), (20_000, 60_000, 4)])
def test_a_filter_that_is_filled_and_asked(items: int, bits: int, hashes: int) -> None:
    rng = np.random.default_rng(17)
    is_set = np.zeros(bits, dtype=bool)
    is_set[rng.integers(bits, size=(items, hashes))] = True
    answers = is_set[rng.integers(bits, size=(200_000, hashes))].all(axis=1)
    fill = float(is_set.mean())
    assert fill == pytest.approx(fill_mean(items, bits, hashes), rel=0.01)
    # four standard errors of 200 000 questions
    own = false_share_at(fill, hashes)
    assert answers.mean() == pytest.approx(own, abs=4 * math.sqrt(own * (1 - own) / 200_000))
    assert false_share(items, bits, hashes) == pytest.approx(own, rel=0.05)


@pytest.mark.parametrize(
    ("bits_each", "hashes", "expected"),
    # bits for each item, hashes: as many texts print them, to three digits
    [(2, 1, 0.393), (4, 3, 0.147), (8, 5, 0.0217), (8, 6, 0.0216), (10, 7, 0.00819), (16, 11, 0.000459)],
)
def test_the_printed_table(bits_each: int, hashes: int, expected: float) -> None:
    assert false_share(1000, 1000 * bits_each, hashes) == pytest.approx(expected, rel=0.003)


@settings(deadline=None, max_examples=50)
@given(items=st.integers(1, 10**6), bits=st.integers(1, 10**8))
def test_no_number_of_hashes_is_better(items: int, bits: int) -> None:
    bits = min(bits, 60 * items)  # for more, the best number is above those that are tried
    best = false_share(items, bits, best_hashes(items, bits))
    assert best == min(false_share(items, bits, hashes) for hashes in range(1, 64))


@settings(deadline=None, max_examples=50)
@given(target_share=st.floats(1e-9, 0.3))
def test_the_bits_for_a_target_reach_it(target_share: float) -> None:
    items = 10_000
    bits = math.ceil(items * bits_per_item(target_share))
    reached = false_share(items, bits, best_hashes(items, bits))
    # hashes are whole, so a little is lost; a tenth fewer bits never do
    assert target_share * 0.999 <= reached <= target_share * 1.1
    fewer = math.floor(bits * 0.9)
    assert false_share(items, fewer, best_hashes(items, fewer)) > target_share


@settings(deadline=None, max_examples=50)
@given(items=st.integers(0, 10**6), bits=st.integers(1, 10**6), hashes=st.integers(1, 30))
def test_more_items_and_fewer_bits_are_worse(items: int, bits: int, hashes: int) -> None:
    assert false_share(items + 1, bits, hashes) >= false_share(items, bits, hashes)
    assert false_share(items, bits + 1, hashes) <= false_share(items, bits, hashes)


def test_ends() -> None:
    assert false_share(0, 10, 3) == false_share_at(0.0, 3) == 0
    assert false_share_at(1.0, 3) == 1
    assert false_share_at(0.5, 10) == 2**-10
    assert false_share(10**9, 10, 2) == 1
    assert best_hashes(1000, 10) == 1
    assert bits_per_item(0.01) == pytest.approx(9.585, abs=0.001)
    for wrong in (0.0, 1.0, math.nan):
        with pytest.raises(ValueError, match="target_share"):
            bits_per_item(wrong)
    with pytest.raises(ValueError, match="bits"):
        false_share(1, 0, 1)
    with pytest.raises(ValueError, match="hashes"):
        false_share(1, 10, 0)
    with pytest.raises(ValueError, match="fill"):
        false_share_at(1.1, 1)
