"""What a cache answers after a write: against a closed form, and step by step where it can be worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.cache_tier import CacheTier
from playground.design.design import Start, WebSystem
from playground.design.fault import Kill
from playground.design.workload import Popularity, Workload
from playground.measure import staleness, traffic
from playground.result import Result, S
from playground.run import run
from playground.theory.stale_hits import hit_ratio_with_delete, stale_age_mean_s, stale_share
from tests.agree.one_cache import AT_ONCE, cached, far
from tests.agree.writing import MS, READ, WRITE, tier, told


def steady(cache: CacheTier, *, keys: int = 20, rate_rps: float = 200.0) -> WebSystem:
    """As many reads as writes, of keys that are all asked for equally often, at a database that takes no time."""
    workload = Workload(
        rate_rps=rate_rps,
        write_share=0.5,
        endpoints=(READ, WRITE),
        bundle_kb=0.0,
        popularity=Popularity(keys=keys, zipf_exponent=0.0),
    )
    base = far(0.0).model_copy(update={"write": AT_ONCE})
    given = {"workload": workload, "web": cached(0, 0.0), "cache": cache, "database": base, "start": Start.COLD}
    return WebSystem.model_validate({"seconds": 200.0, "warmup_s": 0.0, **given})


def means(design: WebSystem, look: object, runs: int = 40) -> tuple[float, float]:
    found = [look(run(design, seed=seed)) for seed in range(1, runs + 1)]  # type: ignore[operator]
    return float(np.mean(found)), float(np.std(found, ddof=1)) / math.sqrt(runs)


def agrees(found: tuple[float, float], theory: float) -> bool:
    value, error = found
    assert 0 < error <= 0.005 * theory
    return abs(value - theory) <= 4 * error


@pytest.mark.parametrize(("keys", "ttl_s"), [(20, 0.5), (100, 0.5), (4, 0.2)])
def test_without_a_word_about_writes_the_share_of_stale_hits_is_that_of_the_closed_form(
    keys: int, ttl_s: float
) -> None:
    design = steady(tier(ttl_s=ttl_s), keys=keys)
    write_rps = 100.0 / keys
    share = means(design, lambda result: staleness.of_caches(result).share)
    assert agrees(share, stale_share(write_rps, ttl_s))
    age = means(design, lambda result: staleness.of_caches(result).age_mean_s)
    assert agrees(age, stale_age_mean_s(write_rps, ttl_s))


def test_a_write_that_deletes_leaves_nothing_stale_and_costs_hits() -> None:
    design = steady(tier(on_write="delete"))
    assert agrees(means(design, _hit_ratio), hit_ratio_with_delete(5.0, 5.0, 0.5))
    assert run(design, seed=1).caches[0].stale == 0


def test_a_write_that_updates_leaves_nothing_stale_and_saves_misses() -> None:
    updated, told = run(steady(tier(on_write="update")), seed=1), run(steady(tier()), seed=1)
    assert updated.caches[0].stale == 0
    assert told.caches[0].stale > 0
    assert _hit_ratio(updated) > _hit_ratio(told)


def _hit_ratio(result: Result) -> float:
    (cache,) = result.caches
    return cache.hits / (cache.hits + cache.misses)


# The reader misses at 1 ms, reads the old value from 12 to 212 ms, and stores it at 223 ms. The writer's value is
# durable at 35 ms, and the cache hears of it at 46 ms, when there is nothing to delete.
RACE = [(0.0, False), (20.0, True), (500.0, False), (900.0, False)]


def stale(result: Result) -> tuple[int, list[float]]:
    """How many hits were stale, and the sum and the largest of their ages in ms."""
    (cache,) = result.caches
    return cache.stale, [cache.stale_ns / MS, cache.stale_max_ns / MS]


def test_a_reader_who_missed_before_the_write_leaves_the_old_value_behind_the_delete() -> None:
    """The two later reads hit at 501 and 901 ms: 466 and 866 ms after the write."""
    result = told(RACE, tier(hop_ms=2.0, ttl_s=0.0, on_write="delete"))
    assert stale(result) == (2, [466.0 + 866.0, 866.0])
    assert result.caches[0].dropped == 0


def test_the_value_left_behind_lives_until_it_expires() -> None:
    """Until 223 + 400 ms."""
    result = told(RACE, tier(hop_ms=2.0, ttl_s=0.4, on_write="delete"))
    assert stale(result) == (1, [466.0, 466.0])
    assert result.caches[0].expired == 1


def test_deleting_again_a_while_later_takes_it_away() -> None:
    """At 46 + 1 + 600 + 1 = 648 ms, so the hit at 501 ms is stale, and the read at 900 ms misses."""
    result = told(RACE, tier(hop_ms=2.0, ttl_s=0.0, on_write="delete", delete_again_s=0.6))
    assert stale(result) == (1, [466.0, 466.0])
    assert result.caches[0].dropped == 1


def test_an_update_is_overwritten_by_the_reader_who_comes_late() -> None:
    """The new value is there from 46 ms on, until the old one is stored over it at 223 ms."""
    lines = [(0.0, False), (20.0, True), (100.0, False), (500.0, False)]
    result = told(lines, tier(hop_ms=2.0, ttl_s=0.0, on_write="update"))
    assert stale(result) == (1, [466.0, 466.0])
    assert result.caches[0].hits == 2


def test_a_write_whose_cache_node_cannot_be_reached_is_done_and_the_old_value_stays() -> None:
    """The node is cut off from 400 to 800 ms, during which the write comes; it still has the value of 223 ms."""
    cut = {"kind": "cut", "node": "cache-1", "start_s": 0.4, "duration_s": 0.4}
    lines = [(0.0, False), (420.0, True), (900.0, False)]
    cache = tier(hop_ms=2.0, ttl_s=0.0, on_write="delete", timeout_s=0.05)
    result = told(lines, cache, faults=(cut,))
    assert stale(result) == (1, [901.0 - 435.0, 901.0 - 435.0])
    assert traffic.error_rate(result) == 0.0


def test_a_dead_node_has_nothing_stale_when_it_comes_back() -> None:
    dead = Kill(node="cache-1", start_s=0.3, duration_s=0.1)
    result = told([(0.0, False), (320.0, True), (900.0, False)], tier(hop_ms=2.0, ttl_s=0.0), faults=(dead,))
    assert stale(result)[0] == 0
    assert result.caches[0].misses == 2


def test_what_was_written_while_it_lay_there_is_stale_until_it_is_stored_anew() -> None:
    """Nobody tells the cache: the write of 420 ms is durable at 435 ms and dates the value of 223 ms; the second does
    not make it any older."""
    lines = [(0.0, False), (420.0, True), (440.0, True), (899.0, False)]
    result = told(lines, tier(hop_ms=2.0, ttl_s=1.0))
    assert stale(result) == (1, [465.0, 465.0])
    assert result.until_ns == 3 * S
