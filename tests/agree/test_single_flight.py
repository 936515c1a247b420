"""Of those who miss a key one fetches it and the others wait: as often as the books say, and step by step by hand."""

from __future__ import annotations

import pytest

from playground.design.cache import Lock, check_lock
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.fault import Cut, Kill
from playground.design.patience import Patience
from playground.design.service import Exponential
from playground.design.workload import Popularity, Region
from playground.result import Result
from playground.run import run
from playground.theory.expiry_stampede import calls_mean_if_constant
from tests.agree.hot_key import hot_key, locked
from tests.agree.one_cache import cached, far, one_cache

SLOW = far(0.0).model_copy(
    update={"read": Exponential(mean_ms=100.0), "cores": 192, "contention": 0.0, "coherency": 0.0}
)
ONE_KEY = Popularity(keys=1, zipf_exponent=0.0)


def crowd(database: Database, lock: str, servers: int, ttl_s: float = 0.0, seconds: float = 1.0) -> WebSystem:
    """A thousand requests a second for one key, spread over these servers by the address of the client."""
    web = cached(1, ttl_s, cache_lock=lock, cache_lock_ttl_s=60.0, cache_lock_wait_s=60.0, servers=servers)
    design = one_cache(1000.0, seconds, ONE_KEY, web, database=database, start=Start.COLD)
    return design.model_copy(update={"workload": design.workload.model_copy(update={"regions": (Region(rtt_ms=0.0),)})})


def calls(result: Result) -> int:
    """Calls that came back from the database."""
    return sum(station.served for station in result.stations if station.name == "pool")


@pytest.mark.parametrize("servers", [1, 4])
@pytest.mark.parametrize("database", [far(0.1), SLOW], ids=["constant", "exponential"])
def test_one_call_for_each_server_that_asks(database: Database, servers: int) -> None:
    for seed in range(1, 11):
        result = run(crowd(database, "process", servers), seed=seed)
        assert calls(result) == sum(cache.misses > 0 for cache in result.caches) == servers
        for cache in result.caches:
            assert cache.coalesced == cache.misses - 1
            assert cache.hits > 0


@pytest.mark.parametrize("database", [far(0.1), SLOW], ids=["constant", "exponential"])
def test_one_call_for_each_expiry(database: Database) -> None:
    """What is stored lives for 0.5 s, so in 3 s it expires some five times: misses are many, calls are not."""
    for seed in range(1, 6):
        result = run(crowd(database, "process", 1, ttl_s=0.5, seconds=3.0), seed=seed)
        (cache,) = result.caches
        assert calls(result) <= 7
        assert cache.misses - cache.coalesced <= calls(result) + 1  # the last may be under way
        assert cache.expired > 5 * calls(result)


def test_without_a_lock_everybody_calls() -> None:
    result = run(crowd(far(0.1), "none", 1))
    (cache,) = result.caches
    assert cache.coalesced == 0
    assert calls(result) == cache.misses
    assert cache.misses == pytest.approx(calls_mean_if_constant(1000.0, 0.1), rel=0.3)


def test_who_waits_is_one_miss_and_no_hit() -> None:
    told = hot_key((0.0, 10.0, 20.0, 150.0), locked())
    assert (told.cache.hits, told.cache.misses, told.cache.coalesced) == (1, 3, 2)
    assert told.of("STORE") == [(100.0, 0)]
    assert told.of("PEEK") == [(100.0, 1), (100.0, 2)]
    assert told.of("ANSWER") == [(100.0, 0), (100.0, 1), (100.0, 2), (150.0, 3)]


def test_a_lock_that_lives_too_short_is_taken_over_at_that_instant() -> None:
    """The lock lives for 30 ms, a fetch takes 100. When request 0 comes back the lock is not its own any more: request
    4, which holds it, goes on doing so, and request 5 waits for its end."""
    told = hot_key((0.0, 10.0, 20.0, 70.0, 95.0), locked(cache_lock_ttl_s=0.03))
    assert told.of("STORE") == [(100.0, 0), (130.0, 1), (160.0, 2), (190.0, 3)]
    assert told.of("LOCK") == [
        *((0.0, 0), (10.0, 1), (20.0, 2), (30.0, 1), (30.0, 2), (60.0, 2), (70.0, 3), (90.0, 3), (95.0, 4)),
    ]
    assert told.of("PEEK") == [(30.0, 1), (30.0, 2), (60.0, 2), (90.0, 3), (120.0, 4)]
    assert told.of("ANSWER")[1] == (120.0, 4)
    assert (told.cache.misses, told.cache.coalesced) == (5, 4)


def test_a_lock_that_nobody_waits_for_is_free_when_its_life_is_over() -> None:
    """At that very instant: the lock ends before whoever arrives then asks for it."""
    told = hot_key((0.0, 30.0), locked(cache_lock_ttl_s=0.03))
    assert told.of("STORE") == [(100.0, 0), (130.0, 1)]
    assert told.of("COALESCE") == []


def test_when_the_holders_call_fails_the_next_one_takes_over() -> None:
    """The first query is lost on a link that is cut, and given up after 50 ms."""
    base = far(0.04).model_copy(update={"query_timeout_s": 0.05})
    told = hot_key(
        (0.0, 10.0, 20.0), locked(), database=base, faults=(Cut(node="database", start_s=0.0, duration_s=0.005),)
    )
    assert told.fates == {0: "call_timed_out", 1: "served", 2: "served"}
    assert told.of("PEEK") == [(50.0, 1), (50.0, 2), (90.0, 2)]
    assert told.of("STORE") == [(90.0, 1)]
    assert told.cache.coalesced == 2


def test_what_has_expired_is_no_answer_for_who_waited() -> None:
    """Stored at 40 ms for 200; the call that should renew it is lost at 250, and given up at 300."""
    base = far(0.04).model_copy(update={"query_timeout_s": 0.05})
    cut = Cut(node="database", start_s=0.245, duration_s=0.01)
    told = hot_key((0.0, 250.0, 260.0), locked(cache_ttl_s=0.2), database=base, faults=(cut,))
    assert told.fates == {0: "served", 1: "call_timed_out", 2: "served"}
    assert told.of("STORE") == [(40.0, 0), (340.0, 2)]
    assert (told.cache.expired, told.cache.coalesced) == (2, 1)


def test_a_lock_in_a_process_dies_with_it_and_so_do_those_who_wait() -> None:
    kill = Kill(node="web-1", start_s=0.05, duration_s=0.01)
    told = hot_key((0.0, 10.0, 20.0, 70.0, 80.0), locked(), faults=(kill,))
    assert told.fates == dict.fromkeys((0, 1, 2), "died_with_server") | dict.fromkeys((3, 4), "served")
    assert told.of("PEEK") == [(170.0, 4)]
    assert told.of("STORE") == [(170.0, 3)]


def test_whose_patience_ends_fetches_without_the_lock() -> None:
    told = hot_key((0.0, 10.0, 20.0, 85.0), locked(cache_lock_wait_s=0.03))
    assert told.of("STORE") == [(100.0, 0), (140.0, 1), (150.0, 2)]
    assert told.of("PEEK") == [(100.0, 3)]


def test_patience_begins_with_the_first_fetch_that_is_waited_for() -> None:
    """Request 1 waits for 0 until 30 ms, for the next holder until 60, and then has waited for 50 ms."""
    told = hot_key((0.0, 5.0, 10.0), locked(cache_lock_ttl_s=0.03, cache_lock_wait_s=0.05))
    assert told.of("LOCK") == [(0.0, 0), (5.0, 1), (10.0, 2), (30.0, 1), (30.0, 2), (60.0, 2)]
    later = hot_key((0.0, 5.0, 10.0), locked(cache_lock_ttl_s=0.03, cache_lock_wait_s=0.045))
    assert later.of("LOCK") == [(0.0, 0), (5.0, 1), (10.0, 2), (30.0, 1), (30.0, 2)]
    assert later.of("STORE") == [(100.0, 0), (130.0, 1), (155.0, 2)]


def test_a_holder_whose_client_has_gone_works_on_and_unlocks() -> None:
    told = hot_key((0.0, 20.0), locked(), fetch_ms=60.0, patience=Patience(timeout_s=0.05, retries=0))
    assert told.cache.coalesced == 1
    assert told.of("STORE") == [(60.0, 0)]
    assert told.of("PEEK") == [(60.0, 1)]
    late = hot_key(
        (0.0, 20.0), locked(drops_abandoned=True), fetch_ms=60.0, patience=Patience(timeout_s=0.05, retries=0)
    )
    assert late.of("PEEK") == [(50.0, 1)]
    assert late.of("STORE") == []  # the server noticed: the next one began at 50 ms, and its client left at 70


def test_an_answer_that_is_not_kept_is_fetched_one_after_the_other() -> None:
    attack = Popularity(keys=1, missing_share=1.0, missing_keys=1)
    web = locked(cache_lock_wait_s=60.0)
    result = run(one_cache(1000.0, 1.05, attack, web, database=far(0.1), start=Start.COLD))
    assert calls(result) == 10
    assert result.caches[0].coalesced == result.caches[0].misses - 1


def test_a_shared_lock_must_not_be_held_for_ever() -> None:
    with pytest.raises(ValueError, match=r"^cache\.lock_ttl_s must be more than 0 where a lock is shared, not 0: "):
        check_lock("cache.lock_ttl_s", Lock.SHARED, 0.0)
    check_lock("cache.lock_ttl_s", Lock.SHARED, 0.1)
    check_lock("web.cache_lock_ttl_s", Lock.PROCESS, 0.0)
