"""Stale reads against writes that are drawn and looked back at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.stale_reads import stale_age_mean_s, stale_share


def test_reads_that_look_back() -> None:
    rng = np.random.default_rng(29)
    write_rps, lag_s = 12.0, 0.1
    written_s = rng.exponential(1 / write_rps, 600_000).cumsum()
    reads_s = np.sort(rng.uniform(1, written_s[-1] - 1, 400_000))
    oldest = np.searchsorted(written_s, reads_s - lag_s, side="right")
    ages_s = reads_s - written_s[oldest]
    stale = ages_s > 0
    assert stale_share(write_rps, lag_s) == pytest.approx(stale.mean(), abs=0.004)
    assert stale_age_mean_s(write_rps, lag_s) == pytest.approx(ages_s[stale].mean(), rel=0.005)


@settings(deadline=None, max_examples=100)
@given(write_rps=st.floats(1e-6, 1e4), lag_s=st.floats(1e-6, 1e3))
def test_bounds(write_rps: float, lag_s: float) -> None:
    """Rare writes are as old as chance has it, half the lag; with many there is always one as old as the lag."""
    assert 0 < stale_share(write_rps, lag_s) <= min(1.0, write_rps * lag_s)
    assert lag_s / 2 * (1 - 1e-9) <= stale_age_mean_s(write_rps, lag_s) <= lag_s


def test_ends() -> None:
    assert stale_share(0.0, 5.0) == stale_share(5.0, 0.0) == 0
    assert stale_share(1.0, math.log(2)) == pytest.approx(0.5)
    assert stale_age_mean_s(1e6, 2.0) == pytest.approx(2.0)
    # the series below 0.0001 writes and the formula above it meet
    below, above = stale_age_mean_s(0.99e-4, 1.0), stale_age_mean_s(1.01e-4, 1.0)
    assert 0.5 < below < above < 0.50001
    with pytest.raises(ValueError, match="write_rps"):
        stale_share(-1.0, 1.0)
    with pytest.raises(ValueError, match="lag_s"):
        stale_age_mean_s(1.0, 0.0)
