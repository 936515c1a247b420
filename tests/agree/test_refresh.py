"""Values that are fetched before their life is over: by one message beside, or by whoever draws it."""

from __future__ import annotations

import pytest

from playground.design.design import Start, WebSystem
from playground.design.fault import Kill
from playground.design.workload import Popularity
from playground.result import Cache
from playground.run import run
from tests.agree.hot_key import hot_key
from tests.agree.one_cache import cached, far, one_cache


def hot(rate_rps: float, seconds: float, fetch_s: float, start: Start = Start.COLD, **more: object) -> WebSystem:
    """One key, which lives for a second."""
    popularity = Popularity(keys=1, zipf_exponent=0.0)
    return one_cache(rate_rps, seconds, popularity, cached(1, 1.0, **more), database=far(fetch_s), start=start)


def counts(design: WebSystem, seed: int = 1) -> Cache:
    return run(design, seed=seed).caches[0]


def test_step_by_step() -> None:
    """Stored at 100 ms, soft until 600, there until 1100. The hit at 650 starts a fetch beside it, that at 700 none, as
    one is under way; what it brings at 750 is soft until 1250."""
    told = hot_key((0.0, 599.0, 650.0, 700.0, 1200.0, 1250.0), cached(10, 1.0, cache_soft_ttl_share=0.5))
    assert told.of("RIPE") == [(599.0, 1), (650.0, 2), (700.0, 3), (1200.0, 4), (1250.0, 5)]
    assert told.of("REFRESH") == [(650.0, 2), (700.0, 3), (1250.0, 5)]
    assert told.of("BEGIN_FETCH") == [(650.0, 2), (1250.0, 5)]
    assert told.of("STORE") == [(100.0, 0), (750.0, 2), (1350.0, 5)]
    assert told.of("ANSWER") == [(100.0, 0), (599.0, 1), (650.0, 2), (700.0, 3), (1200.0, 4), (1250.0, 5)]
    assert (told.cache.hits, told.cache.misses, told.cache.refreshed) == (5, 1, 2)


def test_whoever_misses_what_is_being_refreshed_waits_for_it_where_there_is_a_lock() -> None:
    """The refresh begins at 1050 ms and ends at 1150; the value expires at 1100."""
    web = cached(10, 1.0, cache_soft_ttl_share=0.9, cache_lock="process")
    told = hot_key((0.0, 1050.0, 1120.0), web)
    assert told.of("COALESCE") == [(1120.0, 2)]
    assert told.of("ANSWER")[-1] == (1150.0, 2)
    without = hot_key((0.0, 1050.0, 1120.0), cached(10, 1.0, cache_soft_ttl_share=0.9))
    assert without.of("STORE") == [(100.0, 0), (1150.0, 1), (1220.0, 2)]


def test_a_refresh_that_fails_is_nobodys_failure_and_the_next_hit_starts_another() -> None:
    kill = Kill(node="database", start_s=0.64, duration_s=0.1)
    told = hot_key((0.0, 650.0, 900.0, 1050.0), cached(10, 1.0, cache_soft_ttl_share=0.5), faults=(kill,))
    assert set(told.fates.values()) == {"served"}
    assert told.of("BEGIN_FETCH") == [(650.0, 1), (900.0, 2)]
    assert told.of("STORE") == [(100.0, 0), (1000.0, 2)]
    assert told.cache.refreshed == 2


def test_a_refresh_dies_with_its_server() -> None:
    kill = Kill(node="web-1", start_s=0.7, duration_s=0.1)
    told = hot_key((0.0, 650.0, 900.0, 1100.0), cached(10, 1.0, cache_soft_ttl_share=0.5), faults=(kill,))
    assert told.of("STORE") == [(100.0, 0), (1000.0, 2)]
    assert told.cache.misses == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_waits_for_a_hot_key_that_is_refreshed_ahead(seed: int) -> None:
    """Only who comes before the first answer, at 0.1 s, misses; the last of them stores at 0.2 s. From then on a value
    is renewed every 0.6 s: 0.5 s until it is soft, hardly anything until the next hit, and 0.1 s to fetch it."""
    design = hot(1000.0, 6.0, 0.1, cache_soft_ttl_share=0.5)
    found, without = counts(design, seed), counts(hot(1000.0, 6.0, 0.1), seed)
    assert found.expired == 0
    assert found.misses < 130
    assert found.refreshed == 9  # at 0.7 s, 1.3 s … 5.5 s
    assert without.misses > 5 * found.misses


def test_one_refresh_at_a_time() -> None:
    """Every message begins after the one before it has vanished."""
    at_ms = tuple(float(ms) for ms in range(0, 1900, 7))
    told = hot_key(at_ms, cached(10, 0.3, cache_soft_ttl_share=0.4), fetch_ms=60.0)
    began, ended = told.of("BEGIN_FETCH"), told.of("VANISH")
    assert len(began) >= len(ended) > 5
    assert all(end[0] <= begin[0] for end, begin in zip(ended, began[1:], strict=False))
    assert told.cache.refreshed == len(began)
    assert len(told.of("REFRESH")) > 3 * len(began)


def test_the_prelude_leaves_nothing_that_should_have_been_refreshed() -> None:
    """In the middle of a day of a hot key it is as old as a refreshed one is, so nobody misses it from the start."""
    for seed in range(1, 6):
        assert counts(hot(1000.0, 3.0, 0.01, Start.NORMAL, cache_soft_ttl_share=0.5), seed).misses == 0


def test_an_absence_is_not_refreshed() -> None:
    attack = Popularity(keys=1, missing_share=1.0, missing_keys=1)
    web = cached(10, 1.0, cache_null_ttl_s=0.2, cache_soft_ttl_share=0.1, cache_xfetch_beta=5.0)
    cache = counts(one_cache(500.0, 3.0, attack, web, database=far(0.01)))
    assert cache.refreshed == 0
    assert cache.expired > 10


def test_what_is_fetched_early_by_chance_hardly_ever_expires() -> None:
    """20 requests ask during a fetch. That none of them begins one in time has a chance of exp(-20 / e) a life."""
    with_beta, without = 0, 0
    for seed in range(1, 6):
        found, other = counts(hot(200.0, 60.0, 0.1, cache_xfetch_beta=1.0), seed), counts(hot(200.0, 60.0, 0.1), seed)
        assert found.hits + found.misses == other.hits + other.misses
        assert found.refreshed > 60 / 1.1
        with_beta, without = with_beta + found.expired, without + other.expired
    assert without > 5 * 50 * 20
    assert with_beta < 0.02 * without
