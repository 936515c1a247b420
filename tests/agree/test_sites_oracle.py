"""Engine and oracle agree on several sites: who is led where, what is received when, and what becomes of it all while
sites and what connects them fail."""

from __future__ import annotations

from hypothesis import given, settings

from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.engine import differences
from tests.agree.placed import alone, authors, placed, travellers

Drawn = tuple[WebSystem, Trace | None]


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=35)
@given(travellers())
def test_people_are_led_to_another_site(design: WebSystem) -> None:
    agree((design, None), 1)


@settings(max_examples=25)
@given(travellers(has_net=True))
def test_people_are_led_to_another_site_around_a_cdn(design: WebSystem) -> None:
    """Its edges find their own way."""
    agree((design, None), 2)


@settings(max_examples=30)
@given(authors())
def test_writes_from_all_sites(design: WebSystem) -> None:
    """To one primary that another site may take over, or to one at each."""
    agree((design, None), 3)


@settings(max_examples=30)
@given(placed())
def test_sites_among_all_that_can_go_wrong(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=20)
@given(placed(has_net=True))
def test_sites_behind_a_cdn_among_all_that_can_go_wrong(drawn: Drawn) -> None:
    agree(drawn, 2)


@settings(max_examples=15)
@given(alone("load-balancer"))
def test_all_of_a_system_that_stands_at_one_place(drawn: Drawn) -> None:
    """It dies at once, but not who serves it from elsewhere."""
    agree(drawn, 1)
