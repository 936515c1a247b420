"""The prelude: a run begins in the middle of a day, so a cache hits from its first second as often as later on."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from playground.design.design import Start, WebSystem
from playground.design.workload import Popularity
from playground.run import run
from playground.theory.popularity import zipf
from playground.theory.ttl_cache import mean_hit_ratio
from tests.agree.one_cache import cached, one_cache

RATE_RPS, KEYS, EXPONENT = 400.0, 2000, 0.9
SECONDS, SEEDS = 20, 30
POPULARITY = Popularity(keys=KEYS, zipf_exponent=EXPONENT)


def design(items: int, ttl_s: float, start: Start) -> WebSystem:
    return one_cache(RATE_RPS, float(SECONDS), POPULARITY, cached(items, ttl_s), start=start)


@cache
def ratios(items: int, ttl_s: float, start: Start = Start.NORMAL) -> np.ndarray:
    """(SEEDS, 2) hit ratio of the first and of the second half of each run."""
    rows = []
    for seed in range(1, SEEDS + 1):
        (found,) = run(design(items, ttl_s, start), seed=seed).caches
        half = len(found.hits_in) // 2
        hits = np.array([found.hits_in[:half].sum(), found.hits_in[half:].sum()])
        misses = np.array([found.misses_in[:half].sum(), found.misses_in[half:].sum()])
        assert hits.sum() == found.hits
        assert misses.sum() == found.misses
        rows.append(hits / (hits + misses))
    return np.array(rows)


@pytest.mark.parametrize(
    ("items", "ttl_s"),
    [(50, 0.0), (200, 0.0), (800, 0.0), (KEYS, 3.0), (KEYS, 30.0), (200, 2.0), (50, 2.6), (200, 12.0)],
)
def test_the_first_seconds_are_like_the_later_ones(items: int, ttl_s: float) -> None:
    """Within four standard errors of the difference, from replications."""
    change = np.diff(ratios(items, ttl_s), axis=1)[:, 0]
    assert abs(change.mean()) < 4 * change.std(ddof=1) / math.sqrt(SEEDS)


@pytest.mark.parametrize("ttl_s", [3.0, 30.0])
def test_a_time_to_live_costs_what_renewal_theory_says(ttl_s: float) -> None:
    found = ratios(KEYS, ttl_s).mean(axis=1)
    theory = mean_hit_ratio(zipf(KEYS, EXPONENT), RATE_RPS, ttl_s)
    assert abs(found.mean() - theory) < 4 * found.std(ddof=1) / math.sqrt(SEEDS)


def test_a_cold_start_has_to_learn() -> None:
    first, second = ratios(800, 0.0, Start.COLD).mean(axis=0)
    assert first < second - 0.02
    assert first < ratios(800, 0.0).mean() - 0.05


def test_nothing_expires_in_lock_step() -> None:
    """Without stationary ages everything would expire at 3, 6, 9 ... s and the ratio would swing."""
    total = np.zeros(SECONDS)
    asked = np.zeros(SECONDS)
    for seed in range(1, 11):
        (found,) = run(design(KEYS, 3.0, Start.NORMAL), seed=seed).caches
        per_second = len(found.hits_in) // SECONDS
        total += found.hits_in.reshape(SECONDS, per_second).sum(axis=1)
        asked += (found.hits_in + found.misses_in).reshape(SECONDS, per_second).sum(axis=1)
    ratio = total / asked
    chance = ratio.mean()
    assert (np.abs(ratio - chance) < 5 * np.sqrt(chance * (1 - chance) / asked)).all()
