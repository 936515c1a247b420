"""Engine and oracle agree on who asks whom for an address, which one is given out, and who hangs up."""

from __future__ import annotations

from hypothesis import given, settings

from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.askers import askers, wanderers
from tests.agree.engine import differences

Drawn = tuple[WebSystem, Trace | None]


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=40)
@given(wanderers())
def test_people_are_sent_elsewhere(design: WebSystem) -> None:
    """Servers die and come back, or seem to, and what resolvers and browsers know of that is old."""
    agree((design, None), 1)


@settings(max_examples=30)
@given(wanderers(has_net=True))
def test_people_are_sent_elsewhere_around_a_cdn(design: WebSystem) -> None:
    """Files come from a CDN, which chooses servers by itself; pages perhaps, too."""
    agree((design, None), 2)


@settings(max_examples=30)
@given(askers("split-tiers"))
def test_names_among_all_that_can_go_wrong(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=15)
@given(askers("single-server"))
def test_names_of_a_single_server(drawn: Drawn) -> None:
    """One has one address; several have databases of their own."""
    agree(drawn, 2)


@settings(max_examples=15)
@given(askers("load-balancer"))
def test_names_before_a_balancer(drawn: Drawn) -> None:
    """It has the only address, which takes time to find, and never changes."""
    agree(drawn, 3)


@settings(max_examples=15)
@given(askers("split-tiers", has_net=True))
def test_names_of_a_cdn(drawn: Drawn) -> None:
    agree(drawn, 4)


@settings(max_examples=15)
@given(askers("replicas"))
def test_names_before_replicas(drawn: Drawn) -> None:
    """With a balancer or without."""
    agree(drawn, 5)
