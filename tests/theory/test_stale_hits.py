"""Stale hits of a cache whose values only expire, against one that is played through."""

from __future__ import annotations

import numpy as np
import pytest

from playground.theory.stale_hits import hit_ratio_with_delete, stale_age_mean_s, stale_share


@pytest.mark.parametrize(("read_rps", "write_rps", "ttl_s"), [(5.0, 5.0, 0.5), (50.0, 1.0, 2.0), (3.0, 0.2, 10.0)])
def test_a_cache_played_through(read_rps: float, write_rps: float, ttl_s: float) -> None:
    chance = np.random.default_rng(3)
    reads = chance.exponential(1 / read_rps, 300_000).cumsum()
    writes = chance.exponential(1 / write_rps, int(reads[-1] * write_rps * 1.2) + 100).cumsum()
    since, hits, ages = -np.inf, 0, []
    for now in reads:
        if now >= since + ttl_s:
            since = now
            continue
        hits += 1
        first = writes[np.searchsorted(writes, since)]
        if first < now:
            ages.append(now - first)
    assert len(ages) / hits == pytest.approx(stale_share(write_rps, ttl_s), rel=0.02)
    assert np.mean(ages) == pytest.approx(stale_age_mean_s(write_rps, ttl_s), rel=0.02)


def test_the_ends() -> None:
    assert stale_share(0.0, 1.0) == 0.0
    assert stale_share(1e6, 1.0) == pytest.approx(1.0, abs=1e-5)
    assert stale_share(1e-6, 1.0) == pytest.approx(0.5e-6, rel=1e-3)
    assert stale_age_mean_s(1e6, 1.0) == pytest.approx(0.5, rel=1e-3)
    assert hit_ratio_with_delete(5.0, 0.0, 2.0) == pytest.approx(10 / 11)
    assert hit_ratio_with_delete(5.0, 1e6, 2.0) == pytest.approx(5e-6, rel=1e-3)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="ttl_s must be more than 0"):
        stale_share(1.0, 0.0)
    with pytest.raises(ValueError, match="write_rps must be 0 or more"):
        stale_share(-1.0, 1.0)
    with pytest.raises(ValueError, match="write_rps must be more than 0"):
        stale_age_mean_s(0.0, 1.0)
