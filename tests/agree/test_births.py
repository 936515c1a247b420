"""Keys that are born and die: what a filter that nobody tells does, what one that cannot forget does, and how long a
remembered absence hides what has been born."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.cache_tier import CacheTier
from playground.design.design import Start, WebSystem
from playground.design.fault import Kill
from playground.design.web import Web
from playground.design.workload import Popularity, Workload
from playground.measure.identities import identities
from playground.result import Cache, Result
from playground.run import run
from playground.theory.births_and_deaths import born_share, dead_share
from playground.theory.bloom import false_share
from playground.theory.popularity import zipf
from tests.agree.engine import differences, engine
from tests.agree.one_cache import AT_ONCE, cached, far
from tests.agree.oracle.cache import Filter
from tests.agree.writing import READ, WRITE, tier

RATE_RPS, SECONDS = 5000.0, 4.0
BITS, HASHES = 20, 7  # of the filter, for each key that exists in the beginning


def lively(cache: CacheTier | Web, popularity: Popularity, *, fetch_s: float = 0.0, **more: object) -> WebSystem:
    """A fifth of the requests write; nothing takes time but a read of the database, where told."""
    workload = Workload(
        rate_rps=RATE_RPS, write_share=0.2, endpoints=(READ, WRITE), bundle_kb=0.0, popularity=popularity
    )
    parts = {"web": cache} if isinstance(cache, Web) else {"web": cached(0, 0.0), "cache": cache}
    base = far(fetch_s).model_copy(update={"write": AT_ONCE})
    given = {"workload": workload, "database": base, "start": Start.COLD, "seconds": SECONDS, "warmup_s": 0.0}
    return WebSystem.model_validate({**given, **parts, **more})


def screened(*, inserts: bool, in_process: bool = False) -> CacheTier | Web:
    """A cache of one entry behind a filter."""
    if in_process:
        more = {"cache_filter_bits_per_key": BITS, "cache_filter_hashes": HASHES, "cache_filter_inserts": inserts}
        return cached(1, 0.0, **more)
    return tier(size_items=1, filter_bits_per_key=BITS, filter_hashes=HASHES, filter_inserts=inserts)


def only(result: Result) -> Cache:
    (cache,) = result.caches
    return cache


def look_ups(cache: Cache) -> int:
    return cache.hits + cache.misses + cache.refused


def mean(design: WebSystem, name: str, runs: int = 40) -> tuple[float, float]:
    """A count's share of the look-ups, over so many seeds, and its standard error."""
    caches = [only(run(design, seed=seed)) for seed in range(1, runs + 1)]
    found = [getattr(cache, name) / look_ups(cache) for cache in caches]
    return float(np.mean(found)), float(np.std(found, ddof=1)) / math.sqrt(runs)


def agrees(found: tuple[float, float], theory: float) -> bool:
    value, error = found
    assert 0 < error <= 0.005 * theory
    return abs(value - theory) <= 4 * error


# A filter and those who are born

BORN = Popularity(keys=1000, missing_share=1.0, missing_keys=2000, births_share=1.0)


@pytest.mark.parametrize("in_process", [False, True])
def test_who_is_put_into_the_filter_is_never_wronged(in_process: bool) -> None:
    """Those not born yet slip through as often as the filter says, which fills with every birth."""
    cache = only(run(lively(screened(inserts=True, in_process=in_process), BORN), seed=1))
    assert cache.wronged == 0
    assert cache.refused > 0.3 * look_ups(cache)
    untold = only(run(lively(screened(inserts=False, in_process=in_process), BORN), seed=1))
    assert cache.refused + cache.slipped == untold.refused - untold.wronged + untold.slipped, "who is not born yet"
    assert untold.slipped <= cache.slipped


@pytest.mark.parametrize("in_process", [False, True])
def test_whom_nobody_puts_into_the_filter_it_wrongs_as_often_as_they_are_born(in_process: bool) -> None:
    """1000 births a second on 2000 keys, over 4 s; but for those that the filter cannot tell from others."""
    found = mean(lively(screened(inserts=False, in_process=in_process), BORN), "wronged")
    others = Filter(BORN.keys, BITS * BORN.keys, HASHES)
    passing = sum(others.may_exist(BORN.keys + number) for number in range(BORN.missing_keys))
    theory = born_share(0.2 * RATE_RPS, BORN.missing_keys, SECONDS) * (1 - passing / BORN.missing_keys)
    assert agrees(found, theory)


def test_the_more_births_the_more_are_wronged() -> None:
    shares = []
    for births in (0.0, 0.1, 0.3, 1.0):
        keys = BORN.model_copy(update={"births_share": births})
        cache = only(run(lively(screened(inserts=False), keys), seed=1))
        shares.append(cache.wronged / look_ups(cache))
        theory = born_share(births * 0.2 * RATE_RPS, BORN.missing_keys, SECONDS)
        assert shares[-1] == pytest.approx(theory, rel=0.06)
    assert shares[0] == 0.0


def test_a_filter_that_learns_becomes_as_blind_as_one_for_so_many_keys() -> None:
    """All 3000 are born in the first second; the filter was made for 1000. Attackers ask for others, each once."""
    keys = Popularity(keys=1000, missing_keys=3000, births_share=1.0)
    attack = {"kind": "attack", "node": "cache-1", "rate_rps": 50_000.0, "keys": 0, "start_s": 3.5, "duration_s": 0.5}
    cache = tier(size_items=1, filter_bits_per_key=10.0, filter_hashes=7)
    design = lively(cache, keys, faults=(attack,), seconds=4.0)
    design = design.model_copy(
        update={"workload": design.workload.model_copy(update={"rate_rps": 20_000.0, "write_share": 0.5})}
    )
    found = only(run(design, seed=1))
    share = found.slipped / (found.slipped + found.refused)
    assert found.wronged == 0
    assert share == pytest.approx(false_share(4000, 10_000, 7), rel=0.03)
    assert share > 20 * false_share(1000, 10_000, 7)


# A filter and those who have died

MORTAL = Popularity(keys=2000, zipf_exponent=0.8, deaths_share=1.0)


@pytest.mark.parametrize("in_process", [False, True])
def test_who_has_died_slips_through_the_filter_for_ever(in_process: bool) -> None:
    """Nobody asks for anything else, so nobody is refused; 1000 deaths a second fall on keys as look-ups do."""
    design = lively(screened(inserts=True, in_process=in_process), MORTAL)
    assert only(run(design, seed=1)).refused == 0
    theory = dead_share(zipf(2000, 0.8), 0.2 * RATE_RPS, SECONDS)
    assert agrees(mean(design, "slipped"), theory)


def test_what_is_written_to_the_dead_wakes_nobody_and_outdates_nothing() -> None:
    """Two keys die within moments, of which nobody tells the cache: what it holds is old from then on, until it
    expires. After that it is told that there is nothing, which no further write makes untrue."""
    keys = Popularity(keys=2, zipf_exponent=0.0, deaths_share=0.5)
    result = run(lively(tier(ttl_s=0.5, null_ttl_s=10.0), keys), seed=1)
    cache = only(result)
    assert cache.stale > 0
    assert cache.stale_max_ns <= 0.5e9
    assert cache.hits - cache.negative == pytest.approx(0.5 / SECONDS * look_ups(cache), rel=0.1)
    assert cache.stale < cache.hits - cache.negative
    assert identities(result) == ()
    assert sum(log.durable for log in result.logs) > 0.19 * RATE_RPS * SECONDS


@pytest.mark.parametrize("on_write", ["delete", "update"])
@pytest.mark.parametrize("null_ttl_s", [0.0, 10.0])
def test_a_write_that_deletes_a_key_takes_it_out_of_the_cache(on_write: str, null_ttl_s: float) -> None:
    """An update brings that there is nothing, where that is remembered; else the key is deleted, too."""
    keys = Popularity(keys=1, deaths_share=1.0)
    cache = only(run(lively(tier(on_write=on_write, null_ttl_s=null_ttl_s), keys), seed=1))
    assert cache.stale == 0
    assert (cache.negative > 0) is (null_ttl_s > 0)
    if null_ttl_s == 0:
        assert cache.dropped == min(1, cache.hits + 1)
        assert cache.misses > 0.99 * look_ups(cache)
    if on_write == "update" and null_ttl_s > 0:
        assert cache.dropped == 0


# Absences that are remembered, and births

NURSERY = Popularity(keys=1, missing_share=1.0, missing_keys=500, births_share=1.0)


def test_who_is_born_while_its_absence_is_remembered_is_unseen_for_the_null_ttl_at_most() -> None:
    """Values live for 0.1 s, absences for 0.7 s; and a fetch takes no time."""
    cache = only(run(lively(tier(ttl_s=0.1, null_ttl_s=0.7), NURSERY), seed=1))
    assert cache.negative > 1000
    assert 0.6e9 < cache.stale_max_ns <= 0.7e9
    short = only(run(lively(tier(ttl_s=0.1, null_ttl_s=0.3), NURSERY), seed=1))
    assert 0.25e9 < short.stale_max_ns <= 0.3e9


@pytest.mark.parametrize("on_write", ["delete", "update"])
def test_a_write_that_tells_the_cache_cures_the_absence(on_write: str) -> None:
    cache = only(run(lively(tier(ttl_s=0.1, null_ttl_s=0.7, on_write=on_write), NURSERY), seed=1))
    assert cache.negative > 1000
    assert cache.stale == 0


def test_an_absence_that_was_read_before_the_birth_and_comes_after_it_is_old() -> None:
    """A fetch takes 50 ms, in which the key is born and the cache told: the reader leaves the absence behind."""
    cache = only(run(lively(tier(ttl_s=0.1, null_ttl_s=0.7, on_write="delete"), NURSERY, fetch_s=0.05), seed=1))
    assert cache.stale > 0
    assert cache.stale_max_ns <= 0.05e9 + 0.7e9


def test_one_birth_step_by_step() -> None:
    """One key that does not exist: its absence is remembered by the first who asks, and never expires. From the birth
    on every hit is stale, as old as the birth is long ago."""
    keys = Popularity(keys=1, missing_share=1.0, missing_keys=1, births_share=1.0)
    design = lively(tier(null_ttl_s=3600.0), keys, seconds=2.0)
    design = design.model_copy(update={"workload": design.workload.model_copy(update={"rate_rps": 30.0})})
    for seed in (1, 2, 3):
        steps = engine(design, seed).steps
        asked = [at for at, _, _, _, what, _ in steps if what == "LOOK_UP"]
        born_ns = min(at for at, _, _, _, what, _ in steps if what == "CHANGED")
        first_ns, later = asked[0], asked[1:]
        cache = only(run(design, seed=seed))
        if first_ns > born_ns:  # the first who asks finds it, and nobody remembers that it was not there
            assert cache.negative == 0
            continue
        ages_ns = [at - born_ns for at in later if at > born_ns]
        assert (cache.hits, cache.negative, cache.misses) == (len(later), len(later), 1)
        assert (cache.stale, cache.stale_ns, cache.stale_max_ns) == (len(ages_ns), sum(ages_ns), max(ages_ns))
    assert differences(design, 1) == []


# Copies


def test_on_a_copy_that_lags_a_key_is_born_later() -> None:
    """Reads go to a replica that is 0.2 s behind: a birth is not seen there for as long, and that is a stale read."""
    copied = {"replicas": 1, "ship_delay_s": 0.2, "read_from": "replicas", "apply": AT_ONCE}
    design = lively(cached(0, 0.0), NURSERY, replication=copied)
    result = run(design, seed=1)
    assert result.replication is not None
    copy = result.replication.copies[1]
    assert 0 < copy.stale < copy.reads
    assert 0.19e9 < copy.stale_max_ns <= 0.21e9


def test_a_birth_that_a_failover_loses_has_not_happened() -> None:
    """The primary dies with births that no replica has: asked again, they are born again, and the filter has long
    heard of them."""
    failover = {
        "interval_s": 0.1,
        "timeout_s": 0.05,
        "fall": 1,
        "election_s": 0.1,
        "promotion_s": 0.1,
        "reroute_s": 0.0,
    }
    copied = {"replicas": 1, "ship_delay_s": 0.5, "failover": failover}
    dead = Kill(node="database", start_s=0.6, duration_s=None)
    keys = Popularity(keys=20, missing_share=0.7, missing_keys=30, births_share=0.5, deaths_share=0.3)
    cache = tier(ttl_s=0.1, null_ttl_s=0.1, on_write="delete", filter_bits_per_key=20.0, filter_inserts=True)
    design = lively(cache, keys, replication=copied, faults=(dead,), seconds=2.0)
    design = design.model_copy(update={"workload": design.workload.model_copy(update={"rate_rps": 150.0})})
    assert differences(design, 1) == []
    result = run(design, seed=1)
    assert result.replication is not None
    assert result.replication.lost > 0
    assert only(result).wronged == 0
    assert identities(result) == ()
