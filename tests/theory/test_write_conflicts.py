"""Conflicts of two sites that both write, against streams of writes that are counted pair by pair."""

from __future__ import annotations

import math
from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.theory.popularity import zipf
from playground.theory.write_conflicts import (
    conflicts_rps,
    lost_updates_rps,
    overwritten_rps,
    share_in_conflict,
    share_in_conflict_mean,
)

RATES = [(3.0, 3.0, 0.1), (10.0, 2.0, 0.2), (0.5, 4.0, 0.05), (8.0, 8.0, 0.5)]
RATE = st.floats(1e-3, 1e3)
DELAY = st.floats(0, 100)


def streams(here_rps: float, there_rps: float, until_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """When each of the two writes to one key."""
    rng = np.random.default_rng(41)
    here, there = (np.sort(rng.uniform(0, until_s, rng.poisson(rate * until_s))) for rate in (here_rps, there_rps))
    return here, there


def others(
    at_s: NDArray[np.float64], there_s: NDArray[np.float64], before_s: float, after_s: float
) -> NDArray[np.intp]:
    """How many writes of the other site fall into the window around each write."""
    return np.searchsorted(there_s, at_s + after_s) - np.searchsorted(there_s, at_s - before_s)


def kept(here_s: NDArray[np.float64], there_s: NDArray[np.float64], delay_s: float) -> int:
    """Writes that the last one descends from, itself among them: each builds on the newest that its site knew."""
    writes = here_s.tolist(), there_s.tolist()
    site = int(writes[1][-1] > writes[0][-1])
    at_s, count = writes[site][-1], 0
    while at_s > -math.inf:
        count += 1
        own_s, far_s = newest_s(writes[site], at_s), newest_s(writes[1 - site], at_s - delay_s)
        site = site if own_s > far_s else 1 - site
        at_s = max(own_s, far_s)
    return count


def newest_s(writes_s: list[float], before_s: float) -> float:
    place = bisect_left(writes_s, before_s)
    return writes_s[place - 1] if place else -math.inf


@pytest.mark.parametrize(("here_rps", "there_rps", "delay_s"), RATES)
def test_streams_that_are_counted(here_rps: float, there_rps: float, delay_s: float) -> None:
    here_s, there_s = streams(here_rps, there_rps, until_s=10_000.0)
    here, there = np.array([here_rps]), np.array([there_rps])
    met = others(here_s, there_s, delay_s, delay_s)
    # the rarest is 2000 pairs, some of which share a write: a standard error of 2 %, and of 0.006 for the shares
    assert conflicts_rps(here, there, delay_s) == pytest.approx(met.sum() / 10_000, rel=0.07)
    assert share_in_conflict(there_rps, delay_s) == pytest.approx((met > 0).mean(), abs=0.025)
    unseen_here = (others(here_s, there_s, 0, delay_s) > 0).sum()
    unseen_there = (others(there_s, here_s, 0, delay_s) > 0).sum()
    assert overwritten_rps(here, there, delay_s) == pytest.approx((unseen_here + unseen_there) / 10_000, rel=0.07)


@pytest.mark.parametrize(("here_rps", "there_rps", "delay_s"), RATES)
def test_lost_updates_by_following_the_last_write_back(here_rps: float, there_rps: float, delay_s: float) -> None:
    here_s, there_s = streams(here_rps, there_rps, until_s=2_000.0)
    lost = here_s.size + there_s.size - kept(here_s, there_s, delay_s)
    # some 340 lost at the least, in clusters: a standard error of 5 %
    expected = lost_updates_rps(np.array([here_rps]), np.array([there_rps]), delay_s)
    assert expected == pytest.approx(lost / 2_000, rel=0.12)


def test_five_writes_by_hand() -> None:
    # with a delay of 1: b at 0.5 has not seen a at 0, but c at 0.9, of a's site, has; b is lost. Later both know all.
    assert kept(np.array([0.0, 0.9]), np.array([0.5]), 1.0) == 2
    assert kept(np.array([0.0, 0.9, 4.0]), np.array([0.5, 2.5]), 1.0) == 4
    assert kept(np.array([0.0]), np.array([0.5]), 1.0) == 1
    assert kept(np.array([0.0]), np.array([1.5]), 1.0) == 2


def test_many_keys_are_each_on_their_own() -> None:
    rng = np.random.default_rng(43)
    popularity = zipf(30, 0.9)
    here_rps, there_rps, delay_s, until_s = 20.0, 12.0, 0.1, 3_000.0
    writes = [rng.uniform(0, until_s, rng.poisson(rate * until_s)) for rate in (here_rps, there_rps)]
    keys = [rng.choice(30, size=at_s.size, p=popularity) for at_s in writes]
    met = np.concatenate(
        [
            others(np.sort(writes[0][keys[0] == key]), np.sort(writes[1][keys[1] == key]), delay_s, delay_s)
            for key in range(30)
        ]
    )
    assert share_in_conflict_mean(popularity, there_rps, delay_s) == pytest.approx((met > 0).mean(), abs=0.006)
    found = conflicts_rps(here_rps * popularity, there_rps * popularity, delay_s)
    assert found == pytest.approx(met.sum() / until_s, rel=0.04)


@given(here_rps=RATE, there_rps=RATE, delay_s=DELAY)
def test_bounds(here_rps: float, there_rps: float, delay_s: float) -> None:
    here, there = np.array([here_rps]), np.array([there_rps])
    pairs = conflicts_rps(here, there, delay_s)
    overwritten = overwritten_rps(here, there, delay_s)
    lost = lost_updates_rps(here, there, delay_s)
    # one pair for each write that is overwritten at least, and what is lost was overwritten
    assert lost <= overwritten * (1 + 1e-9)
    assert overwritten <= pairs * (1 + 1e-9)
    assert overwritten <= here_rps + there_rps
    # no more than two for each write of the quieter site: one is a site's own, and one of the other's that it hid
    assert lost <= 2 * min(here_rps, there_rps) * (1 + 1e-9)
    assert lost == pytest.approx(lost_updates_rps(there, here, delay_s))
    assert 0 <= share_in_conflict(there_rps, delay_s) <= min(1.0, 2 * there_rps * delay_s)


@given(rate_rps=st.floats(0.1, 100), keys=st.integers(1, 50), delay_s=st.floats(0, 10))
def test_spread_over_keys_they_meet_less(rate_rps: float, keys: int, delay_s: float) -> None:
    even = np.full(keys, 1 / keys)
    assert share_in_conflict_mean(even, rate_rps, delay_s) <= share_in_conflict(rate_rps, delay_s) + 1e-12
    one = conflicts_rps(np.array([rate_rps]), np.array([rate_rps]), delay_s)
    assert conflicts_rps(rate_rps * even, rate_rps * even, delay_s) == pytest.approx(one / keys)
    assert share_in_conflict_mean(even, rate_rps, delay_s) == pytest.approx(share_in_conflict(rate_rps / keys, delay_s))


def test_ends() -> None:
    here, there = np.array([3.0, 0.0]), np.array([2.0, 5.0])
    for count in (conflicts_rps, overwritten_rps, lost_updates_rps):
        assert count(here, there, 0.0) == 0
        # rare: each pair costs one write
        assert count(here, there, 1e-6) == pytest.approx(2 * 3 * 2 * 1e-6, rel=1e-4)
        # where only one site writes to a key, nobody meets
        assert count(np.array([3.0, 0.0]), np.array([0.0, 5.0]), 9.0) == 0
    # a delay without end: all meet, and what stands is of the busier site alone, key by key
    assert overwritten_rps(here, there, 1e4) == pytest.approx(5)
    assert lost_updates_rps(here, there, 1e4) == pytest.approx(2)
    assert share_in_conflict(0.0, 9.0) == 0
    assert share_in_conflict_mean(np.array([1.0]), 2.0, 0.1) == share_in_conflict(2.0, 0.1)


def test_bad_arguments_are_named() -> None:
    one = np.array([1.0])
    for count in (conflicts_rps, overwritten_rps, lost_updates_rps):
        with pytest.raises(ValueError, match="delay_s"):
            count(one, one, -1.0)
        with pytest.raises(ValueError, match=r"there_rps must have as many entries as here_rps \(1\), not 2"):
            count(one, np.array([1.0, 2.0]), 1.0)
        with pytest.raises(ValueError, match="there_rps must be a row"):
            count(one, 0 * one, 1.0)
    with pytest.raises(ValueError, match="there_rps"):
        share_in_conflict(-1.0, 1.0)
    with pytest.raises(ValueError, match="popularity"):
        share_in_conflict_mean(np.array([0.5]), 1.0, 1.0)
