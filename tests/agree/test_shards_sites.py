"""Shards at several sites: one shard is the database that was there before, reads stay at their site, writes go to the
primaries at the first one, and nothing is lost when a site or a primary dies while keys move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault_text import parse
from playground.design.ladder import stage
from playground.design.service import Deterministic
from playground.design.sites import site_of
from playground.measure.identities import identities
from playground.measure.shards import moves
from playground.result import Result
from playground.run import run
from tests.agree.sited import sited

READS = Endpoint(name="page", web_work=Deterministic(mean_ms=0.0), calls=(Call(times=1),), response_kb=0.0)
WRITES = Endpoint(
    name="order",
    writes=True,
    web_work=Deterministic(mean_ms=0.0),
    calls=(Call(kind=CallKind.WRITE),),
    response_kb=0.0,
)
BOTH = (READS.model_copy(update={"share": 0.7}), WRITES.model_copy(update={"share": 0.3}))


def spread(*faults: str, seconds: float = 10.0, **knobs: object) -> WebSystem:
    """Shards with two copies each at each of two sites, 40 ms apart."""
    given = {
        "sharding__shards": 3,
        "workload__popularity__keys": 300,
        "workload__popularity__zipf_exponent": 0.0,
        "database__write": {"kind": "deterministic", "mean_ms": 1.0},
        "sites__rtt_ms": 40.0,
        "sites__lag_s": 0.1,
        **knobs,
    }
    return sited(*faults, rate_rps=200.0, seconds=seconds, endpoints=BOTH, **given)


def checked(design: WebSystem, seed: int = 1) -> Result:
    """A run in which everything is accounted for, and every key is on one shard."""
    result = run(design, seed=seed)
    assert identities(result) == ()
    assert result.sharded is not None
    assert sum(shard.keys for shard in result.sharded.shards) == design.workload.popularity.keys
    return result


@pytest.mark.parametrize(
    "faults",
    [
        (),
        ("kill:replica-1@20+10",),
        ("kill:database@20+15",),
        ("kill:database@20", "kill:replica-1@20", "kill:replica-2@20"),
        ("kill:b-database@15", "kill:b-replica-1@15", "kill:b-replica-2@15+10"),
        ("kill:site-a@20",),
    ],
    ids=lambda faults: "+".join(faults) or "calm",
)
def test_one_shard_is_the_database_that_all_share(faults: tuple[str, ...]) -> None:
    """To the byte, but for the names: elections, lent copies and addresses among them."""
    calm = {"seconds": 45.0, "warmup_s": 5.0, "workload.daily_users": 300_000, "web.servers": 2}
    plain = put_all(stage("multi-dc").design, calm)
    assert isinstance(plain, WebSystem)
    found = []
    for shards in (0, 1):
        parts = {"sharding.shards": 1} if shards else {}
        told = [_of_shard(fault) if shards else fault for fault in faults]
        design = put_all(plain, {**parts, "faults": _parsed(told)})
        result = run(design)
        assert identities(result) == ()
        found.append(result)
    whole, one = found
    assert [(row.served, row.failed) for row in whole.endpoints] == [(row.served, row.failed) for row in one.endpoints]
    for before, after in zip(whole.latency, one.latency, strict=True):
        assert np.array_equal(before.counts, after.counts)
    assert [order.what for order in whole.orders] == [order.what for order in one.orders]
    assert [order.t_ns for order in whole.orders] == [order.t_ns for order in one.orders]


def test_reads_stay_at_their_site_and_writes_go_to_the_first() -> None:
    result = checked(spread())
    found = result.replication
    assert found is not None
    reads = {site: sum(copy.reads for copy in found.copies if site_of(copy.name) == site) for site in (0, 1)}
    asked = sum(row.served for row in result.endpoints if row.name.startswith("page"))
    assert sum(reads.values()) >= asked
    assert reads[0] == pytest.approx(reads[1], rel=0.2)
    assert result.sharded is not None
    assert {site_of(shard.primary) for shard in result.sharded.shards} == {0}
    assert all(len(shard.copies) == 4 for shard in result.sharded.shards)


def test_each_shard_of_a_dead_site_has_a_primary_at_the_other_one() -> None:
    result = checked(spread("kill:site-a@2", seconds=30.0))
    assert result.sharded is not None
    assert {site_of(shard.primary) for shard in result.sharded.shards} == {1}
    assert sum(order.what == "promote" for order in result.orders) == 3


def test_keys_travel_as_far_as_their_primaries_stand_apart() -> None:
    """A mover brings a batch there and comes back, once for each of them: as many times the way as there are batches,
    where its shard has gone to the other site."""
    knobs = {"sharding__move_batch_keys": 5, "sharding__move_rate_keys_per_s": 1e5, "sharding__scheme": "modulo"}
    grow = ("reshard*4:database@20",)
    home = checked(spread(*grow, seconds=40.0, **knobs))
    gone = checked(spread("kill:shard-1-database@2", "kill:shard-1-replica-1@2", *grow, seconds=40.0, **knobs))
    near, far = moves(home), moves(gone)
    assert near is not None
    assert far is not None
    assert near.duration_s is not None
    assert far.duration_s is not None
    assert far.moved == near.moved == 225
    batches = sum(-(-count // 5) for count in (25, 25, 25))  # of the first shard to each of the others
    assert far.duration_s - near.duration_s == pytest.approx(batches * 0.04, rel=0.1)


@given(
    st.integers(1, 4),
    st.sampled_from(["modulo", "range", "ring", "jump", "directory"]),
    st.lists(
        st.sampled_from(
            [
                "kill:shard-1-database@2+3",
                "kill:b-shard-1-database@1+4",
                "kill:b-shard-1-replica-1@2",
                "kill:site-a@3",
                "kill:site-b@2+4",
                "lose*0.5:shard-1-database>b-shard-1-database@1+3",
            ]
        ),
        unique=True,
        max_size=3,
    ),
    st.booleans(),
    st.sampled_from(["async", "semi_sync", "sync"]),
    st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_everything_is_accounted_for(
    shards: int, scheme: str, faults: list[str], grows: bool, commit: str, seed: int
) -> None:
    grown = (f"reshard*{shards + 1}:database@2",) if grows else ()
    knobs = {"sharding__shards": shards, "sharding__scheme": scheme, "sharding__map_refresh_s": 1.0}
    checked(spread(*faults, *grown, seconds=8.0, replication__commit=commit, **knobs), seed)


def _of_shard(fault: str) -> str:
    for name in ("database", "replica-1", "replica-2"):
        for site in ("b-", ""):
            if f":{site}{name}@" in fault:
                return fault.replace(f":{site}{name}@", f":{site}shard-1-{name}@")
    return fault


def _parsed(faults: list[str]) -> list[dict]:
    return [parse(fault).model_dump(mode="json") for fault in faults]
