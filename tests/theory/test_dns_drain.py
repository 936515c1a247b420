"""Old answers after a change of the record, against a resolver that is asked question by question."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.theory.dns_drain import (
    authority_rps,
    hit_share,
    lookup_mean_s,
    old_share,
    old_share_at_most,
    old_share_mean,
)

RATE = st.floats(1e-4, 1e4)
TTL = st.floats(0.1, 1e5)
PART = st.floats(0, 1)


def play(rate_rps: float, ttl_s: float, questions: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When each question was asked, and when what answered it had been fetched."""
    asked_s = np.random.default_rng(seed).exponential(1 / rate_rps, questions).cumsum()
    fetched_s, from_s = -math.inf, []
    for now_s in asked_s.tolist():
        if now_s >= fetched_s + ttl_s:
            fetched_s = now_s
        from_s.append(fetched_s)
    return asked_s, np.array(from_s)


@pytest.mark.parametrize(("rate_rps", "ttl_s"), [(0.2, 2.0), (1.0, 2.0), (5.0, 2.0)])
def test_a_resolver_played_through(rate_rps: float, ttl_s: float) -> None:
    # the record changes every three lives, long after the last change has drained
    asked_s, from_s = play(rate_rps, ttl_s, 200_000, seed=5)
    since_s = asked_s % (3 * ttl_s)
    old = from_s < asked_s - since_s
    assert not old[since_s >= ttl_s].any()
    for early_s, late_s in ((0.0, 0.4), (0.9, 1.1), (1.5, 1.9)):
        there = (since_s >= early_s) & (since_s < late_s)
        # the share falls in a straight line, so its mean is that of the middle; at least 6600 questions, of which those
        # of one change go together: a standard error of 0.007 at most
        expected = old_share((early_s + late_s) / 2, rate_rps, ttl_s)
        assert old[there].mean() == pytest.approx(expected, abs=0.025)
    misses = from_s == asked_s
    assert hit_share(rate_rps, ttl_s) == pytest.approx(1 - misses.mean(), abs=0.01)
    assert authority_rps(rate_rps, ttl_s) == pytest.approx(misses.sum() / asked_s[-1], rel=0.01)
    took_s = np.where(misses, 0.12, 0.002).mean()
    assert lookup_mean_s(rate_rps, ttl_s, 0.002, 0.12) == pytest.approx(took_s, rel=0.02)


def test_kinds_of_resolvers_that_are_drawn() -> None:
    # 60 000 users: each behind a resolver of some kind, one in five of which keeps for 9 s what should live for 3 s
    rng = np.random.default_rng(17)
    shares, rates_rps = np.array([0.5, 0.3, 0.2]), np.array([0.1, 1.0, 20.0])
    olds = []
    for kind, ttl_s in ((kind, ttl_s) for kind in range(3) for ttl_s in (3.0, 9.0)):
        asked_s, from_s = play(rates_rps[kind], ttl_s, 60_000, seed=kind)
        users = int(60_000 * shares[kind] * (0.2 if ttl_s > 3 else 0.8))
        changes_s = rng.uniform(20, asked_s[-1] - 20, users)
        held = np.searchsorted(asked_s, changes_s) - 1  # the last question before the change
        olds.append(from_s[held] + ttl_s > changes_s + 1.5)
    found = np.concatenate(olds).mean()
    expected = old_share_mean(1.5, 3.0, shares, rates_rps, violators=0.2, violator_ttl_s=9.0)
    # 60 000 coins: a standard error of 0.002
    assert expected == pytest.approx(found, abs=0.008)


@given(rate_rps=RATE, ttl_s=TTL, part=PART)
def test_bounds(rate_rps: float, ttl_s: float, part: float) -> None:
    since_s = part * ttl_s
    found = old_share(since_s, rate_rps, ttl_s)
    assert 0 <= found <= old_share_at_most(since_s, ttl_s) + 1e-12
    assert old_share(since_s, rate_rps * 2, ttl_s) >= found
    assert old_share(since_s, rate_rps, ttl_s * 1.5) >= found
    assert old_share(0.0, rate_rps, ttl_s) == pytest.approx(hit_share(rate_rps, ttl_s))
    assert authority_rps(rate_rps, ttl_s) <= min(rate_rps, 1 / ttl_s)
    assert authority_rps(rate_rps, ttl_s) == pytest.approx(rate_rps * (1 - hit_share(rate_rps, ttl_s)), rel=1e-5)
    assert 0.001 <= lookup_mean_s(rate_rps, ttl_s, 0.001, 0.1) <= 0.1


@given(ttl_s=TTL, part=st.floats(0, 3), violators=PART, longer=st.floats(1, 100))
def test_violators_only_make_it_worse(ttl_s: float, part: float, violators: float, longer: float) -> None:
    shares, rates_rps = np.array([0.25, 0.75]), np.array([2.0, 0.01])
    since_s = part * ttl_s
    obedient = old_share_mean(since_s, ttl_s, shares, rates_rps)
    late = old_share_mean(since_s, ttl_s, shares, rates_rps, violators, longer * ttl_s)
    never = old_share_mean(since_s, ttl_s, shares, rates_rps, violators)
    assert obedient <= late + 1e-12
    assert late <= never + 1e-12
    assert never == pytest.approx(violators + (1 - violators) * obedient)


def test_ends() -> None:
    assert old_share(0.0, 5.0, 0.0) == old_share(10.0, 5.0, 10.0) == old_share(1.0, 0.0, 10.0) == 0
    assert old_share(2.5, 1e9, 10.0) == pytest.approx(old_share_at_most(2.5, 10.0)) == pytest.approx(0.75)
    assert old_share_at_most(0.0, 0.0) == old_share_at_most(10.0, 10.0) == 0
    assert old_share(20.0, 0.1, 60.0) == pytest.approx(4 / 7)
    assert authority_rps(3.0, 0.0) == 3
    # those who never let go are still wrong a year later, unless nobody asks them
    shares = np.array([0.5, 0.5])
    assert old_share_mean(3e7, 60.0, shares, np.array([1.0, 0.0]), violators=0.1) == pytest.approx(0.05)
    assert old_share_mean(3e7, 60.0, shares, np.array([1.0, 2.0]), violators=0.1, violator_ttl_s=1e6) == 0


def test_bad_arguments_are_named() -> None:
    one = np.array([1.0])
    with pytest.raises(ValueError, match="since_s"):
        old_share(-1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="ttl_s"):
        old_share_at_most(1.0, math.inf)
    with pytest.raises(ValueError, match="violators"):
        old_share_mean(1.0, 1.0, one, one, violators=1.5)
    with pytest.raises(ValueError, match="violator_ttl_s must be at least the time to live of 5 s, not 3"):
        old_share_mean(1.0, 5.0, one, one, violators=0.1, violator_ttl_s=3.0)
    with pytest.raises(ValueError, match="shares must add up to 1"):
        old_share_mean(1.0, 1.0, 0.5 * one, one)
    with pytest.raises(ValueError, match=r"rates_rps must have as many entries as shares \(1\), not 2"):
        old_share_mean(1.0, 1.0, one, np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="miss_s"):
        lookup_mean_s(1.0, 1.0, 0.1, -1.0)
    with pytest.raises(ValueError, match="rate_rps"):
        authority_rps(-1.0, 1.0)
