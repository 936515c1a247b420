"""Writes that go to the cache first: through it, or back from it, step by step by hand and against each other.

The cache is 1 ms away, one way; the database 10 ms from everybody, and a write there takes 5 ms. Every story is also
told by the oracle, to the same result.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from playground.design.cache_tier import CacheTier
from playground.design.design import WebSystem
from playground.design.fault import Flush, Kill
from playground.measure import latency, traffic
from playground.measure.writes import writes
from playground.result import Behind, Result
from playground.run import run
from tests.agree.test_stale_hits import steady
from tests.agree.writing import MS, tier, told


def back(**knobs: object) -> CacheTier:
    usual: dict[str, Any] = {"hop_ms": 2.0, "ttl_s": 0.0, "writes": "back", "flush_interval_s": 1.0}
    return tier(**usual | knobs)


def ordered(*at_ms: float) -> list[tuple[float, bool]]:
    return [(ms, True) for ms in at_ms]


def found(result: Result) -> tuple[int, int, int, int, int]:
    books = result.behind
    assert isinstance(books, Behind)
    return books.taken, books.flushed, books.coalesced, books.lost, books.dirty


def write_ms(result: Result) -> float:
    (order,) = [row for row in result.endpoints if row.writes]
    return order.latency_ns / order.served / MS


def test_three_writes_to_one_key_become_one() -> None:
    """They are there at 1, 101 and 201 ms; the flush of 1000 ms is durable at 1015 ms."""
    result = told(ordered(0.0, 100.0, 200.0), back())
    assert found(result) == (3, 1, 2, 0, 0)
    assert writes(result).durable == 1
    assert write_ms(result) == 2.0


def test_what_comes_during_a_flush_waits_for_the_next_one() -> None:
    """The second write comes while the first is on its way: it is not merged with it."""
    result = told(ordered(0.0, 1005.0), back())
    assert found(result) == (2, 2, 0, 0, 0)


def test_enough_dirty_keys_are_flushed_at_once() -> None:
    """The third key makes a batch at 201 ms: at 216 ms they are durable, so that the node may die at 300 ms."""
    dead = Kill(node="cache-1", start_s=0.3, duration_s=None)
    result = told(ordered(0.0, 100.0, 200.0), back(flush_batch=3), keys=(1, 2, 3), faults=(dead,))
    assert found(result) == (3, 3, 0, 0, 0)


def test_a_node_that_dies_loses_what_it_has_not_flushed() -> None:
    """The writes of 1.2, 1.3 and 1.4 s: two of key 1 and one of key 2. That of 0 s is safe, that of 1.6 s fails."""
    dead = Kill(node="cache-1", start_s=1.5, duration_s=None)
    result = told(ordered(0.0, 1200.0, 1300.0, 1400.0, 1600.0), back(), keys=(1, 1, 1, 2, 1), faults=(dead,))
    assert found(result) == (4, 1, 0, 3, 0)
    assert [(row.key, row.t_ns / MS, row.writes) for row in result.behind.gone] == [(1, 1201.0, 2), (2, 1401.0, 1)]
    assert (writes(result).lost, writes(result).lost_acknowledged, writes(result).acknowledged) == (3, 3, 4)
    assert traffic.failures(result) == {"cache_down": 1}


def test_what_is_on_its_way_dies_with_the_node_unless_the_database_has_it() -> None:
    """The flush leaves at 1000 ms and is durable at 1015 ms."""
    for at_s, lost in ((1.014, 1), (1.016, 0)):
        dead = Kill(node="cache-1", start_s=at_s, duration_s=None)
        assert found(told(ordered(0.0), back(), faults=(dead,))) == (1, 1 - lost, 0, lost, 0)


def test_flushing_the_cache_loses_what_is_dirty() -> None:
    result = told(ordered(0.0, 1200.0), back(), faults=(Flush(start_s=1.5),))
    assert found(result) == (2, 1, 0, 1, 0)


def test_while_the_database_is_down_the_node_keeps_everything_and_tries_again() -> None:
    """The flushes of 1.0 s and 2.02 s (a refusal takes 20 ms) fail; the next one of 3.04 s is past the end."""
    dead = Kill(node="database", start_s=0.5, duration_s=None)
    result = told(ordered(0.0, 1200.0), back(), faults=(dead,))
    assert found(result) == (2, 0, 0, 0, 2)
    again = told(ordered(0.0, 1200.0), back(), faults=(dead.model_copy(update={"duration_s": 1.0}),))
    assert found(again) == (2, 1, 1, 0, 0)


def test_a_replica_of_the_node_loses_nothing() -> None:
    """It is promoted, and flushes what the dead node had on its way, or in its queue."""
    given = {"replicas": 1, "check_interval_s": 0.1, "down_after_s": 0.2, "election_s": 0.1, "quorum": 2}
    dead = Kill(node="cache-1", start_s=1.005, duration_s=None)
    result = told(ordered(0.0, 1002.0), back(**given), keys=(1, 2), faults=(dead,))
    assert found(result) == (2, 2, 0, 0, 0)


def test_a_value_that_is_not_flushed_is_missing_in_the_database() -> None:
    """Read there after the entry has expired, at 0.9 s, and stored at 1.12 s: old since 1 ms. The hit is at 1.151 s."""
    lines = [(0.0, True), (899.0, False), (1150.0, False)]
    result = told(lines, back(ttl_s=0.5))
    (cache,) = result.caches
    assert (cache.stale, cache.stale_ns / MS) == (1, 1150.0)


def test_through_the_cache_a_write_is_in_both_when_it_is_answered_and_a_dead_node_fails_it() -> None:
    """2 ms to the node and back, and 25 ms from there to the database."""
    dead = Kill(node="cache-1", start_s=1.5, duration_s=None)
    through = tier(hop_ms=2.0, ttl_s=0.0, writes="through")
    result = told([(0.0, True), (100.0, False), (1600.0, True)], through, faults=(dead,))
    assert write_ms(result) == 27.0
    assert result.behind is None
    assert (result.caches[0].hits, result.caches[0].stale) == (1, 0)
    assert (writes(result).durable, writes(result).lost, writes(result).rejected) == (1, 0, 1)


def test_back_is_the_fastest_and_loses_writes_in_a_crash_and_through_is_the_slowest_and_loses_none() -> None:
    """Around, a write takes 25 ms, and 27 ms where the cache is told, too."""
    took, lost = {}, {}
    dead = Kill(node="cache-1", start_s=1.5, duration_s=None)
    for kind in ("around", "through", "back"):
        result = told(ordered(0.0, 1200.0), tier(hop_ms=2.0, writes=kind), faults=(dead,))
        took[kind], lost[kind] = write_ms(result), writes(result).lost
    assert took == {"around": 25.0, "through": 27.0, "back": 2.0}
    assert lost == {"around": 0, "through": 0, "back": 1}


@pytest.mark.parametrize("interval_s", [0.1, 1.0])
def test_coalescing_saves_the_more_the_longer_a_node_waits(interval_s: float) -> None:
    """Keys are written 5 times a second each. Every flush follows
    the last one by the interval, takes no time, and brings each key that was written meanwhile once."""
    design = steady(tier(writes="back", flush_interval_s=interval_s, flush_batch=10_000))
    result = run(design, seed=1)
    taken, flushed, coalesced, lost, dirty = found(result)
    assert lost == 0
    assert taken == flushed + coalesced + dirty
    assert writes(result).durable == flushed
    assert flushed / taken == pytest.approx(_flushed_share(5.0 * interval_s), rel=0.02)
    assert latency.summary(result).mean_ms == 0.0


def _flushed_share(written: float) -> float:
    """Poisson writes to a key between two flushes, `written` on average: is there any?"""
    return -math.expm1(-written) / written


def test_a_design_whose_databases_are_apart_is_refused() -> None:
    with pytest.raises(ValueError, match=r"database\.shared must be true where cache\.writes is back, not false"):
        WebSystem.model_validate({"web": {"servers": 2}, "cache": {"writes": "back"}, "database": {"shared": False}})
