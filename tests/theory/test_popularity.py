"""Zipf's law: proportions by hand, and its two ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.popularity import zipf


def test_three_keys_by_hand() -> None:
    assert zipf(3, 1.0).tolist() == pytest.approx([6 / 11, 3 / 11, 2 / 11], rel=1e-15)
    assert zipf(2, 2.0).tolist() == pytest.approx([0.8, 0.2], rel=1e-15)


@settings(deadline=None, max_examples=50)
@given(keys=st.integers(1, 2000), exponent=st.floats(0, 3), place=st.integers(0, 1999))
def test_the_chances_are_a_power_of_the_place(keys: int, exponent: float, place: int) -> None:
    chances = zipf(keys, exponent)
    place %= keys
    assert chances.shape == (keys,)
    assert math.fsum(chances.tolist()) == pytest.approx(1, abs=1e-12)
    assert chances[0] / chances[place] == pytest.approx((place + 1) ** exponent, rel=1e-12)


def test_many_keys_against_the_zeta_function() -> None:
    # of all whole numbers, the first has 1 / zeta(2) = 6 / pi^2; the keys from 10^6 on weigh a millionth
    assert zipf(1_000_000, 2.0)[0] == pytest.approx(6 / math.pi**2, rel=1e-6)


def test_ends() -> None:
    assert np.all(zipf(4, 0.0) == 0.25)
    assert zipf(1, 0.9).tolist() == [1]
    assert zipf(3, 2000.0).tolist() == [1, 0, 0]
    with pytest.raises(ValueError, match="keys"):
        zipf(0, 1.0)
    for exponent in (-0.1, math.nan, math.inf):
        with pytest.raises(ValueError, match="exponent"):
            zipf(3, exponent)
