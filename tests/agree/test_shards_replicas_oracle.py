"""The engine agrees with an independent simulation of shards with replicas: each has a history and a failover of its
own, at one site or at several, beneath caches, sessions and workers."""

from __future__ import annotations

from hypothesis import given, settings

from tests.agree.divided import Drawn, divided, divided_queues, divided_sites, divided_writes
from tests.agree.engine import differences


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=40)
@given(divided_writes())
def test_shards_that_are_written_to(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=30)
@given(divided())
def test_shards_with_replicas_among_all_that_can_go_wrong(drawn: Drawn) -> None:
    agree(drawn, 2)


@settings(max_examples=25)
@given(divided(has_tier=True))
def test_shards_with_replicas_behind_cache_servers(drawn: Drawn) -> None:
    agree(drawn, 3)


@settings(max_examples=30)
@given(divided_sites())
def test_shards_at_several_sites(drawn: Drawn) -> None:
    agree(drawn, 4)


@settings(max_examples=30)
@given(divided_queues())
def test_workers_write_to_shards(drawn: Drawn) -> None:
    agree(drawn, 5)
