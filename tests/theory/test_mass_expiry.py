"""The misses after a mass expiry, against expiries and reads that are drawn, and where the sum is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.mass_expiry import jitter_gain, miss_rates_rps, peak_rps, peak_s
from playground.theory.popularity import zipf

RATES = st.lists(st.floats(0.001, 1000), min_size=1, max_size=20).map(np.array)


@pytest.mark.parametrize("jitter_s", [0.0, 0.5, 20.0])
def test_keys_that_are_drawn(jitter_s: float) -> None:
    rng = np.random.default_rng(3)
    rates_rps = 100 * zipf(60, 1.0)
    plantings = 4000
    shape = (plantings, len(rates_rps))
    misses_s = 10 + jitter_s * rng.random(shape) + rng.exponential(1 / rates_rps, shape)
    edges_s = np.linspace(9, 9 + jitter_s + 8, 41)
    counts, _ = np.histogram(misses_s, edges_s)
    # the mean rate in a bin, by the midpoints of its 50 parts
    parts_s = np.linspace(edges_s[0], edges_s[-1], 2001)
    rates_in_parts_rps = miss_rates_rps(rates_rps, 10.0, jitter_s, (parts_s[1:] + parts_s[:-1]) / 2)
    expected = rates_in_parts_rps.reshape(40, 50).mean(axis=1) * np.diff(edges_s) * plantings
    assert counts.sum() > 0.7 * misses_s.size
    # binomial counts, and half a percent for a jump inside a bin
    assert np.all(np.abs(counts - expected) <= 4 * np.sqrt(expected) + 0.005 * expected)


@settings(deadline=None, max_examples=50)
@given(rates_rps=RATES, jitter_s=st.floats(0.01, 100), ttl_s=st.floats(0, 100))
def test_nothing_is_above_the_peak(rates_rps: np.ndarray, jitter_s: float, ttl_s: float) -> None:
    times_s = np.linspace(0, ttl_s + 3 * jitter_s, 200)
    peak = peak_rps(rates_rps, jitter_s)
    around = miss_rates_rps(rates_rps, ttl_s, jitter_s, times_s)
    assert np.all(around <= peak * (1 + 1e-12))
    assert np.all(around[times_s < ttl_s] == 0)
    at_peak = miss_rates_rps(rates_rps, ttl_s, jitter_s, np.array([peak_s(ttl_s, jitter_s)]))
    assert at_peak[0] == pytest.approx(peak, rel=1e-9)


@settings(deadline=None, max_examples=50)
@given(rates_rps=RATES, jitter_s=st.floats(0.001, 100))
def test_more_jitter_lowers_the_peak(rates_rps: np.ndarray, jitter_s: float) -> None:
    assert peak_rps(rates_rps, 2 * jitter_s) < peak_rps(rates_rps, jitter_s) < rates_rps.sum()
    assert jitter_gain(rates_rps, jitter_s) > 1
    # no more than all keys missing evenly over the jitter
    assert peak_rps(rates_rps, jitter_s) <= len(rates_rps) / jitter_s * (1 + 1e-12)


@pytest.mark.parametrize("jitter_s", [0.0, 3.0])
def test_each_key_misses_once(jitter_s: float) -> None:
    rates_rps = np.array([0.5, 2.0, 8.0])
    edges_s = np.linspace(5, 60, 100_001)
    rate_rps = miss_rates_rps(rates_rps, 5.0, jitter_s, (edges_s[1:] + edges_s[:-1]) / 2)
    assert rate_rps.sum() * (edges_s[1] - edges_s[0]) == pytest.approx(3, rel=1e-6)


def test_jitter_helps_hot_keys_and_hardly_a_long_tail() -> None:
    # the same 1000 reads per second, and a jitter of a minute
    assert jitter_gain(np.full(10, 100.0), 60.0) == pytest.approx(6000, rel=1e-12)
    tail = jitter_gain(np.full(1_000_000, 0.001), 60.0)
    assert tail == pytest.approx(0.06 / -math.expm1(-0.06), rel=1e-12)
    assert tail < 1.031


def test_ends() -> None:
    rates_rps = np.array([3.0, 0.0, 4.0])
    assert peak_rps(rates_rps, 0.0) == 7
    assert peak_s(300.0, 0.0) == 300
    assert jitter_gain(rates_rps, 0.0) == 1
    assert peak_rps(rates_rps, 1e-9) == pytest.approx(7, rel=1e-7)
    assert miss_rates_rps(rates_rps, 5.0, 0.0, np.array([4.9, 5.0, 6.0])).tolist() == pytest.approx(
        [0, 7, 3 * math.exp(-3) + 4 * math.exp(-4)], rel=1e-12
    )
    for wrong in ([], [0.0], [-1.0], [math.nan]):
        with pytest.raises(ValueError, match="rates_rps"):
            peak_rps(np.array(wrong), 1.0)
    with pytest.raises(ValueError, match="jitter_s"):
        jitter_gain(rates_rps, -1.0)
    with pytest.raises(ValueError, match="ttl_s"):
        miss_rates_rps(rates_rps, -1.0, 0.0, np.array([1.0]))
