"""Engine and oracle agree on who keeps whose session, whom the balancer leads where, and who is logged out and why."""

from __future__ import annotations

from hypothesis import given, settings

from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.engine import differences
from tests.agree.guests import guests, regulars

Drawn = tuple[WebSystem, Trace | None]


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=60)
@given(guests("load-balancer"))
def test_sessions_among_all_that_can_go_wrong(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=50)
@given(regulars("server"))
def test_sessions_on_servers(design: WebSystem) -> None:
    """They die, are deployed, come and go, and take what they keep with them."""
    agree((design, None), 1)


@settings(max_examples=50)
@given(regulars("store"))
def test_sessions_in_a_store(design: WebSystem) -> None:
    """It dies, is slow or out of reach, and pages fail or go on without it."""
    agree((design, None), 2)


@settings(max_examples=25)
@given(guests("split-tiers"))
def test_sessions_without_a_balancer(drawn: Drawn) -> None:
    """One server, or several of which users choose one by their address."""
    agree(drawn, 2)


@settings(max_examples=15)
@given(guests("single-server"))
def test_sessions_on_a_single_server(drawn: Drawn) -> None:
    agree(drawn, 3)


@settings(max_examples=15)
@given(guests("replicas"))
def test_sessions_before_replicas(drawn: Drawn) -> None:
    agree(drawn, 4)
