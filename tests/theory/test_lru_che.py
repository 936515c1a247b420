"""Che's approximation against published figures, against a cache played through, and where it is exact."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.theory.lru_che import best_hit_ratio, characteristic_reads, hit_ratio, occupancies
from playground.theory.popularity import zipf

KEYS = 1_000_000
SIZES = [1_000, 10_000, 50_000, 100_000, 200_000]

# from section 15 of the customer's facts, where somebody else solved the same equation, to three digits:
# exponent -> hit ratio for each of SIZES
LRU = {
    0.64: [0.018, 0.078, 0.198, 0.292, 0.428],
    0.73: [0.050, 0.148, 0.294, 0.392, 0.523],
    0.83: [0.130, 0.276, 0.438, 0.531, 0.644],
    0.99: [0.384, 0.566, 0.703, 0.766, 0.832],
    1.2: [0.760, 0.875, 0.931, 0.950, 0.967],
    1.5: [0.966, 0.990, 0.996, 0.998, 0.999],
}
BEST = {
    0.64: [0.078, 0.186, 0.336, 0.433, 0.558],
    0.73: [0.137, 0.274, 0.434, 0.527, 0.640],
    0.83: [0.244, 0.406, 0.563, 0.645, 0.738],
    0.99: [0.502, 0.664, 0.780, 0.830, 0.881],
    1.2: [0.822, 0.910, 0.951, 0.965, 0.977],
}


@lru_cache(maxsize=1)
def million(exponent: float) -> NDArray[np.float64]:
    return zipf(KEYS, exponent)


@pytest.mark.parametrize(
    ("exponent", "size", "expected"),
    [(exponent, *pair) for exponent, row in LRU.items() for pair in zip(SIZES, row, strict=True)],
)
def test_the_figures_for_a_million_keys(exponent: float, size: int, expected: float) -> None:
    assert hit_ratio(million(exponent), size) == pytest.approx(expected, abs=0.0005001)


@pytest.mark.parametrize(
    ("exponent", "size", "expected"),
    [(exponent, *pair) for exponent, row in BEST.items() for pair in zip(SIZES, row, strict=True)],
)
def test_the_best_figures_for_a_million_keys(exponent: float, size: int, expected: float) -> None:
    assert best_hit_ratio(million(exponent), size) == pytest.approx(expected, abs=0.0005001)


def play(popularity: NDArray[np.float64], size: int, reads: int, seed: int) -> float:
    """Hit ratio of an LRU cache that is filled with `reads` reads and counted over as many more."""
    keys = np.random.default_rng(seed).choice(len(popularity), size=2 * reads, p=popularity)
    cache: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for place, key in enumerate(keys.tolist()):
        if key in cache:
            hits += place >= reads
            cache.move_to_end(key)
        else:
            cache[key] = None
            if len(cache) > size:
                cache.popitem(last=False)
    return hits / reads


@pytest.mark.parametrize(("exponent", "size"), [(0.64, 50), (0.83, 200), (0.99, 20), (1.2, 100), (1.5, 10)])
def test_a_cache_played_through(exponent: float, size: int) -> None:
    # 100 000 reads: a standard error of 0.0016 at most, and more than twice that for what the approximation leaves out
    popularity = zipf(1000, exponent)
    assert hit_ratio(popularity, size) == pytest.approx(play(popularity, size, 100_000, seed=7), abs=0.008)


@settings(deadline=None, max_examples=50)
@given(keys=st.integers(1, 300), exponent=st.floats(0, 3), size=st.integers(0, 300), seed=st.integers(0, 100))
def test_the_keys_present_fill_the_cache(keys: int, exponent: float, size: int, seed: int) -> None:
    popularity = zipf(keys, exponent)
    present = occupancies(popularity, size)
    assert present.sum() == pytest.approx(min(size, keys), rel=1e-9, abs=1e-9)
    assert np.all((present >= 0) & (present <= 1))
    assert np.all(np.diff(present) <= 0)
    assert hit_ratio(popularity, size) <= best_hit_ratio(popularity, size) + 1e-12
    shuffled = np.random.default_rng(seed).permutation(popularity)
    assert hit_ratio(shuffled, size) == pytest.approx(hit_ratio(popularity, size), rel=1e-9, abs=1e-12)
    assert best_hit_ratio(shuffled, size) == pytest.approx(best_hit_ratio(popularity, size), rel=1e-12)


@settings(deadline=None, max_examples=50)
@given(keys=st.integers(2, 300), exponent=st.floats(0.01, 2), size=st.integers(0, 299))
def test_more_room_hits_more_often(keys: int, exponent: float, size: int) -> None:
    size %= keys
    popularity = zipf(keys, exponent)
    assert hit_ratio(popularity, size + 1) > hit_ratio(popularity, size)
    assert characteristic_reads(popularity, size + 1) > characteristic_reads(popularity, size)


@settings(deadline=None, max_examples=50)
@given(keys=st.integers(1, 500), size=st.integers(0, 500))
def test_equal_keys_hit_as_often_as_there_is_room(keys: int, size: int) -> None:
    expected = min(1.0, size / keys)
    assert hit_ratio(zipf(keys, 0.0), size) == pytest.approx(expected, abs=1e-10)
    assert best_hit_ratio(zipf(keys, 0.0), size) == pytest.approx(expected, abs=1e-10)


def test_ends() -> None:
    popularity = np.array([0.5, 0.5, 0.0])
    assert hit_ratio(popularity, 0) == best_hit_ratio(popularity, 0) == characteristic_reads(popularity, 0) == 0
    assert characteristic_reads(popularity, 2) == math.inf
    assert occupancies(popularity, 2).tolist() == [1, 1, 0]
    assert hit_ratio(popularity, 9) == best_hit_ratio(popularity, 9) == 1
    # two keys of half the reads each, room for one: exp(-t/2) = 1/2
    assert characteristic_reads(popularity, 1) == pytest.approx(2 * math.log(2), rel=1e-11)
    # one key is next to everything: the search ends
    assert hit_ratio(zipf(30, 50.0), 5) == pytest.approx(1, abs=1e-12)


def test_what_may_not_be_asked() -> None:
    for wrong in ([0.5, 0.4], [1.5, -0.5], [math.nan, 1.0], [], [0.0], [[0.5, 0.5]]):
        for call in (hit_ratio, best_hit_ratio, occupancies):
            with pytest.raises(ValueError, match="popularity"):
                call(np.array(wrong), 1)
    with pytest.raises(ValueError, match="size"):
        hit_ratio(zipf(3, 1.0), -1)
