"""Hit ratios of a cache whose values expire, against one that is played through read by read."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.popularity import zipf
from playground.theory.ttl_cache import hit_ratio, mean_hit_ratio, share_fetched_under_lock, share_stopped

RATE = st.floats(1e-3, 1e4)
TTL = st.floats(0.01, 1e4)
PART = st.floats(0, 1)


def play(rate_rps: float, ttl_s: float, fetch_s: float, *, renews: bool, reads: int = 200_000) -> float:
    """The hit ratio of one key: every miss writes when its fetch ends."""
    hits, expires_s = 0, -1.0
    writes: deque[float] = deque()
    for now_s in np.random.default_rng(11).exponential(1 / rate_rps, reads).cumsum().tolist():
        while writes and writes[0] <= now_s:
            written_s = writes.popleft()
            if renews or written_s >= expires_s:
                expires_s = written_s + ttl_s
        if now_s < expires_s:
            hits += 1
        else:
            writes.append(now_s + fetch_s)
    return hits / reads


@pytest.mark.parametrize("renews", [False, True])
@pytest.mark.parametrize(
    ("rate_rps", "ttl_s", "fetch_s"),
    [(1.0, 0.5, 0.0), (1.0, 0.5, 0.5), (3.0, 1.0, 0.2), (10.0, 0.3, 0.3), (40.0, 0.2, 0.1), (0.2, 3.0, 2.0)],
)
def test_a_key_played_through(rate_rps: float, ttl_s: float, fetch_s: float, renews: bool) -> None:
    # hits of different cycles are independent: the standard error is 0.002 at most
    expected = play(rate_rps, ttl_s, fetch_s, renews=renews)
    assert hit_ratio(rate_rps, ttl_s, fetch_s, renews=renews) == pytest.approx(expected, abs=0.005)


def test_whether_writes_renew_matters_where_the_fetch_is_long() -> None:
    # 10 reads in a fetch, 10 in a life, and the one that began the cycle; writes that renew keep the value for another
    # 9 reads, as the last of the fetches begins a read's time before the first one ends
    assert hit_ratio(10.0, 1.0, 1.0) == pytest.approx(10 / 21, rel=1e-12)
    assert hit_ratio(10.0, 1.0, 1.0, renews=True) == pytest.approx((19 + math.exp(-10)) / (30 + math.exp(-10)))


@settings(deadline=None, max_examples=50)
@given(rate_rps=RATE, ttl_s=TTL, part=PART, renews=st.booleans())
def test_more_reads_and_longer_lives_hit_more_often(rate_rps: float, ttl_s: float, part: float, renews: bool) -> None:
    fetch_s = part * ttl_s
    ratio = hit_ratio(rate_rps, ttl_s, fetch_s, renews=renews)
    assert 0 < ratio < 1
    assert hit_ratio(rate_rps * 1.5, ttl_s, fetch_s, renews=renews) > ratio
    assert hit_ratio(rate_rps, ttl_s * 1.5, fetch_s, renews=renews) > ratio
    assert ratio <= hit_ratio(rate_rps, ttl_s) + 1e-12
    assert ratio >= hit_ratio(rate_rps, ttl_s, fetch_s) - 1e-12


@settings(deadline=None, max_examples=50)
@given(rate_rps=RATE, ttl_s=TTL, part=PART)
def test_a_lock_saves_what_misses_during_a_fetch(rate_rps: float, ttl_s: float, part: float) -> None:
    fetch_s = part * ttl_s
    with_lock = share_fetched_under_lock(rate_rps, ttl_s, fetch_s)
    without = 1 - hit_ratio(rate_rps, ttl_s, fetch_s)
    assert without / with_lock == pytest.approx(1 + rate_rps * fetch_s, rel=1e-5)


def test_many_keys_are_each_on_their_own() -> None:
    popularity = zipf(50, 0.8)
    expected = math.fsum(p * hit_ratio(200 * p, 3.0, 0.5, renews=True) for p in popularity.tolist())
    assert mean_hit_ratio(popularity, 200.0, 3.0, 0.5, renews=True) == pytest.approx(expected, rel=1e-12)
    assert mean_hit_ratio(np.array([1.0]), 7.0, 3.0) == pytest.approx(21 / 22, rel=1e-12)
    assert mean_hit_ratio(popularity, 0.0, 3.0) == 0


@settings(deadline=None, max_examples=50)
@given(rate_rps=RATE, ttl_s=TTL, missing_keys=st.integers(1, 10**9))
def test_null_caching_stops_its_share(rate_rps: float, ttl_s: float, missing_keys: int) -> None:
    reads = rate_rps * ttl_s
    assert share_stopped(rate_rps, ttl_s, missing_keys) == pytest.approx(reads / (missing_keys + reads), rel=1e-9)


def test_null_caching_helps_against_few_keys_only() -> None:
    assert share_stopped(1000.0, 60.0, 100) == pytest.approx(600 / 601, rel=1e-12)
    assert share_stopped(1000.0, 60.0, 60_000) == pytest.approx(0.5, rel=1e-12)
    assert share_stopped(1000.0, 60.0, 10**9) < 0.0001


def test_ends() -> None:
    assert hit_ratio(0.0, 5.0, 1.0) == hit_ratio(5.0, 0.0) == 0
    assert hit_ratio(0.0, 5.0, 1.0, renews=True) == 0
    assert share_fetched_under_lock(0.0, 5.0, 1.0) == 1
    for renews in (False, True):
        with pytest.raises(ValueError, match="fetch_s must be at most the 1 s"):
            hit_ratio(1.0, 1.0, 1.1, renews=renews)
    with pytest.raises(ValueError, match="rate_rps"):
        hit_ratio(-1.0, 1.0)
    with pytest.raises(ValueError, match="ttl_s"):
        hit_ratio(1.0, math.inf)
    with pytest.raises(ValueError, match="missing_keys"):
        share_stopped(1.0, 1.0, 0)
    with pytest.raises(ValueError, match="popularity"):
        mean_hit_ratio(np.array([0.5]), 1.0, 1.0)
