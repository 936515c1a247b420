"""Availability against every combination of parts that are up or down."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory import availability

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=7)


def counted(needed: int, shares: list[float]) -> float:
    return math.fsum(
        math.prod(one if up else 1 - one for up, one in zip(ups, shares, strict=True))
        for ups in product((True, False), repeat=len(shares))
        if sum(ups) >= needed
    )


@given(shares=SHARES)
def test_every_combination(shares: list[float]) -> None:
    assert availability.series(shares) == pytest.approx(counted(len(shares), shares), abs=1e-12)
    assert availability.parallel(shares) == pytest.approx(counted(1, shares), abs=1e-12)
    for needed in range(len(shares) + 1):
        assert availability.n_of_unequal(needed, shares) == pytest.approx(counted(needed, shares), abs=1e-12)


@given(parts=st.integers(1, 9), available=st.floats(0, 1))
def test_equal_parts(parts: int, available: float) -> None:
    for needed in range(parts + 1):
        expected = counted(needed, [available] * parts)
        assert availability.n_of_m(needed, parts, available) == pytest.approx(expected, abs=1e-11)
    assert availability.n_of_m(1, parts, available) == pytest.approx(availability.parallel([available] * parts))
    assert availability.n_of_m(parts, parts, available) == pytest.approx(
        availability.series([available] * parts), abs=1e-11
    )


def test_many_parts() -> None:
    for needed in (4900, 4990, 5000):
        exact = availability.n_of_unequal(needed, [0.99] * 5000)
        assert availability.n_of_m(needed, 5000, 0.99) == pytest.approx(exact, abs=1e-9)


def test_two_of_three() -> None:
    """3a² - 2a³. Source: Barlow and Proschan, 1975, chapter 1."""
    assert availability.n_of_m(2, 3, 0.9) == pytest.approx(0.972)


def test_of_times_is_the_share_of_the_time_a_part_is_up() -> None:
    assert availability.of_times(99.0, 1.0) == 0.99
    assert availability.of_times(5.0, 0.0) == 1.0
    rng = np.random.Generator(np.random.PCG64(1))
    up, down = rng.exponential(300, 200_000).sum(), rng.exponential(20, 200_000).sum()
    assert up / (up + down) == pytest.approx(availability.of_times(300, 20), abs=0.001)


def test_downtime() -> None:
    assert availability.downtime_min_per_year(0.999) == pytest.approx(525.96)
    assert availability.downtime_min_per_year(1.0) == 0


def test_bad_values_are_named() -> None:
    with pytest.raises(ValueError, match="part 2"):
        availability.series([0.9, 1.1])
    with pytest.raises(ValueError, match="parts"):
        availability.parallel([])
    with pytest.raises(ValueError, match="needed must be at most parts"):
        availability.n_of_m(4, 3, 0.9)
    with pytest.raises(ValueError, match="needed"):
        availability.n_of_unequal(2, [0.9])
    with pytest.raises(ValueError, match="mtbf_s"):
        availability.of_times(0, 1)
