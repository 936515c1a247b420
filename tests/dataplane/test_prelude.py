"""The prelude: a run begins in the middle of a day, so a cache hits from its first second as often as later on."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.endpoint import Call, Endpoint
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Workload
from playground.run import run

RATE_RPS, KEYS, EXPONENT = 400.0, 2000, 0.9
SECONDS, SEEDS = 20, 30
AT_ONCE = Deterministic(mean_ms=0.0)
WEIGHTS = np.arange(1, KEYS + 1) ** -EXPONENT
POPULARITY = WEIGHTS / WEIGHTS.sum()


def one_cache(items: int, ttl_s: float, start: Start) -> WebSystem:
    """Pages that ask one cache once and do nothing else; whatever it misses is there at the same instant."""
    page = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)
    return WebSystem(
        seconds=float(SECONDS),
        warmup_s=0.0,
        start=start,
        workload=Workload(
            rate_rps=RATE_RPS,
            write_share=0.0,
            endpoints=(page,),
            bundle_kb=0.0,
            popularity=Popularity(keys=KEYS, zipf_exponent=EXPONENT),
        ),
        web=Web(cache_items=items, cache_ttl_s=ttl_s, cache_work_ms=0.0),
        database=Database(read=AT_ONCE, own_machine=False, hop_ms=0.0),
    )


@cache
def ratios(items: int, ttl_s: float, start: Start = Start.NORMAL) -> np.ndarray:
    """(SEEDS, 2) hit ratio of the first and of the second half of each run."""
    rows = []
    for seed in range(1, SEEDS + 1):
        (found,) = run(one_cache(items, ttl_s, start), seed=seed).caches
        half = len(found.hits_in) // 2
        hits = np.array([found.hits_in[:half].sum(), found.hits_in[half:].sum()])
        misses = np.array([found.misses_in[:half].sum(), found.misses_in[half:].sum()])
        assert hits.sum() == found.hits
        assert misses.sum() == found.misses
        rows.append(hits / (hits + misses))
    return np.array(rows)


def che(items: int) -> float:
    """The hit ratio of least recently used: Che, Tung, Wang, IEEE JSAC 20(7), 2002. Bisection for the cache's time."""
    low, high = 0.0, 1e9
    for _ in range(200):
        middle = (low + high) / 2
        held = -np.expm1(-POPULARITY * middle).sum()
        low, high = (middle, high) if held < items else (low, middle)
    return float((POPULARITY * -np.expm1(-POPULARITY * low)).sum())


def renewal(ttl_s: float) -> float:
    """The hit ratio of a cache with room for all: after each miss a key is hit for its time to live."""
    asked = RATE_RPS * POPULARITY * ttl_s
    return float((POPULARITY * asked / (1 + asked)).sum())


@pytest.mark.parametrize(("items", "ttl_s"), [(50, 0.0), (200, 0.0), (800, 0.0), (KEYS, 3.0), (KEYS, 30.0), (200, 2.0)])
def test_the_first_seconds_are_like_the_later_ones(items: int, ttl_s: float) -> None:
    """Within four standard errors of the difference, from replications."""
    change = np.diff(ratios(items, ttl_s), axis=1)[:, 0]
    assert abs(change.mean()) < 4 * change.std(ddof=1) / math.sqrt(SEEDS)


@pytest.mark.parametrize("items", [50, 200, 800])
def test_least_recently_used_hits_as_often_as_che_says(items: int) -> None:
    """His approximation is good to a few tenths of a percent."""
    found = ratios(items, 0.0).mean(axis=1)
    error = found.std(ddof=1) / math.sqrt(SEEDS)
    assert error < 0.005 * found.mean()
    assert abs(found.mean() - che(items)) < 4 * error + 0.003


@pytest.mark.parametrize("ttl_s", [3.0, 30.0])
def test_a_time_to_live_costs_what_renewal_theory_says(ttl_s: float) -> None:
    found = ratios(KEYS, ttl_s).mean(axis=1)
    assert abs(found.mean() - renewal(ttl_s)) < 4 * found.std(ddof=1) / math.sqrt(SEEDS)


def test_a_cold_start_has_to_learn() -> None:
    first, second = ratios(800, 0.0, Start.COLD).mean(axis=0)
    assert first < second - 0.02
    assert first < ratios(800, 0.0).mean() - 0.05


def test_nothing_expires_in_lock_step() -> None:
    """Without stationary ages everything would expire at 3, 6, 9 ... s and the ratio would swing."""
    total = np.zeros(SECONDS)
    asked = np.zeros(SECONDS)
    for seed in range(1, 11):
        (found,) = run(one_cache(KEYS, 3.0, Start.NORMAL), seed=seed).caches
        per_second = len(found.hits_in) // SECONDS
        total += found.hits_in.reshape(SECONDS, per_second).sum(axis=1)
        asked += (found.hits_in + found.misses_in).reshape(SECONDS, per_second).sum(axis=1)
    ratio = total / asked
    chance = ratio.mean()
    assert (np.abs(ratio - chance) < 5 * np.sqrt(chance * (1 - chance) / asked)).all()
