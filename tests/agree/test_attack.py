"""An attack with keys that do not exist: what remembering absences stops of it, and what that costs everybody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.cache_tier import CacheTier
from playground.design.design import WebSystem
from playground.design.fault import Attack
from playground.design.workload import Popularity
from playground.measure.episodes import Episode, episodes
from playground.result import Cache, Result
from playground.run import run
from tests.agree.one_cache import cached, far, one_cache

FROM_S, FOR_S, LENGTH_S = 5.0, 20.0, 30.0
RATE_RPS = 500.0
KEYS = 400


def attacked(attack: dict[str, Any] | None, *, fetch_s: float = 0.0, **cache: Any) -> WebSystem:
    """500 pages a second for 400 keys, which fit into one node of caches exactly; what takes time is the database."""
    usual = {"nodes": 1, "size_items": KEYS, "ttl_s": 0.0, "work_ms": 0.0, "hop_ms": 0.0, **cache}
    faults = () if attack is None else (Attack(start_s=FROM_S, duration_s=FOR_S, **attack),)
    popularity = Popularity(keys=KEYS, zipf_exponent=0.8)
    tier = CacheTier.model_validate(usual)
    return one_cache(RATE_RPS, LENGTH_S, popularity, cached(0, 0.0), cache=tier, faults=faults, database=far(fetch_s))


def attackers(result: Result) -> int:
    return next((row.offered for row in result.endpoints if row.name == "attack"), 0)


def users(result: Result) -> tuple[int, int]:
    """(requests, hits) of those who ask for what exists."""
    (cache,) = result.caches
    (page,) = (row for row in result.endpoints if row.name == "page")
    return page.offered, cache.hits - cache.negative


def only(result: Result) -> Cache:
    (cache,) = result.caches
    return cache


def test_without_memory_for_absences_every_request_of_an_attack_asks_the_database() -> None:
    for keys in (0, 1, 100):
        result = run(attacked({"rate_rps": 1000.0, "keys": keys}), seed=1)
        assert attackers(result) == pytest.approx(1000.0 * FOR_S, rel=0.03)
        assert only(result).misses == attackers(result), "every key that exists is there"
        assert only(result).negative == 0


def test_an_attack_changes_nobody_elses_luck() -> None:
    """Users ask for the same keys at the same instants, and find them as long as absences take no room."""
    quiet, loud = run(attacked(None), seed=1), run(attacked({"rate_rps": 1000.0}), seed=1)
    assert users(quiet) == users(loud)
    assert attackers(quiet) == 0
    (page, calm) = (next(row for row in result.endpoints if row.name == "page") for result in (loud, quiet))
    assert page.latency_ns == calm.latency_ns


def test_one_missing_key_costs_one_call_for_each_life_of_its_absence() -> None:
    """Remembered for 2 s in an attack of 20, and there is room."""
    result = run(attacked({"rate_rps": 1000.0, "keys": 1}, null_ttl_s=2.0, size_items=10_000), seed=1)
    calls = only(result).misses
    assert calls == 10
    assert only(result).negative == attackers(result) - calls


@pytest.mark.parametrize("ttl_s", [0.1, 0.5])
def test_of_an_attack_on_many_keys_memory_stops_what_theory_says(ttl_s: float) -> None:
    """rate x ttl / (K + rate x ttl), at 1000/s on 300 keys; room for all of them."""
    count = 300
    result = run(attacked({"rate_rps": 1000.0, "keys": count}, null_ttl_s=ttl_s, size_items=10_000), seed=1)
    share = 1000.0 * ttl_s / (count + 1000.0 * ttl_s)
    error = np.sqrt(share * (1 - share) / attackers(result))
    assert abs(only(result).negative / attackers(result) - share) <= 4 * error + ttl_s / FOR_S * share


def test_absences_take_the_room_of_what_exists() -> None:
    """Of keys that are never the same twice memory stops none, and users find less than before."""
    hits = {}
    for null_ttl_s in (0.0, 5.0):
        result = run(attacked({"rate_rps": 1000.0}, null_ttl_s=null_ttl_s), seed=1)
        assert only(result).negative == 0
        asked, hits[null_ttl_s] = users(result)
        assert hits[null_ttl_s] <= asked
    assert hits[0.0] == asked
    assert hits[5.0] < 0.8 * asked


def test_an_attack_is_told_as_an_episode_and_sleeps_where_there_is_no_cache() -> None:
    design = attacked({"rate_rps": 100.0})
    assert episodes(run(design, seed=1)) == (Episode("attack", "cache", FROM_S, FROM_S + FOR_S),)
    bare = run(design.model_copy(update={"cache": None}), seed=1)
    assert bare.asleep == ("attack:cache",)
    assert {row.name for row in bare.endpoints} == {"page"}
    elsewhere = (Attack(node="cache-9", start_s=FROM_S),)
    assert attackers(run(design.model_copy(update={"faults": elsewhere}), seed=1)) == 0


def test_two_attacks_are_two_crowds() -> None:
    design = attacked({"rate_rps": 100.0})
    both = (*design.faults, Attack(start_s=0.0, duration_s=None, rate_rps=50.0, keys=3))
    result = run(design.model_copy(update={"faults": both}), seed=1)
    offered = {row.name: row.offered for row in result.endpoints}
    assert offered["attack"] == attackers(run(design, seed=1))
    assert offered["attack-2"] == pytest.approx(50.0 * LENGTH_S, rel=0.1)


def test_an_attack_has_a_date() -> None:
    with pytest.raises(ValueError, match="an attack needs a date: give start_s, not mtbf_s and mttr_s"):
        Attack(mtbf_s=600.0, mttr_s=60.0)
