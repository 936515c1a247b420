"""Stampedes against races that are run, and against the asymptotic of Ramanujan's function."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.expiry_stampede import CALLS_UNDER_LOCK, calls_mean_if_constant, calls_mean_if_exponential


def play(rate_rps: float, rebuild_s: float, *, exponential: bool, longest: int, trials: int = 20_000) -> float:
    """Mean number of reads before the first rebuild ends, of at most `longest`."""
    rng = np.random.default_rng(5)
    gaps_s = rng.exponential(1 / rate_rps, (trials, longest))
    gaps_s[:, 0] = 0
    begins_s = gaps_s.cumsum(axis=1)
    ends_s = begins_s + (rng.exponential(rebuild_s, begins_s.shape) if exponential else rebuild_s)
    calls = (begins_s < ends_s.min(axis=1, keepdims=True)).sum(axis=1)
    assert calls.max() < longest  # nothing was cut off
    return float(calls.mean())


@pytest.mark.parametrize(("rate_rps", "rebuild_s", "longest"), [(0.5, 1.0, 30), (50.0, 0.2, 60), (400.0, 0.25, 120)])
def test_races_between_exponential_rebuilds(rate_rps: float, rebuild_s: float, longest: int) -> None:
    # the number of calls has a standard deviation of about half its mean: an error of 0.4 %, and four times that
    expected = play(rate_rps, rebuild_s, exponential=True, longest=longest)
    assert calls_mean_if_exponential(rate_rps, rebuild_s) == pytest.approx(expected, rel=0.016)


@pytest.mark.parametrize(("rate_rps", "rebuild_s", "longest"), [(0.5, 1.0, 30), (50.0, 0.2, 60)])
def test_constant_rebuilds(rate_rps: float, rebuild_s: float, longest: int) -> None:
    expected = play(rate_rps, rebuild_s, exponential=False, longest=longest)
    assert calls_mean_if_constant(rate_rps, rebuild_s) == pytest.approx(expected, rel=0.016)


@pytest.mark.parametrize("reads", [1e2, 1e3, 1e4, 1e5, 1e6])
def test_the_asymptotic(reads: float) -> None:
    # the term after these is √(π/2)/288 n^-1.5
    expected = math.sqrt(math.pi * reads / 2) + 1 / 3 + math.sqrt(math.pi / (2 * reads)) / 12 + 4 / (135 * reads)
    assert calls_mean_if_exponential(reads, 1.0) == pytest.approx(expected, rel=1e-13, abs=0.005 / reads**1.5)


@pytest.mark.parametrize("reads", [1, 2, 7, 30])
def test_whole_numbers_by_a_finite_sum(reads: int) -> None:
    # R(n) = n! e^n / n^n - Q(n), with the finite sum Q(n) = 1 + (n-1)/n + (n-1)(n-2)/n^2 + ...
    finite = math.fsum(math.perm(reads, k) / reads**k for k in range(1, reads + 1))
    expected = math.factorial(reads) * math.exp(reads) / reads**reads - finite
    assert calls_mean_if_exponential(float(reads), 1.0) == pytest.approx(expected, rel=1e-11)


@settings(deadline=None, max_examples=50)
@given(rate_rps=st.floats(0.001, 1e4), rebuild_s=st.floats(0.001, 10))
def test_overtaking_ends_the_stampede_sooner(rate_rps: float, rebuild_s: float) -> None:
    exponential = calls_mean_if_exponential(rate_rps, rebuild_s)
    assert CALLS_UNDER_LOCK < exponential < calls_mean_if_constant(rate_rps, rebuild_s)
    assert calls_mean_if_exponential(rate_rps * 1.1, rebuild_s) > exponential


def test_ends() -> None:
    assert calls_mean_if_exponential(0.0, 1.0) == calls_mean_if_constant(0.0, 1.0) == CALLS_UNDER_LOCK == 1
    assert calls_mean_if_constant(1000.0, 0.1) == 101
    assert calls_mean_if_exponential(1000.0, 0.1) == pytest.approx(12.88, abs=0.005)
    for call in (calls_mean_if_constant, calls_mean_if_exponential):
        with pytest.raises(ValueError, match="rebuild_s"):
            call(1.0, -1.0)
        with pytest.raises(ValueError, match="rate_rps"):
            call(math.inf, 1.0)
