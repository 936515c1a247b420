"""Engine and oracle agree on message queues: what is published, flushed, taken, redelivered, put aside, lost and
written, by whom and when, and on tickets that are on sale."""

from __future__ import annotations

from hypothesis import given, settings

from tests.agree.engine import differences
from tests.agree.random_queues import Drawn, on_sale, queued, queued_copies, queued_sites


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=25)
@given(queued("split-tiers", has_tier=False))
def test_queues_before_one_database(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=20)
@given(queued("load-balancer", has_tier=True))
def test_queues_beside_a_tier_of_caches(drawn: Drawn) -> None:
    agree(drawn, 2)


@settings(max_examples=25)
@given(queued("replicas"))
def test_queues_before_replicas(drawn: Drawn) -> None:
    agree(drawn, 3)


@settings(max_examples=20)
@given(queued_copies())
def test_what_workers_write_is_lost_with_a_primary(drawn: Drawn) -> None:
    agree(drawn, 4)


@settings(max_examples=20)
@given(queued_sites())
def test_queues_at_several_sites(drawn: Drawn) -> None:
    agree(drawn, 5)


@settings(max_examples=10)
@given(on_sale("load-balancer"))
def test_tickets_without_a_queue(drawn: Drawn) -> None:
    agree(drawn, 6)
