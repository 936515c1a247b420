"""Where one way to grow becomes cheaper than another: by hand, and against looking at every number of users."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.study.crossover import Crossover, Offer, cheapest, crossover, curve, months_until

LARGE = (Offer(100, 10), Offer(200, 30), Offer(250, 90))  # ever larger machines: twice as many cost three times
SEVERAL = (Offer(100, 20), Offer(200, 30), Offer(300, 40), Offer(400, 50))  # a balancer, and 10 each

OFFERS = st.lists(st.builds(Offer, st.integers(1, 12).map(float), st.integers(1, 6).map(float)), max_size=5)


def test_by_hand() -> None:
    """Up to 100 one machine is cheaper, up to 200 both cost 30, then several are cheaper, and beyond 250 a must."""
    assert crossover(LARGE, SEVERAL) == Crossover(cheaper_from=200, mandatory_from=250)


def test_where_both_cost_the_same_neither_is_cheaper() -> None:
    assert crossover(LARGE[:2], SEVERAL[:2]) == Crossover(cheaper_from=None, mandatory_from=None)
    dearer = tuple(Offer(offer.users, offer.usd_month * 1.01) for offer in LARGE)
    assert crossover(dearer, SEVERAL).cheaper_from == 100
    nearly = tuple(Offer(offer.users, offer.usd_month * (1 + 1e-12)) for offer in LARGE)
    assert crossover(nearly, SEVERAL).cheaper_from == 200, "sums in another order are no reason"


def test_who_is_cheaper_for_everybody_is_cheaper_from_the_first() -> None:
    assert crossover((Offer(100, 10),), (Offer(100, 5), Offer(300, 9))) == Crossover(0, 100)


def test_who_does_not_reach_as_far_is_not_cheaper_from_anywhere_on() -> None:
    assert crossover((Offer(500, 10),), (Offer(100, 5),)) == Crossover(None, None)
    assert crossover((Offer(500, 10),), ()) == Crossover(None, None)
    assert crossover((), SEVERAL) == Crossover(0, 0)


def test_a_size_that_carries_less_for_more_money_is_not_worth_buying() -> None:
    useless = Offer(150, 35)
    assert curve((*SEVERAL, useless)) == SEVERAL
    assert cheapest((*SEVERAL, useless), 120) == Offer(200, 30)
    assert cheapest(SEVERAL, 401) is None
    assert cheapest((Offer(10, 5), Offer(20, 5)), 1) == Offer(20, 5), "of two that cost the same, the larger"


@given(OFFERS, OFFERS)
def test_as_if_every_number_of_users_were_looked_at(first: list[Offer], second: list[Offer]) -> None:
    """Limits are whole numbers, so every half between them stands for the numbers around it."""
    found = crossover(first, second)
    far = max((offer.users for offer in second), default=0.0)
    halves = [half / 2 for half in range(1, 26, 2)]
    wins = {at: _wins(first, second, at) for at in halves}
    beyond = [at for at in halves if found.cheaper_from is not None and found.cheaper_from < at < far]
    assert all(wins[at] for at in beyond)
    reached = [at for at in halves if cheapest(first, at) is not None or at < far]
    if found.cheaper_from is None:
        assert not reached or not wins[reached[-1]]
    elif found.cheaper_from > 0:
        assert not wins[found.cheaper_from - 0.5]
    if found.mandatory_from is not None:
        assert cheapest(first, found.mandatory_from + 0.5) is None
        assert cheapest(second, found.mandatory_from + 0.5) is not None


def _wins(first: list[Offer], second: list[Offer], users: float) -> bool:
    one, other = cheapest(first, users), cheapest(second, users)
    return other is not None and (one is None or other.usd_month < one.usd_month)


def test_months_of_growth() -> None:
    assert months_until(200_000, 100_000, 1.0) == pytest.approx(1.0)
    assert months_until(200_000, 100_000, 0.1) == pytest.approx(math.log(2) / math.log(1.1))
    assert months_until(50_000, 100_000, 0.1) == 0
    assert months_until(200_000, 100_000, 0.0) is None
    assert months_until(None, 100_000, 0.1) is None
