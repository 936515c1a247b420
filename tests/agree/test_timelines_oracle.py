"""The engine agrees with an independent simulation of timelines: who reads what, and how far every post has come when
machines die, batches take too long, and messages come once more."""

from __future__ import annotations

from hypothesis import given, settings

from tests.agree.engine import differences
from tests.agree.fans import Drawn, fanned, fanned_alone, fanned_queues


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=40)
@given(fanned())
def test_web_servers_copy_posts(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=40)
@given(fanned_queues())
def test_workers_copy_posts(drawn: Drawn) -> None:
    agree(drawn, 2)


@settings(max_examples=80)
@given(fanned_alone())
def test_posts_where_little_else_takes_time(drawn: Drawn) -> None:
    """Many are copied, some again, when their message comes once more."""
    agree(drawn, 3)
