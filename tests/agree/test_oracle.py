"""The engine agrees with an independent simulation, step by step of every request, on random small designs.

Nothing is rounded and nothing is sampled: the instants in nanoseconds, the order of all that falls on one instant, whom
the balancer picked, why an attempt failed, and every integral and count in the books must be equal.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from playground.design.cache import Lock
from playground.design.catalogue import find, names
from playground.design.change import put_all
from playground.design.design import Queueing, WebChain, WebSystem
from playground.design.workload import Popularity
from playground.traffic.trace import Trace
from tests.agree.dense import written_to
from tests.agree.designs import chains, queues, stampedes, surges, tier_stampedes, web_systems
from tests.agree.engine import differences, engine, oracle
from tests.agree.mixes import mixed
from tests.agree.networks import networks
from tests.agree.nurseries import nurseries
from tests.agree.one_cache import cached, one_cache


def agree(design: Queueing | WebChain | WebSystem, seed: int = 1, trace: Trace | None = None) -> None:
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=50)
@given(queues())
def test_queues(design: Queueing) -> None:
    agree(design)


@settings(max_examples=30)
@given(chains())
def test_web_chains(design: WebChain) -> None:
    agree(design)


@settings(max_examples=90)
@given(web_systems("single-server"))
def test_single_servers(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 2, trace)


@settings(max_examples=90)
@given(web_systems("split-tiers"))
def test_split_tiers(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 3, trace)


@settings(max_examples=50)
@given(stampedes())
def test_stampedes(design: WebSystem) -> None:
    """Many ask for few keys that soon expire: they wait for each other, lose patience, and die together."""
    agree(design, 4)


@settings(max_examples=50)
@given(stampedes())
def test_stampedes_with_one_lock_for_all_servers(design: WebSystem) -> None:
    """No design may have that while each server has a cache of its own; what a tier of caches is built of can."""
    web = design.web.model_copy(update={"cache_lock": Lock.SHARED})
    agree(design.model_copy(update={"web": web}), 5)


@settings(max_examples=140)
@given(web_systems("load-balancer"))
def test_load_balancers(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 1, trace)


@settings(max_examples=60)
@given(mixed("load-balancer"))
def test_browsers_and_apps(design: WebSystem) -> None:
    agree(design, 6)


@settings(max_examples=25)
@given(surges())
def test_servers_that_come_and_go(design: WebSystem) -> None:
    """Started at the same looks, with cold caches, in the same order among the picked, and unharmed before."""
    agree(design, 2)


@settings(max_examples=140)
@given(web_systems("load-balancer", has_tier=True))
def test_tiers_of_caches(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 3, trace)


@settings(max_examples=40)
@given(web_systems("replicas", has_tier=True))
def test_tiers_of_caches_before_replicas(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 6, trace)


@settings(max_examples=50)
@given(web_systems("replicas"))
def test_replicas_behind_all_that_was_there_before(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 4, trace)


@settings(max_examples=60)
@given(tier_stampedes())
def test_stampedes_at_a_tier_of_caches(design: WebSystem) -> None:
    """Those who wait look again over the network, and a cache node that reads the database dies with its errands."""
    agree(design, 5)


@settings(max_examples=120)
@given(written_to())
def test_replicated_databases(design: WebSystem) -> None:
    agree(design, 5)


@settings(max_examples=60)
@given(nurseries("load-balancer", has_tier=True))
def test_keys_that_come_and_go_behind_a_tier_of_caches(design: WebSystem) -> None:
    agree(design, 2)


@settings(max_examples=40)
@given(nurseries("load-balancer", has_tier=False))
def test_keys_that_come_and_go_behind_caches_in_processes(design: WebSystem) -> None:
    agree(design, 3)


@settings(max_examples=40)
@given(nurseries("replicas", has_tier=True))
def test_keys_that_come_and_go_before_replicas(design: WebSystem) -> None:
    """Absences are read from copies that lag, and a failover loses births."""
    agree(design, 4)


@settings(max_examples=110)
@given(networks("load-balancer"))
def test_files_that_come_by_a_cdn(drawn: tuple[WebSystem, Trace | None]) -> None:
    agree(drawn[0], 5, drawn[1])


@settings(max_examples=40)
@given(networks("split-tiers"))
def test_files_that_come_by_a_cdn_without_a_balancer(drawn: tuple[WebSystem, Trace | None]) -> None:
    agree(drawn[0], 6, drawn[1])


@pytest.mark.parametrize("name", names())
def test_designs_by_name(name: str) -> None:
    """As they stand in the catalogue, for three seconds and with two seeds; where data is copied, with fewer users and
    keys, since the oracle searches all that it knows for whatever it is asked."""
    design = find(name)
    small: dict[str, object] = {}
    if isinstance(design, WebSystem) and design.replication is not None:
        small = {"workload.daily_users": 30_000, "workload.popularity.keys": 2000}
    if isinstance(design, WebSystem) and design.cache is not None:
        small |= {"cache.size_items": 100}
    design = put_all(design, {"seconds": 3.0, "warmup_s": 0.5, **small})
    agree(design, 1)
    agree(design, 2**63 + 5)


def test_a_monitor_that_hears_badly_beside_a_tier_of_caches() -> None:
    """Its probes draw their luck by their place among all that are checked: servers, cache nodes, then databases."""
    knobs: dict[str, object] = {
        "seconds": 20.0, "warmup_s": 0.5, "start": "cold", "workload.daily_users": 3000,
        "workload.popularity.keys": 500, "workload.patience.timeout_s": 2.0, "database.query_timeout_s": 1.0,
        "cache.size_items": 100, "replication.failover.interval_s": 0.2, "replication.failover.timeout_s": 0.1,
        "replication.failover.fall": 1,
        "faults": [{"kind": "lose", "node": "monitor", "share": 0.4, "start_s": 0.1, "duration_s": None}],
    }  # fmt: skip
    agree(put_all(find("cache"), knobs))


@pytest.mark.parametrize("births_share", [0.0, 0.3])
def test_what_is_written_on_a_branch_reaches_the_caches_and_is_old_there(births_share: float) -> None:
    """The monitor does not hear the primary, which nobody locks out: servers write to it for 4 s more, and bring what
    they have written to the caches."""
    failover = {"interval_s": 0.2, "timeout_s": 0.1, "fall": 1, "election_s": 0.1, "promotion_s": 0.1, "reroute_s": 4.0}
    knobs: dict[str, object] = {
        "seconds": 6.0, "warmup_s": 0.0, "start": "cold", "workload.rate_rps": 150.0, "workload.write_share": 0.4,
        "workload.popularity.keys": 5, "workload.popularity.missing_keys": 4, "workload.popularity.missing_share": 0.3,
        "workload.popularity.births_share": births_share, "workload.popularity.deaths_share": births_share / 3,
        "cache.size_items": 20, "cache.ttl_s": 1.0, "cache.null_ttl_s": 0.3, "cache.on_write": "update",
        **{f"replication.failover.{name}": value for name, value in {**failover, "fenced": False}.items()},
        "faults": [{"kind": "cut", "node": "monitor>database", "start_s": 0.5, "duration_s": None}],
    }  # fmt: skip
    agree(put_all(find("cache"), knobs))


def test_an_absence_in_the_place_of_an_old_value_is_not_old() -> None:
    """One place for everything: what is remembered of a key that does not exist takes that of an outdated value."""
    knobs: dict[str, object] = {
        "seconds": 5.0, "warmup_s": 0.5, "start": "cold", "workload.rate_rps": 100.0, "workload.write_share": 0.2,
        "workload.popularity.keys": 1, "workload.popularity.missing_keys": 1, "workload.popularity.missing_share": 0.3,
        "cache.nodes": 1, "cache.size_items": 1, "cache.ttl_s": 0.0, "cache.null_ttl_s": 0.05,
    }  # fmt: skip
    agree(put_all(find("cache"), knobs))


@pytest.mark.parametrize(("size_items", "missing_keys", "null_ttl_s"), [(50, 5, 60.0), (50, 20, 60.0), (30, 10, 10.0)])
def test_a_prelude_that_does_not_fill_the_cache(size_items: int, missing_keys: int, null_ttl_s: float) -> None:
    """Values live for ever and absences longer than the prelude, but there are more places than keys."""
    popularity = Popularity(keys=5, missing_share=0.5, missing_keys=missing_keys)
    agree(one_cache(100.0, 20.0, popularity, cached(size_items, 0.0, cache_null_ttl_s=null_ttl_s)))


def test_the_comparison_has_teeth() -> None:
    """Another seed is another story, and so is a knob moved by a little."""
    design = put_all(find("single-server"), {"seconds": 1.0, "warmup_s": 0.0})
    assert oracle(design, 1) == engine(design, 1)
    assert oracle(design, 2) != engine(design, 1)
    assert oracle(put_all(design, {"database.hop_ms": 0.06}), 1) != engine(design, 1)
