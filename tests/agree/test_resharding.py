"""Shards are added while requests go on: timed by hand, what it takes, and that nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design.design import WebSystem
from playground.design.fault import AnyFault, Kill, Reshard
from playground.design.sharding import Scheme
from playground.measure.identities import identities
from playground.measure.shards import moved_over_time, moves
from playground.result import Result, S
from playground.run import Run, run
from playground.theory import keys_moved
from playground.traffic.shards import place
from tests.agree.sharded import KEYS, sharded

GROW = Reshard(start_s=5.0, shards=5)


def grown(sharding: dict | None = None, *faults: AnyFault, keys: dict | None = None, **more: object) -> WebSystem:
    """Four shards, five from 5 s on; keys move within some seconds."""
    given = {"move_rate_keys_per_s": 200.0, "map_refresh_s": 1.0, **(sharding or {})}
    return sharded(given, keys, faults=(GROW, *faults), **more)  # type: ignore[arg-type]


def checked(design: WebSystem, seed: int = 1) -> Result:
    """A run in which everything is accounted for."""
    result = run(design, seed=seed)
    assert identities(result) == ()
    found = result.sharded
    assert found is not None
    arrived, gone = (
        sum(int(getattr(shard, name).sum()) for shard in found.shards) for name in ("moved_in", "moved_out")
    )
    assert arrived == gone == found.to_move - found.left
    assert sum(shard.keys for shard in found.shards) == KEYS
    return result


def test_two_batches_timed_by_hand() -> None:
    """Eight keys on one shard; of two, the second has the odd ones: 1 3 5 7. A batch of two is read for 2 x 1 ms, is on
    its way for 0.25 ms, is written for 2 x 2 ms and is there; 0.25 ms back and 2 / 10 s of rest until the next."""
    design = sharded(
        {
            "shards": 1,
            "numbering": "newest",
            "move_batch_keys": 2,
            "move_rate_keys_per_s": 10.0,
            "move_read_ms": 1.0,
            "move_write_ms": 2.0,
        },
        {"keys": 8},
        faults=(Reshard(start_s=1.0, shards=2),),
        rate_rps=0.5,
        seconds=4.0,
    )
    there = Run(design, seed=1)
    batch_ns = 2_000_000 + 250_000 + 4_000_000
    for nth, moved in ((1, 2), (2, 4)):
        at_ns = S + nth * batch_ns + (nth - 1) * (250_000 + 200_000_000)
        there.advance(at_ns)
        assert sum(int(shard.moved_in.sum()) for shard in there.result().sharded.shards) == moved - 2
        there.advance(at_ns + 1)
        assert sum(int(shard.moved_in.sum()) for shard in there.result().sharded.shards) == moved
    there.advance()
    found = moves(there.result())
    assert found is not None
    assert (found.begun_s, found.duration_s) == (1.0, (2 * batch_ns + 200_250_000) / S)
    assert [shard.keys for shard in there.result().sharded.shards] == [4, 4]


@pytest.mark.parametrize("scheme", list(Scheme))
def test_as_many_keys_move_as_the_scheme_says(scheme: Scheme) -> None:
    """Exactly those whose shard is another one; of modulo four in five, of ranges and a directory as theory says."""
    design = grown({"scheme": scheme})
    result = checked(design)
    assert design.sharding is not None
    where = place(design.sharding, design.workload.popularity, 5)
    found = moves(result)
    assert found is not None
    assert (found.to_move, found.moved) == ((where.before != where.after).sum(),) * 2
    assert found.duration_s is not None
    expected = {
        Scheme.MODULO: keys_moved.by_modulo(4, 5),
        Scheme.DIRECTORY: keys_moved.at_least(4, 5),
        Scheme.RANGE: keys_moved.by_range(4, 5),
    }
    if scheme in expected:
        assert found.share == pytest.approx(expected[scheme])
    assert [shard.keys for shard in result.sharded.shards] == np.bincount(where.after, minlength=5).tolist()
    over_time = moved_over_time(result, 90)
    assert np.all(np.diff(over_time) >= 0)
    assert over_time[-1] == found.moved


def test_what_is_not_there_yet_is_asked_for_where_it_was() -> None:
    """Web servers that know the new map come too early, and those that do not come too late; all are answered."""
    at_once, never = (checked(grown({"map_refresh_s": seconds})) for seconds in (0.0, 3600.0))
    assert moves(never).early == 0
    # on the way back to the old shard a few meet their key, which has just left
    assert 0 <= moves(at_once).misdirected < 0.02 * moves(at_once).early
    assert moves(never).misdirected > 0
    for result in (at_once, never):
        assert sum(row.failed for row in result.endpoints) == 0
    after_s = moves(never).begun_s + moves(never).duration_s
    assert after_s < never.end_ns / S  # and go on doing so when all has been moved


def test_a_way_more_takes_longer() -> None:
    """One trip and one look: whoever is misdirected to the old shard has all of that, and then the way to the right
    one. Nothing waits here, so the mean grows by the share of those."""
    calm, lost = (
        checked(grown({"map_refresh_s": seconds}, rate_rps=20.0, write_share=0.0)) for seconds in (0.0, 3600.0)
    )
    found = moves(lost)
    row = lost.endpoints[0]
    one_way_more_ns = 500_000 + 500_000  # there and back, and the look
    extra = found.misdirected * one_way_more_ns
    plain = moves(calm).early * one_way_more_ns
    mean_ns = [(result.endpoints[0].latency_ns - more) / row.served for result, more in ((calm, plain), (lost, extra))]
    assert mean_ns[0] == pytest.approx(mean_ns[1], rel=0.02)


def test_what_is_written_meanwhile_goes_again_and_nothing_is_lost() -> None:
    """A few keys that are written all the time, in slow batches."""
    result = checked(
        grown(
            {"move_write_ms": 5.0, "move_batch_keys": 20}, keys={"zipf_exponent": 1.5}, write_share=1.0, rate_rps=300.0
        )
    )
    found = moves(result)
    assert found is not None
    assert found.again > 0
    assert found.moved == found.to_move
    assert result.replication is not None
    assert result.replication.lost == 0
    assert result.replication.kept == sum(log.durable for log in result.logs) == result.endpoints[1].acknowledged


WATCH = {
    "interval_s": 0.5,
    "timeout_s": 0.1,
    "fall": 2,
    "rise": 1,
    "election_s": 0.2,
    "promotion_s": 0.2,
    "reroute_s": 0.2,
}


@pytest.mark.parametrize("node", ["shard-1-database", "shard-5-database"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_primary_dies_while_keys_move(node: str, seed: int) -> None:
    """The old one's, or the new one's: what had only just come is brought again, and all keys arrive."""
    design = grown(
        {"move_rate_keys_per_s": 100.0},
        Kill(node=node, start_s=6.0, duration_s=5.0),
        replicas=1,
        ship_delay_s=0.2,
        failover=WATCH,
        seconds=30.0,
    )
    result = checked(design, seed)
    found = moves(result)
    assert found is not None
    assert found.moved == found.to_move == 0.8 * KEYS
    assert result.sharded.shards[int(node[6]) - 1].primary == node.replace("database", "replica-1")


def test_a_shard_without_replicas_waits_for_its_primary() -> None:
    result = checked(grown(None, Kill(node="shard-5-database", start_s=5.5, duration_s=5.0), seconds=30.0))
    found = moves(result)
    assert found.moved == found.to_move
    assert found.duration_s > 5.0
    failed = {row.name: row.failures for row in result.endpoints if row.failed}
    assert set(failed) <= {"page", "order"}


TROUBLE = st.lists(
    st.builds(
        Kill,
        node=st.sampled_from(["shard-1-database", "shard-2-replica-1", "shard-3-database", "shard-5-database"]),
        start_s=st.floats(0.5, 4.0),
        duration_s=st.floats(0.5, 4.0),
        silent=st.booleans(),
    ),
    max_size=3,
)


@settings(max_examples=25)
@given(st.sampled_from(Scheme), TROUBLE, st.integers(1, 9), st.booleans(), st.integers(1, 5))
def test_everything_is_accounted_for_by_chance(
    scheme: Scheme, faults: list[Kill], seed: int, fenced: bool, batch: int
) -> None:
    design = sharded(
        {"scheme": scheme, "move_batch_keys": batch * 10, "move_rate_keys_per_s": 400.0, "map_refresh_s": 0.5},
        {"zipf_exponent": 1.0, "famous": 2, "famous_writes_share": 0.3},
        faults=(Reshard(start_s=1.0, shards=6), *faults),
        seconds=8.0,
        replicas=1,
        ship_delay_s=0.1,
        failover={**WATCH, "fenced": fenced},
    )
    result = checked(design, seed)
    again = Run(design, seed=seed, orders_of=result)
    again.advance()
    assert again.result().digest() == result.digest()
