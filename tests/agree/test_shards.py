"""How the work is divided: one hot key that more shards do not cool and copies do, famous users that are moved apart,
the newest range, and queries to all shards."""

from __future__ import annotations

import pytest

from playground.design.design import WebSystem
from playground.design.endpoint import Call
from playground.measure.identities import identities
from playground.result import Result
from playground.theory import hot_shard
from playground.theory.popularity import zipf
from playground.traffic.shards import numbers_of, place
from tests.agree.replications import agrees, many
from tests.agree.sharded import KEYS, sharded

HOT = 0.4
RUNS = 30
FAST = {"rate_rps": 4000.0, "seconds": 10.0}


def shares(result: Result, what: str) -> list[float]:
    """Each shard's share of the reads, or writes for each that was asked for."""
    assert identities(result) == ()
    assert result.sharded is not None
    counts = [int(getattr(shard, f"{what}_in").sum()) for shard in result.sharded.shards]
    asked = sum(row.served for row in result.endpoints if row.writes == (what == "writes") and row.is_request)
    return [count / asked for count in counts]


def home(design: WebSystem) -> int:
    """The shard of the most popular key."""
    assert design.sharding is not None
    return int(place(design.sharding, design.workload.popularity, design.sharding.shards).before[0])


def famous(**more: float) -> dict[str, float]:
    return {"famous": 1, "famous_reads_share": HOT, "famous_writes_share": HOT, **more}


@pytest.mark.parametrize("shards", [2, 4, 8])
def test_more_shards_do_not_cool_one_hot_key(shards: int) -> None:
    design = sharded({"shards": shards}, famous(), write_share=0.0, **FAST)
    hot = home(design)
    found = many(design, lambda result: shares(result, "reads")[hot], RUNS)
    assert agrees(found, hot_shard.reads(1 / shards, HOT))


@pytest.mark.parametrize(("shards", "salts"), [(4, 2), (4, 4), (2, 3), (4, 6)])
def test_copies_of_it_do_on_every_shard(shards: int, salts: int) -> None:
    """To base + hot x (copies on that shard) / k; two copies on one shard where there are more than shards."""
    design = sharded({"shards": shards, "salts": salts}, famous(), write_share=0.0, **FAST)
    first = home(design)
    found = many(design, lambda result: shares(result, "reads"), RUNS)
    for shard in range(shards):
        here = sum((first + copy) % shards == shard for copy in range(salts))
        assert agrees([row[shard] for row in found], hot_shard.reads(1 / shards, HOT, here, salts))


@pytest.mark.parametrize("spread", ["distinct", "hashed"])
def test_a_write_has_to_change_all_copies(spread: str) -> None:
    shards, salts = 4, 3
    design = sharded(
        {"shards": shards, "salts": salts, "spread": spread}, famous(), write_share=1.0, rate_rps=1500.0, seconds=30.0
    )
    assert design.sharding is not None
    where = place(design.sharding, design.workload.popularity, shards).before[KEYS:]
    assert (len(set(where)) == salts) or spread == "hashed"
    found = many(design, lambda result: shares(result, "writes"), RUNS)
    for shard in range(shards):
        here = int((where == shard).sum())
        assert agrees([row[shard] for row in found], hot_shard.writes(1 / shards, HOT, here, salts))
    assert agrees([sum(row) for row in found], 1 + HOT * (salts - 1))


@pytest.mark.parametrize(("moved", "left"), [(0, 2), (1, 1), (2, 0)])
def test_moving_one_of_two_famous_users_halves_what_is_hot(moved: int, left: int) -> None:
    """Both happen to be on the first shard; whoever is moved goes to the next ones."""
    sharding = {"shards": 4, "scheme": "directory", "famous_together": True, "famous_moved": moved}
    design = sharded(sharding, famous(famous=2), write_share=0.0, **FAST)
    found = many(design, lambda result: shares(result, "reads"), RUNS)
    ordinary = (KEYS / 4 - moved) / KEYS
    assert agrees([row[0] for row in found], ordinary * (1 - HOT) + HOT * left / 2)
    if moved:
        assert agrees([row[1] for row in found], (KEYS / 4 + 1) / KEYS * (1 - HOT) + HOT / 2)


def test_moving_the_only_one_moves_the_heat() -> None:
    sharding = {"shards": 4, "scheme": "directory", "famous_together": True, "famous_moved": 1}
    design = sharded(sharding, famous(), write_share=0.0, **FAST)
    found = many(design, lambda result: shares(result, "reads"), RUNS)
    assert agrees([row[1] for row in found], (KEYS / 4 + 1) / KEYS * (1 - HOT) + HOT)
    assert agrees([row[0] for row in found], (KEYS / 4 - 1) / KEYS * (1 - HOT))


@pytest.mark.parametrize("scheme", ["range", "modulo"])
def test_the_newest_range_runs_hot(scheme: str) -> None:
    """Where the newest are asked for most, ranges put them all on the last shard; modulo divides them."""
    design = sharded({"scheme": scheme, "numbering": "newest"}, {"zipf_exponent": 1.0}, write_share=0.0, **FAST)
    assert design.sharding is not None
    popularity = zipf(KEYS, 1.0)
    numbers = numbers_of(design.sharding, design.workload.popularity)
    assert numbers[0] == KEYS - 1
    found = many(design, lambda result: shares(result, "reads"), RUNS)
    parts = [
        popularity[(numbers // (KEYS // 4) if scheme == "range" else numbers % 4) == shard].sum() for shard in range(4)
    ]
    assert agrees([row[3] for row in found], parts[3])
    assert (parts[3] > 0.75) == (scheme == "range")


def test_a_query_without_the_key_asks_all_shards() -> None:
    """Four times the reads, each of them one on every shard; and who waits for all waits for the slowest."""
    everywhere = (Call(times=1, everywhere=True),)
    one, all_of_them = (sharded(reads=reads, write_share=0.0) for reads in ((Call(times=1),), everywhere))
    (alone,), (together,) = (many(design, lambda result: result, 1) for design in (one, all_of_them))
    assert [sum(shares(result, "reads")) for result in (alone, together)] == pytest.approx([1.0, 4.0], rel=0.002)
    assert len({int(shard.reads_in.sum()) for shard in together.sharded.shards}) == 1
    means = [result.endpoints[0].latency_ns / result.endpoints[0].served for result in (alone, together)]
    assert means[1] > means[0]
