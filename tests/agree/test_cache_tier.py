"""Cache servers against closed forms: what they save, what losing them costs, and when they are full themselves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.design.cache_tier import CacheTier, Placement
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.fault import Expire, Flush, Kill
from playground.design.patience import Patience
from playground.design.service import Deterministic
from playground.design.workload import Popularity
from playground.measure import cost, latency, traffic, utilisation, where_time_goes
from playground.measure.caches import all_together
from playground.result import Result, S
from playground.run import run
from playground.theory.lost_cache_node import database_factor
from tests.agree.one_cache import cached, one_cache

READ_MS = 1.0
AT_S = 20.0  # when something dies, in runs of twice as long
NEVER_S = 300.0
LOST = 0.3  # share of look-ups for what does not exist, which nobody remembers: all others hit


def tier(**knobs: Any) -> CacheTier:
    """Nodes without a queue, with room for every key, that are never noticed to be dead."""
    usual = {"nodes": 4, "size_items": 4000, "ttl_s": 0.0, "work_ms": 0.0, "hop_ms": 2.0, "down_after_s": NEVER_S}
    usual["check_interval_s"] = NEVER_S
    return CacheTier.model_validate(usual | knobs)


def base(**knobs: Any) -> Database:
    """A database that everybody can ask at once."""
    usual = {
        "read": Deterministic(mean_ms=READ_MS), "cores": 192, "contention": 0.0, "coherency": 0.0, "hop_ms": 10.0,
        "pool_size": 10_000,
    }  # fmt: skip
    return Database.model_validate(usual | knobs)


def system(rate_rps: float, seconds: float, missing: float = LOST, *, keys: int = 200, **more: Any) -> WebSystem:
    """Every key that exists is in the cache at the beginning."""
    popularity = Popularity(keys=keys, zipf_exponent=0.0, missing_share=missing)
    given = {"cache": tier(), "database": base(), **more}
    return one_cache(rate_rps, seconds, popularity, cached(0, 0.0), **given)


def dies(*names: str) -> tuple[Kill, ...]:
    return tuple(Kill(node=name, start_s=AT_S, duration_s=None) for name in names)


def reads(result: Result, from_s: float, to_s: float) -> float:
    """Database reads that were worked on between two instants."""
    cores = next(row for row in result.stations if row.name == "database cores")
    start = np.arange(len(cores.busy_ns)) * result.window_ns / S
    return float(cores.busy_ns[(start >= from_s) & (start < to_s)].sum()) / (READ_MS * 1e6)


def hits(result: Result, from_s: float, to_s: float) -> int:
    start = np.arange(result.windows) * result.window_ns / S
    inside = (start >= from_s) & (start < to_s)
    return int(sum(row.hits_in[inside].sum() for row in result.caches))


@pytest.mark.parametrize("nodes", [2, 4, 8])
def test_a_lost_node_costs_the_share_of_the_look_ups_whose_keys_it_held(nodes: int) -> None:
    """Counted one by one: the database reads what is missed, and what nobody could be asked for."""
    result = run(system(1000.0, 2 * AT_S, cache=tier(nodes=nodes), faults=dies("cache-1")), seed=1)
    missed = sum(row.misses for row in result.caches)
    refused = next(row.failed for row in result.nodes if row.name == "cache-1")
    whole = next(row for row in result.stations if row.name == "database cores")
    assert abs(whole.served - missed - refused) <= 20  # those still on their way when the run ends
    first = result.caches[0]
    before = sum(row.hits + row.misses for row in run(system(1000.0, AT_S, cache=tier(nodes=nodes)), seed=1).caches)
    share = (first.hits + first.misses) / before
    rise = reads(result, AT_S, 2 * AT_S) / reads(result, 0, AT_S)
    error = rise * math.sqrt(1 / reads(result, AT_S, 2 * AT_S) + 1 / reads(result, 0, AT_S))
    assert abs(rise - database_factor(1 - LOST, share)) <= 4 * error


def test_on_the_ring_the_loss_lasts_until_the_others_are_warm_and_by_modulo_nearly_all_is_lost() -> None:
    """In the second after the dead node was noticed; each key is asked for every five seconds on average."""
    missed = {}
    for placement in (Placement.RING, Placement.MODULO):
        cold = tier(placement=placement, check_interval_s=0.2, down_after_s=0.5, size_items=40_000)
        result = run(system(400.0, 3 * AT_S, 0.0, keys=2000, cache=cold, faults=dies("cache-1")), seed=1)
        missed[placement] = 1 - hits(result, AT_S + 1, AT_S + 2) / 400
        assert hits(result, 2 * AT_S, 3 * AT_S) > 0.97 * 400 * AT_S, "warm again"
    assert 0.1 < missed[Placement.RING] < 0.35
    assert 0.5 < missed[Placement.MODULO] < 0.75


@pytest.mark.parametrize(("full_coverage", "left"), [(True, 0.0), (False, 0.75)])
def test_without_a_replica_a_lost_range_takes_the_whole_cluster_or_itself(full_coverage: bool, left: float) -> None:
    cluster = tier(placement="slots", full_coverage=full_coverage, check_interval_s=0.2, down_after_s=0.5)
    result = run(system(1000.0, 2 * AT_S, 0.0, cache=cluster, faults=dies("cache-1")), seed=1)
    asked = 1000.0 * (AT_S - 2)
    assert hits(result, AT_S + 2, 2 * AT_S) / asked == pytest.approx(left, abs=0.03)
    assert traffic.error_rate(result) == 0.0, "the database answers"


def test_with_a_replica_only_the_failover_is_lost() -> None:
    """From the death to the promotion a quarter of the look-ups goes to the database; afterwards everything hits."""
    cluster = tier(placement="slots", replicas=1, full_coverage=False, check_interval_s=0.2, down_after_s=0.5)
    result = run(system(1000.0, 2 * AT_S, 0.0, cache=cluster, faults=dies("cache-1")), seed=1)
    (promoted_s,) = [order.t_ns / S for order in result.orders if order.what == "take_over"]
    assert AT_S + 0.5 < promoted_s < AT_S + 0.7 + 0.75 + 0.01
    assert sum(row.misses for row in result.caches) == 0, "the replica has everything"
    outage = reads(result, 0, 2 * AT_S)
    assert outage == pytest.approx(1000.0 * 0.25 * (promoted_s - AT_S), rel=0.15)


def test_losing_the_whole_cache_takes_down_what_the_database_does_not_carry_alone() -> None:
    """500 reads a second at the most: 400 pages a second survive without a cache, 900 do not."""
    small = base(read=Deterministic(mean_ms=2.0), cores=1, hop_ms=0.5)
    errors = {}
    for rate_rps in (400.0, 900.0):
        design = system(
            rate_rps, 2 * AT_S, 0.1, cache=tier(nodes=1), database=small, faults=dies("cache-1"), warmup_s=AT_S + 2
        )
        workload = design.workload.model_copy(update={"patience": Patience(timeout_s=1.0, retries=0)})
        errors[rate_rps] = traffic.error_rate(run(design.model_copy(update={"workload": workload}), seed=1))
    assert errors[400.0] == 0.0
    assert errors[900.0] > 0.4


@pytest.mark.parametrize("load", [0.5, 0.8])
def test_a_cache_node_is_a_queue_with_one_server_that_saturates_at_its_operations_a_second(load: float) -> None:
    """M/D/1: the mean wait is load x service / 2 (1 - load). Every look-up hits and is one command."""
    work_ms = 1.0
    waits = []
    for seed in range(1, 41):
        result = run(system(1000 * load, 60.0, 0.0, cache=tier(nodes=1, work_ms=work_ms, hop_ms=0.0)), seed=seed)
        waits.append(where_time_goes.mean(result).parts_ms["cache", "waiting"])
    mean, error = np.mean(waits), np.std(waits, ddof=1) / math.sqrt(len(waits))
    theory = load * work_ms / (2 * (1 - load))
    assert abs(mean - theory) <= 4 * error
    assert error <= 0.01 * theory


def test_beyond_its_operations_a_second_a_cache_node_is_full() -> None:
    full = tier(nodes=1, work_ms=1.0, hop_ms=0.0, timeout_s=3600.0)
    result = run(system(1500.0, 20.0, 0.0, cache=full, warmup_s=1.0), seed=1)
    busy = {row.name: row.utilisation for row in utilisation.nodes(result)}
    assert busy["cache-1"] == pytest.approx(1.0)
    assert result.caches[0].hits == pytest.approx(1000 * 20, rel=0.01)


def test_the_effective_access_time_is_that_of_hits_and_misses_by_their_shares() -> None:
    """A hit takes a hop of 2 ms; a miss that, the database's 11 ms, and the hop to plant it: 15 ms. The slowest in a
    hundred is a miss until more than 99 % hit."""
    for missing, p99_ms in ((0.3, 15.0), (0.02, 15.0), (0.004, 2.0)):
        result = run(system(200.0, 200.0, missing), seed=1)
        h = all_together(result)
        seen = latency.summary(result)
        assert h is not None
        assert seen.mean_ms == pytest.approx(h * 2 + (1 - h) * 15, rel=1e-3)
        assert seen.p99_ms == pytest.approx(p99_ms, rel=0.02)


@pytest.mark.parametrize("missing", [0.5, 0.2, 0.1])
def test_the_highest_rate_is_what_the_database_carries_over_the_share_that_misses(missing: float) -> None:
    """A core that reads for 5 ms carries 200 a second."""
    slow = base(read=Deterministic(mean_ms=5.0), cores=1)
    most_rps = 200 / missing
    busy = {}
    for factor in (0.9, 1.1):
        result = run(system(factor * most_rps, 60.0, missing, database=slow, warmup_s=5.0), seed=1)
        use = {row.name: row for row in utilisation.nodes(result)}["database"]
        busy[factor] = use.utilisation
    assert busy[0.9] == pytest.approx(0.9, abs=0.03)
    assert busy[1.1] == pytest.approx(1.0, abs=0.001)


def test_the_same_rate_with_a_cache_or_with_a_larger_database() -> None:
    """A cache with h of 0.75 does what four times as many cores would; its bill is that of its machines."""
    slow = {"read": Deterministic(mean_ms=5.0), "contention": 0.0, "coherency": 0.0}
    with_cache = system(300.0, 60.0, 0.25, cache=tier(nodes=2), database=base(**slow, cores=2), warmup_s=5.0)
    larger = with_cache.model_copy(update={"cache": None, "database": base(**slow, cores=8)})
    bills, busy = [], []
    for design in (with_cache, larger):
        result = run(design, seed=1)
        busy.append({row.name: row.utilisation for row in utilisation.nodes(result)}["database"])
        bills.append({line.what: line.usd for line in cost.bill(result).lines})
    assert busy[0] == pytest.approx(busy[1], rel=0.05)
    large = bills[0]["database"]
    assert bills[0]["cache"] == pytest.approx(2 * large)
    assert bills[1]["database"] == pytest.approx(4 * large)
    assert sum(bills[0].values()) < sum(bills[1].values())


@pytest.mark.parametrize(
    ("fault", "missed", "expired"),
    [
        (Flush(start_s=AT_S), 200, 0),
        (Expire(start_s=AT_S), 200, 200),
        (Expire(start_s=AT_S, hot_only=True), 1, 1),
        (Flush(node="cache-9", start_s=AT_S), 0, 0),
    ],
)
def test_what_is_forgotten_is_fetched_once(fault: Flush | Expire, missed: int, expired: int) -> None:
    """A fetch takes no time, so that each of the 200 keys is missed by the first who asks for it."""
    at_once = base(read=Deterministic(mean_ms=0.0), hop_ms=0.0)
    result = run(system(1000.0, 2 * AT_S, 0.0, cache=tier(hop_ms=0.0), database=at_once, faults=(fault,)), seed=1)
    assert sum(row.misses for row in result.caches) == missed
    assert sum(row.expired for row in result.caches) == expired
    assert all(row.state.max() == 0 for row in result.nodes), "the machines live on"
