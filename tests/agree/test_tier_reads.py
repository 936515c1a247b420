"""How a tier of cache servers is read: who fetches, who waits, and who fails, by hand and one by one."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.balancer import Balancer
from playground.design.cache_tier import CacheTier
from playground.design.change import put
from playground.design.database import Database
from playground.design.design import Start, WebSystem
from playground.design.fault import Expire, Kill
from playground.design.service import Exponential
from playground.design.web import Web
from playground.design.workload import Popularity, Region
from playground.measure import latency
from playground.result import Result
from playground.run import run
from tests.agree.engine import engine
from tests.agree.hot_key import Told, hot_key
from tests.agree.one_cache import cached, far, one_cache

HOP_MS = 2.0  # to a cache node and back; a fetch from the database takes 100 ms
EXPIRES_S = 0.5
SLOW = far(0.0).model_copy(
    update={"read": Exponential(mean_ms=100.0), "cores": 192, "contention": 0.0, "coherency": 0.0}
)
ONE_KEY = Popularity(keys=1, zipf_exponent=0.0)
REBUILDS = pytest.mark.parametrize("database", [far(0.1), SLOW], ids=["constant", "exponential"])


def tier(**knobs: Any) -> CacheTier:
    """Nodes without a queue whose entries do not expire, and which nobody takes to be down."""
    usual = {"nodes": 1, "size_items": 1000, "ttl_s": 0.0, "work_ms": 0.0, "hop_ms": HOP_MS, "timeout_s": 10.0}
    locked = {"lock_ttl_s": 60.0, "lock_wait_s": 60.0, "check_interval_s": 300.0, "down_after_s": 300.0}
    return CacheTier.model_validate(usual | locked | knobs)


def crowd(cache: CacheTier, database: Database, servers: int) -> WebSystem:
    """A thousand requests a second for one key, spread over servers; it expires at one instant."""
    design = one_cache(
        1000.0,
        2.0,
        ONE_KEY,
        cached(0, 0.0, servers=servers),
        database=database,
        cache=cache,
        faults=(Expire(start_s=EXPIRES_S, hot_only=True),),
    )
    return put(design, "workload.regions", [Region(rtt_ms=0.0).model_dump(mode="json")])  # type: ignore[return-value]


def calls(result: Result) -> int:
    """Calls that came back from the database."""
    return sum(station.served for station in result.stations if station.name in ("pool", "cache pool"))


def story(at_ms: tuple[float, ...], cache: CacheTier, **more: Any) -> Told:
    """Requests at these instants for one key, which is not there in the beginning."""
    return hot_key(at_ms, more.pop("web", cached(0, 0.0)), cache=cache, **more)


# Locks


@pytest.mark.parametrize("servers", [1, 4])
@REBUILDS
def test_under_a_shared_lock_one_expiry_costs_one_call(database: Database, servers: int) -> None:
    for seed in range(1, 11):
        result = run(crowd(tier(lock="shared"), database, servers), seed=seed)
        (cache,) = result.caches
        assert calls(result) == 1
        assert cache.coalesced == cache.misses - 1
        assert cache.misses > 1 or database is SLOW  # that may be quick


@REBUILDS
def test_under_a_lock_in_each_process_it_costs_as_many_as_servers_ask(database: Database) -> None:
    asking = []
    for seed in range(1, 11):
        design = crowd(tier(lock="process"), database, 4)
        asks = {server for _, _, _, _, what, server in engine(design, seed).steps if what == "LOCK"}
        assert calls(run(design, seed=seed)) == len(asks)
        asking.append(len(asks))
    assert max(asking) == 4
    assert min(asking) == 4 or database is SLOW


def test_a_cache_that_reads_for_itself_needs_no_shared_lock() -> None:
    """The key has one node, and with it one process."""
    for lock in ("process", "shared"):
        result = run(crowd(tier(reads="read_through", lock=lock), far(0.1), 4), seed=1)
        assert calls(result) == 1
    assert calls(run(crowd(tier(reads="read_through"), far(0.1), 4), seed=1)) > 50


def test_who_waits_goes_to_the_cache_once_more() -> None:
    """There in 1 ms and back in 1 ms: request 0 plants at 103 and is back at 104, when request 1 sets out again."""
    told = story((0.0, 10.0), tier(lock="shared"))
    assert told.of("LOCK") == [(2.0, 0), (12.0, 1)]
    assert told.of("STORE") == [(103.0, 0)]
    assert told.of("PEEK") == [(105.0, 1)]
    assert told.of("ANSWER") == [(104.0, 0), (106.0, 1)]
    assert (told.cache.misses, told.cache.coalesced) == (2, 1)


@pytest.mark.parametrize(("lock", "stored_ms"), [("shared", 305.0), ("process", 113.0)])
def test_a_shared_lock_outlives_the_server_of_its_holder(lock: str, stored_ms: float) -> None:
    """Request 0 on web-1 has the lock from 2 ms and dies at 50. A shared lock is held until 202; request 1 on web-2
    asks the cache in vain, comes back at 204 and fetches. The lock of a process was never in its way."""
    told = story(
        (0.0, 10.0),
        tier(lock=lock, lock_ttl_s=0.2),
        web=cached(0, 0.0, servers=2),
        balancer=Balancer(rtt_ms=0.0, proxy_ms=0.0),
        faults=(Kill(node="web-1", start_s=0.05, duration_s=None),),
    )
    assert told.fates == {0: "died_with_server", 1: "served"}
    assert told.of("STORE") == [(stored_ms, 1)]
    assert told.of("PEEK") == ([(203.0, 1)] if lock == "shared" else [])


def test_whose_patience_ends_fetches_without_the_lock() -> None:
    told = story((0.0, 10.0), tier(lock="shared", lock_wait_s=0.03))
    assert told.of("STORE") == [(103.0, 0), (143.0, 1)]


def test_who_cannot_look_again_asks_the_database() -> None:
    """The node dies while one fetches and another waits: neither fails, and nothing is planted."""
    dead = Kill(node="cache-1", start_s=0.05, duration_s=None)
    told = story((0.0, 10.0), tier(lock="shared"), faults=(dead,))
    assert told.fates == {0: "served", 1: "served"}
    assert told.of("STORE") == told.of("PEEK") == []
    assert told.of("ANSWER") == [(104.0, 0), (206.0, 1)]  # each has knocked in vain, 1 there and 1 back


def test_a_shared_lock_must_end() -> None:
    with pytest.raises(ValueError, match=r"cache\.lock_ttl_s must be more than 0 where a lock is shared, not 0: "):
        tier(lock="shared", lock_ttl_s=0.0)


# Ahead of time


def test_a_hit_after_the_soft_life_sends_off_one_fetch() -> None:
    """Planted at 103 ms for 1000, soft until 603: the hit of 701 is answered at 702 and refreshed until 803."""
    told = story((0.0, 500.0, 700.0, 750.0, 900.0), tier(ttl_s=1.0, soft_ttl_share=0.5))
    assert told.of("STORE") == [(103.0, 0), (803.0, 2)]
    assert told.of("REFRESH") == [(702.0, 2), (752.0, 3)]
    assert told.of("ANSWER") == [(104.0, 0), (502.0, 1), (702.0, 2), (752.0, 3), (902.0, 4)]
    assert (told.cache.misses, told.cache.refreshed) == (1, 1)


def test_a_node_that_reads_for_itself_refreshes_itself() -> None:
    """Kept at 101 ms; the hit of 701 sends the message off at that instant."""
    told = story((0.0, 700.0, 900.0), tier(ttl_s=1.0, soft_ttl_share=0.5, reads="read_through"))
    assert told.of("STORE") == [(101.0, 0), (801.0, 1)]
    assert told.of("ANSWER") == [(102.0, 0), (702.0, 1), (902.0, 2)]


@pytest.mark.parametrize("reads", ["look_aside", "read_through"])
def test_what_is_fetched_early_by_chance_hardly_ever_expires(reads: str) -> None:
    """Some 19 lives in 20 s; without it each ends in a stampede of a hundred."""
    missed = {}
    for beta in (0.0, 1.0):
        cache = tier(ttl_s=1.0, xfetch_beta=beta, reads=reads)
        design = one_cache(1000.0, 20.0, ONE_KEY, cached(0, 0.0), database=far(0.1), cache=cache)
        (row,) = run(design, seed=1).caches
        missed[beta] = row.misses
        assert (row.refreshed > 0) is (beta > 0)
    assert missed[0.0] > 1000
    assert missed[1.0] < missed[0.0] / 5


# Look-aside and read-through


@pytest.mark.parametrize(("reads", "miss_ms", "crossings"), [("look_aside", 104.0, 6), ("read_through", 102.0, 4)])
def test_a_miss_by_hand(reads: str, miss_ms: float, crossings: int) -> None:
    """Look-aside goes to the cache, to the database, and to the cache again; a node that reads itself spares a trip."""
    told = story((0.0, 200.0), tier(reads=reads))
    assert told.of("ANSWER") == [(miss_ms, 0), (200.0 + HOP_MS, 1)]
    travelled = [number for _, number in told.of("TRAVEL")]
    users = 2  # between the user and the server
    assert (travelled.count(0), travelled.count(1)) == (crossings + users, 2 + users)


@pytest.mark.parametrize(("reads", "miss_ms"), [("look_aside", 104.0), ("read_through", 103.0)])
def test_both_work_twice_for_a_miss(reads: str, miss_ms: float) -> None:
    """A command of 0.5 ms for the look-up, and another one to keep the answer."""
    told = story((0.0,), tier(reads=reads, work_ms=0.5))
    assert told.of("ANSWER") == [(miss_ms + (1.0 if reads == "look_aside" else 0.0), 0)]


def outage(reads: str) -> WebSystem:
    """200 keys on four nodes, all of them there; one node dies after 10 of 20 s."""
    popularity = Popularity(keys=200, zipf_exponent=0.0)
    dead = Kill(node="cache-1", start_s=10.0, duration_s=None)
    cache = tier(nodes=4, reads=reads)
    return one_cache(500.0, 20.0, popularity, cached(0, 0.0), database=far(0.02), cache=cache, faults=(dead,))


def test_in_an_outage_look_aside_is_slow_and_read_through_fails_its_share() -> None:
    """The same users ask the same dead node for the same keys."""
    aside, through = (run(outage(reads), seed=1) for reads in ("look_aside", "read_through"))
    refused = {row.name: row.failed for row in aside.nodes}["cache-1"]
    assert refused == {row.name: row.failed for row in through.nodes}["cache-1"] > 1000
    (page,) = (row for row in aside.endpoints if row.name == "page")
    assert page.failed == 0
    (page,) = (row for row in through.endpoints if row.name == "page")
    assert page.failures == {"cache_down": refused}
    slow, quick = latency.summary(aside).mean_ms, latency.summary(through).mean_ms
    assert slow is not None
    assert quick == pytest.approx(HOP_MS, abs=0.01)
    assert slow == pytest.approx(HOP_MS + 20.0 * refused / aside.requests.served.sum(), rel=0.01)


def test_nothing_is_asked_of_the_database_by_the_app_where_the_cache_reads() -> None:
    result = run(outage("read_through").model_copy(update={"start": Start.COLD, "faults": ()}), seed=1)
    served = {(row.name, row.node): row.served for row in result.stations}
    assert served["pool", "web-1"] == 0
    assert sum(count for (name, _), count in served.items() if name == "cache pool") >= 200


def test_a_patience_that_is_too_short_for_the_database_fails_read_through_only() -> None:
    for reads, fate in (("look_aside", "served"), ("read_through", "call_timed_out")):
        assert story((0.0,), tier(reads=reads, timeout_s=0.05)).fates == {0: fate}


def test_a_cache_that_reads_for_itself_has_one_database() -> None:
    split = one_cache(1.0, 1.0, ONE_KEY, Web(servers=2), database=Database(own_machine=True, shared=False))
    with pytest.raises(
        ValueError, match=r"database\.shared must be true where cache\.reads is read_through, not false"
    ):
        WebSystem.model_validate({**split.model_dump(), "cache": {"reads": "read_through"}})
