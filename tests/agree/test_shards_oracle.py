"""The engine agrees with an independent simulation of sharded databases, step by step of every request: keys divided by
every scheme, hot ones moved or in several copies, queries to all shards, a dead one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from playground.design.design import WebSystem
from playground.design.fault import Kill
from playground.traffic.trace import Trace
from tests.agree.engine import differences
from tests.agree.partitions import partitioned
from tests.agree.sharded import sharded


def agree(design: WebSystem, seed: int = 1, trace: Trace | None = None) -> None:
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@pytest.mark.parametrize("salts", [1, 2, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_modulo_with_a_hot_key(seed: int, salts: int) -> None:
    """Four shards, of which one is busy to the brim with the hot key, and is dead for a while."""
    hot = {"famous": 1, "famous_reads_share": 0.4, "famous_writes_share": 0.4, "zipf_exponent": 0.8}
    dead = Kill(node="shard-2-database", start_s=1.0, duration_s=0.5)
    agree(sharded({"salts": salts}, hot, rate_rps=2500.0, seconds=3.0, faults=(dead,)), seed)


@settings(max_examples=80)
@given(partitioned())
def test_sharded_databases(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 2, trace)


@settings(max_examples=50)
@given(partitioned(has_tier=True))
def test_sharded_databases_behind_cache_servers(drawn: tuple[WebSystem, Trace | None]) -> None:
    design, trace = drawn
    agree(design, 3, trace)
