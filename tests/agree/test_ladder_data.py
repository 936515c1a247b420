"""The ladder's stages about data: what replicas and caches buy, and what breaks without them.

Expected of the first, second and third replica, from an independent simulation: breaks at 0.59, 1.09 and 1.5 million
daily users after 0.52 without any. There, writes were replayed before any read; here a single applier waits in the same
line as eighty readers, falls behind when its machine is full, and leaves it to them: 6 % more users, and lag instead.
"""

from __future__ import annotations

import pytest

from playground.design import catalogue, change
from playground.design.design import Common, WebSystem
from playground.measure import caches, replication, traffic, utilisation
from playground.run import run
from playground.study.break_point import Break, find
from tests.agree.break_point import with_users

WIDE = {"web.servers": 16}  # so that the web tier is not what breaks


def breaks(design: Common, seeds: tuple[int, ...] = (1,)) -> Break:
    assert isinstance(design, WebSystem)
    return find(design, seeds)


def replicated(count: int, **knobs: object) -> Common:
    return change.put_all(catalogue.find("replicas"), {**WIDE, "replication.replicas": count, **knobs})


@pytest.fixture(scope="module")
def ends() -> dict[int, float]:
    """Replicas -> the most daily users."""
    none = breaks(change.put_all(catalogue.find("load-balancer"), {"web.servers": 8}))
    return {0: none.mean, **{count: breaks(replicated(count)).mean for count in (1, 2, 3)}}


def test_the_first_replica_buys_little_and_the_second_much(ends: dict[int, float]) -> None:
    assert 1.10 < ends[1] / ends[0] < 1.20, "all reads go to it, and every write too"
    assert 1.9 < ends[2] / ends[1] < 2.1
    assert 1.35 < ends[3] / ends[2] < 1.5
    for count, expected in {1: 0.59e6, 2: 1.09e6, 3: 1.5e6}.items():
        assert ends[count] == pytest.approx(expected, rel=0.09)


def test_with_half_of_all_requests_writing_more_replicas_buy_nothing() -> None:
    """The primary is full of writes that nobody else can take."""
    found = [breaks(replicated(count, **{"workload.write_share": 0.5})) for count in (1, 2, 4)]
    assert [row.node for row in found[1:]] == ["database"] * 2
    for row in found[1:]:
        assert row.users[0] == pytest.approx(found[0].users[0], rel=0.011)


def test_the_stage_opens_10_to_25_percent_below_its_break() -> None:
    found = breaks(catalogue.find("replicas"), (1,))
    assert 0.75 * found.mean <= 900_000 <= 0.90 * found.mean
    assert found.node.startswith("replica-")
    assert found.station == "database cores"


def test_a_cache_moves_the_break_from_the_database_to_the_way_out() -> None:
    found = breaks(catalogue.find("cache"), (1,))
    assert found.mean > 1_500_000
    assert found.node == "entry"
    result = run(catalogue.find("cache"))
    assert caches.all_together(result) == pytest.approx(0.725, abs=0.01), "Che's approximation"
    used = {row.name: row.utilisation or 0.0 for row in utilisation.nodes(result)}
    assert used["replica-1"] < 0.65
    assert max(use for name, use in used.items() if name.startswith("cache-")) < 0.05


def test_one_replica_of_two_cannot_carry_on_alone() -> None:
    """The survivor would need half as much again as it has: rho n / (n - 1)."""
    kill = {"kind": "kill", "node": "replica-1", "start_s": 30.0, "duration_s": None}
    result = run(change.put(catalogue.find("replicas"), "faults", [kill]))
    (survivor,) = [station for station in result.stations if station.node == "replica-2" and station.measures_node]
    at_s = [window * result.window_ns / 1e9 for window in range(result.windows)]
    after = [window for window, start_s in enumerate(at_s) if start_s >= 45.0]
    busy = survivor.busy_ns[after].sum() / (survivor.slots or 1) / (len(after) * result.window_ns)
    assert busy > 0.99
    assert result.requests.failed[after].sum() > 0.05 * result.requests.offered[after].sum()
    two_left = change.put_all(catalogue.find("replicas"), {"replication.replicas": 3, "faults": [kill]})
    calm = run(two_left)
    assert calm.requests.failed[after].sum() == 0


def test_the_last_replica_dies_and_the_primary_takes_the_reads() -> None:
    few = with_users(replicated(1), 300_000)
    kill = {"kind": "kill", "node": "replica-1", "start_s": 30.0, "duration_s": None}
    result = run(change.put(few, "faults", [kill]))
    noticed_s = next(order.t_ns / 1e9 for order in result.orders if order.what == "mark_down")
    assert 36.0 < noticed_s < 36.1
    at_s = [window * result.window_ns / 1e9 for window in range(result.windows)]
    found = result.replication
    assert found is not None
    reads = found.copies[0].reads_in
    assert reads[[window for window, start_s in enumerate(at_s) if start_s < 36.0]].sum() == 0
    late = [window for window, start_s in enumerate(at_s) if start_s >= 37.0]
    assert reads[late].sum() > 1.8 * result.requests.offered[late].sum()
    assert result.requests.failed[late].sum() == 0


def test_without_its_cache_the_stage_is_beyond_what_the_databases_carry() -> None:
    flush = {"kind": "flush", "node": "cache", "start_s": 30.0, "duration_s": None}
    empty = change.put_all(catalogue.find("cache"), {"entry.link_gbit_s": 40.0, "cache.size_items": 4})
    lost = run(empty)
    error_rate = traffic.error_rate(lost)
    assert error_rate is not None
    assert error_rate > 0.1
    flushed = run(change.put_all(catalogue.find("cache"), {"entry.link_gbit_s": 40.0, "faults": [flush]}))
    share = replication.stale(flushed)
    assert share is not None
    hits = caches.over_time(flushed)["cache"]
    at_s = [window * flushed.window_ns / 1e9 for window in range(flushed.windows)]
    before = [hit for hit, start_s in zip(hits, at_s, strict=True) if 20 <= start_s < 29]
    first = [hit for hit, start_s in zip(hits, at_s, strict=True) if 30 <= start_s < 30.5]
    assert sum(first) / len(first) < 0.75 * sum(before) / len(before)
    assert hits[-5:].mean() == pytest.approx(0.72, abs=0.02), "it has learned again"
