"""A larger database machine against more of them: what each carries by the law of scalability and by how its keys are
spread, what it costs, and what it takes down."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.study import larger_or_more as study
from playground.study.larger_or_more import OUT, UP, Size, design, size
from playground.theory.usl import capacity, peak_size

SEEDS = (1, 2, 3)
MEMORY_USD = 0.1071 * 730  # an r7g.large, two cores
STEP = 1.03  # of the grid that is searched on


def _like(exponent: float, **knobs: object) -> WebSystem:
    keys = {"workload.popularity.keys": 10_000, "workload.popularity.zipf_exponent": exponent}
    found = put_all(stage("replicas").design, {**keys, **knobs})
    assert isinstance(found, WebSystem)
    return found


def _found(like: WebSystem, machines: int, cores: int, seed: int = 1) -> Size:
    steps = size(OUT if machines > 1 else UP, design(like, machines, cores), seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            row: Size = end.value
            return row


@pytest.mark.parametrize("seed", SEEDS)
def test_evenly_asked_shards_carry_in_proportion_and_cores_less(seed: int) -> None:
    """A machine of eight cores does what the law says of it; four shards of two do four times what one does. Both to
    two steps of the grid."""
    like = _like(0.0)
    base = like.database
    one, large, several = (_found(like, *row, seed) for row in ((1, 2), (1, 8), (4, 2)))
    law = capacity(8, base.contention, base.coherency) / capacity(2, base.contention, base.coherency)
    assert 3.2 < law < 3.6
    assert law / STEP**2 < large.users / one.users < law * STEP**2
    assert 4 / STEP**2 < several.users / one.users < 4 * STEP**2
    assert one.missed == large.missed == several.missed == "latency_ms_p99"
    assert all(row.full.endswith("database cores") for row in (one, large, several))


@pytest.mark.parametrize("seed", SEEDS)
def test_keys_that_are_asked_for_most_fill_one_shard_first(seed: int) -> None:
    """Where a tenth of the queries is for one key, the machine that has it is full when others are not."""
    one, several = (_found(_like(0.99), machines, 2, seed) for machines in (1, 16))
    assert 5 < several.users / one.users < 11


def test_one_machine_ends() -> None:
    """Beyond the peak of the law a larger machine carries fewer, at a higher price."""
    rough = _like(0.0, **{"database.contention": 0.1, "database.coherency": 0.01})
    assert 9 < peak_size(0.1, 0.01) < 10
    small, best, large = (_found(rough, 1, cores) for cores in (2, 8, 32))
    assert small.users < best.users
    assert large.users < best.users
    assert large.usd_month == pytest.approx(4 * best.usd_month)


def test_what_a_size_costs() -> None:
    """In proportion to the size; or, if twice the size cost four times as much, as its square. Shards cost each the
    same either way. The web tier is in no sum."""
    like = _like(0.0)
    large, several = design(like, 1, 16), design(like, 8, 2)
    assert study.usd_month(large) == pytest.approx(8 * MEMORY_USD)
    assert study.usd_month(several) == pytest.approx(8 * MEMORY_USD)
    assert study.usd_month(large, 2.0) == pytest.approx(64 * MEMORY_USD)
    assert study.usd_month(several, 2.0) == pytest.approx(8 * MEMORY_USD)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_page_that_asks_twice_meets_the_dead_shard_more_often_than_one_in_four(seed: int) -> None:
    """Of one machine everything fails. Each request asks for two keys, so that with n shards 1 - (1 - 1/n)^2 do."""
    one, several = (_found(_like(0.0), machines, 2, seed) for machines in (1, 4))
    assert one.lost_share == 1.0
    # about 5 000 requests: a standard error below 0.7 %
    assert several.lost_share == pytest.approx(1 - (3 / 4) ** 2, abs=0.028)


def test_both_ways_have_the_same_work_and_promises() -> None:
    like = _like(0.8, **{"database.read.mean_ms": 3.0, "workload.write_share": 0.3})
    large, several = design(like, 1, 16), design(like, 8, 2)
    assert large.web == several.web
    assert large.workload.popularity == several.workload.popularity == like.workload.popularity
    assert large.database.read == several.database.read == like.database.read
    assert large.workload.write_share == several.workload.write_share == 0.3
    assert large.objectives == several.objectives
    assert (large.databases, several.databases) == (1, 8)


def test_what_cannot_be_played_is_left_out() -> None:
    """Ten million keys, of which each of 64 shards would keep books."""
    names = study.search(_like(0.0, **{"workload.popularity.keys": 1_000_000}), 1).names
    assert "out 16 2" in names
    assert "out 64 2" not in names
    assert {row for row in names if row.startswith("up")} == {f"up 1 {cores}" for cores in study.CORES}
