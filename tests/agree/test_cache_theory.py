"""A cache whose entries expire, and one that remembers what does not exist, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from playground.design.design import Start, WebSystem
from playground.design.service import Exponential
from playground.design.workload import Popularity
from playground.result import Cache
from playground.run import run
from playground.theory.bloom import false_share, false_share_at
from playground.theory.expiry_stampede import calls_mean_if_constant, calls_mean_if_exponential
from playground.theory.mass_expiry import miss_rates_rps, peak_rps
from playground.theory.popularity import zipf
from playground.theory.ttl_cache import mean_hit_ratio, share_stopped
from tests.agree.one_cache import cached, far, one_cache
from tests.agree.oracle.cache import Filter


def mean(design: WebSystem, runs: int, look: Callable[[Cache], float]) -> tuple[float, float]:
    """What the only cache shows, over so many seeds, and its standard error."""
    found = [look(run(design, seed=seed).caches[0]) for seed in range(1, runs + 1)]
    return float(np.mean(found)), float(np.std(found, ddof=1)) / math.sqrt(runs)


def agrees(found: tuple[float, float], theory: float) -> bool:
    value, error = found
    assert 0 < error <= 0.005 * theory
    return abs(value - theory) <= 4 * error


def ratio(cache: Cache) -> float:
    return cache.hits / (cache.hits + cache.misses)


@pytest.mark.parametrize(("rate_rps", "keys", "exponent", "ttl_s"), [(100, 200, 0.8, 2.0), (300, 50, 1.1, 0.4)])
def test_entries_that_only_expire(rate_rps: float, keys: int, exponent: float, ttl_s: float) -> None:
    design = one_cache(rate_rps, 200.0, Popularity(keys=keys, zipf_exponent=exponent), cached(keys, ttl_s))
    assert agrees(mean(design, 40, ratio), mean_hit_ratio(zipf(keys, exponent), rate_rps, ttl_s))


@pytest.mark.parametrize(("rate_rps", "fetch_s"), [(100, 0.005), (300, 0.3), (600, 0.1)])
def test_entries_that_expire_and_are_fetched_without_a_lock(rate_rps: float, fetch_s: float) -> None:
    """Whoever asks during a fetch misses, too, and stores the value once more, which lets it live longer."""
    keys, ttl_s = 200, 2.0
    design = one_cache(
        rate_rps, 200.0, Popularity(keys=keys, zipf_exponent=0.8), cached(keys, ttl_s), database=far(fetch_s)
    )
    found = mean(design, 40, ratio)
    assert agrees(found, mean_hit_ratio(zipf(keys, 0.8), rate_rps, ttl_s, fetch_s, renews=True))
    if fetch_s < 0.01:  # where hardly anybody asks meanwhile the books' formula is the same
        assert agrees(found, mean_hit_ratio(zipf(keys, 0.8), rate_rps, ttl_s, fetch_s))


def test_a_hot_key_that_is_not_there_calls_the_database_once_for_everybody_who_asks_meanwhile() -> None:
    design = one_cache(
        1000.0, 1.0, Popularity(keys=1, zipf_exponent=0.0), cached(1, 0.0), database=far(0.1), start=Start.COLD
    )
    found = mean(design, 600, lambda cache: cache.misses)
    assert agrees(found, calls_mean_if_constant(1000.0, 0.1))


def test_a_rebuild_of_varying_length_ends_with_the_first_to_finish() -> None:
    """Eight keys at once, each asked for as often, make eight stories of every run."""
    idle = far(0.0).model_copy(
        update={"read": Exponential(mean_ms=100.0), "cores": 192, "contention": 0.0, "coherency": 0.0}
    )
    popularity = Popularity(keys=8, zipf_exponent=0.0)
    design = one_cache(8000.0, 0.6, popularity, cached(8, 0.0), database=idle, start=Start.COLD)
    found = mean(design, 1600, lambda cache: cache.misses / 8)
    assert agrees(found, calls_mean_if_exponential(1000.0, 0.1))


def expiring(jitter_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Misses per second after ten hot keys were planted at the beginning, for 3 s and some chance.

    (windows,) start in seconds, and mean over 400 runs.
    """
    popularity = Popularity(keys=10, zipf_exponent=0.0)
    web = cached(10, 3.0, cache_ttl_jitter_s=jitter_s)
    design = one_cache(2000.0, 5.8, popularity, web, start=Start.COLD)
    results = [run(design, seed=seed) for seed in range(1, 401)]
    window_s = results[0].window_ns / 1e9
    rows = np.array([result.caches[0].misses_in for result in results]) / window_s
    return np.arange(rows.shape[1]) * window_s, rows.mean(axis=0)


def test_jitter_lowers_the_peak_after_a_mass_expiry_to_what_the_closed_form_says() -> None:
    rates = np.full(10, 200.0)
    start_s, missed_rps = expiring(2.0)
    flat = (start_s > 3.2) & (start_s < 4.8)
    expected = miss_rates_rps(rates, 3.0, 2.0, start_s[flat])
    error = math.sqrt(expected.mean() / (400 * flat.sum() * (start_s[1] - start_s[0])))
    assert missed_rps[flat].mean() == pytest.approx(expected.mean(), abs=4 * error)
    assert expected.max() == pytest.approx(peak_rps(rates, 2.0), rel=1e-3)
    start_s, missed_rps = expiring(0.0)
    later = start_s > 2.9
    at_once = missed_rps[later].max() * (start_s[1] - start_s[0])
    assert at_once == pytest.approx(10, rel=0.01), "without jitter all of them are missed in one window"


@pytest.mark.parametrize(("missing_keys", "null_ttl_s"), [(50, 2.0), (400, 1.0), (1, 0.5)])
def test_remembered_absences_stop_an_attack(missing_keys: int, null_ttl_s: float) -> None:
    attack = Popularity(keys=10, missing_share=1.0, missing_keys=missing_keys)
    design = one_cache(100.0, 200.0, attack, cached(1000, 0.0, cache_null_ttl_s=null_ttl_s))
    found = mean(design, 40, lambda cache: cache.negative / (cache.hits + cache.misses))
    assert agrees(found, share_stopped(100.0, null_ttl_s, missing_keys))


def test_absences_take_the_places_of_what_exists() -> None:
    """The attack is stopped, and whoever asks for what exists hits less often meanwhile."""

    def look(null_ttl_s: float) -> tuple[float, float]:
        popularity = Popularity(keys=2000, zipf_exponent=0.9, missing_share=0.5, missing_keys=300)
        design = one_cache(500.0, 60.0, popularity, cached(200, 0.0, cache_null_ttl_s=null_ttl_s))
        (cache,) = run(design, seed=1).caches
        asked = cache.hits + cache.misses
        return cache.misses / asked, (cache.hits - cache.negative) / (0.5 * asked)

    (calls_without, hits_without), (calls_with, hits_with) = look(0.0), look(30.0)
    assert calls_with < 0.85 * calls_without
    assert hits_with < 0.9 * hits_without


def test_nothing_is_remembered_of_what_does_not_exist_unless_it_is_told_to() -> None:
    attack = Popularity(keys=10, missing_share=1.0, missing_keys=1)
    (cache,) = run(one_cache(100.0, 5.0, attack, cached(10, 0.0)), seed=1).caches
    assert cache.hits == cache.negative == 0
    assert cache.misses > 300


@pytest.mark.parametrize(("bits", "hashes"), [(9.585, 7), (4.0, 3), (14.378, 10)])
def test_a_filter_lets_as_much_through_as_bloom_says(bits: float, hashes: int) -> None:
    """100 000 keys in it, and 1.7 million different ones that do not exist."""
    keys, asked = 100_000, 1_700_000
    popularity = Popularity(keys=keys, missing_share=1.0)
    web = cached(10, 0.0, cache_filter_bits_per_key=bits, cache_filter_hashes=hashes)
    (cache,) = run(one_cache(asked / 20, 20.0, popularity, web), seed=1).caches
    assert cache.refused + cache.slipped == pytest.approx(asked, rel=0.01)
    assert cache.slipped == cache.misses  # nobody remembers them
    theory = false_share(keys, math.ceil(bits * keys), hashes)
    error = math.sqrt(theory * (1 - theory) / (cache.refused + cache.slipped))
    assert abs(cache.slipped / (cache.refused + cache.slipped) - theory) <= 4 * error + 0.005 * theory


def test_it_is_always_the_same_keys_that_a_filter_lets_through() -> None:
    """Of 1000 missing keys that are asked for over and over some pass, each time: as many as its bits say."""
    keys, bits, hashes, missing = 500, 2000, 3, 1000
    popularity = Popularity(keys=keys, missing_share=1.0, missing_keys=missing)
    web = cached(2000, 0.0, cache_filter_bits_per_key=bits / keys, cache_filter_hashes=hashes, cache_null_ttl_s=3600.0)
    (cache,) = run(one_cache(2000.0, 30.0, popularity, web, start=Start.COLD), seed=1).caches
    others = Filter(keys, bits, hashes)
    passing = sum(others.may_exist(keys + number) for number in range(missing))
    assert cache.misses == passing  # each of them once: then it is remembered
    assert cache.slipped / (cache.refused + cache.slipped) == pytest.approx(passing / missing, rel=0.05)
    assert passing / missing == pytest.approx(false_share_at(len(others.is_set) / bits, hashes), abs=0.05)


def test_what_exists_passes_the_filter() -> None:
    popularity = Popularity(keys=3000, zipf_exponent=0.5)
    (cache,) = run(one_cache(1000.0, 10.0, popularity, cached(100, 0.0, cache_filter_bits_per_key=2.0)), seed=1).caches
    assert cache.refused == cache.slipped == 0
    assert cache.hits + cache.misses > 9000
