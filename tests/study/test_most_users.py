"""The search for the most users, on systems whose answer is known."""

from __future__ import annotations

import math
from collections.abc import Generator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.study.break_point import FEWEST, MOST
from playground.study.most_users import FULL, STEP, Bar, Look, full_at, search, step_of, users_at

USERS = st.floats(math.log10(20_000), math.log10(2e7)).map(lambda size: 10**size)


class System:
    """Breaks beyond `most` users; its fullest part is full with `full` of them, if it says so at all."""

    def __init__(self, most: float, full: float = math.inf, power: float = 1.0) -> None:
        self.most, self.full, self.power, self.looks = most, full, power, []

    def look(self, users: float) -> Generator[float, None, Look]:
        yield users
        self.looks.append(users)
        filled = 1.0 if math.isinf(self.full) else min(1.0, (users / self.full) ** self.power)
        return Look("late" if users > self.most else "", filled, "node", "cores")


def found(system: System, near: float, **given: object) -> Bar:
    steps = search(system.look, near=near, **given)  # type: ignore[arg-type]
    while True:
        try:
            next(steps)
        except StopIteration as end:
            bar: Bar = end.value
            return bar


@given(most=USERS, near=USERS)
def test_wherever_it_begins_it_ends_at_the_last_step_that_holds(most: float, near: float) -> None:
    bar = found(System(most), near)
    assert bar.users <= most < bar.users * STEP
    assert (bar.missed, bar.node, bar.station) == ("late", "node", "cores")


@given(most=USERS, near=USERS, lead=st.floats(0.5, 2.0), power=st.floats(0.5, 2.0))
def test_what_it_is_told_may_be_wrong(most: float, near: float, lead: float, power: float) -> None:
    bar = found(System(most, most * lead, power), near)
    assert bar.users <= most < bar.users * STEP


@given(most=USERS, near=USERS)
def test_the_utilisation_law_saves_looks(most: float, near: float) -> None:
    """From below, four or five; blindly it takes twice the logarithm of the distance."""
    told = System(most, most / 0.97)
    found(told, min(near, most))
    assert len(told.looks) <= 6


@given(most=USERS)
def test_no_look_is_taken_twice(most: float) -> None:
    system = System(most, most / 0.9)
    found(system, most / 7)
    assert len(set(system.looks)) == len(system.looks)


@given(most=USERS)
def test_what_is_known_already_is_not_looked_at_again(most: float) -> None:
    low, high = users_at(step_of(most) - 9), users_at(step_of(most) + 9)
    system = System(most)
    bar = found(system, most * 50, good=low, bad=(high, Look("late", 1.0, "node", "cores")))
    assert bar.users <= most < bar.users * STEP
    assert all(low < users < high for users in system.looks)


def test_beyond_the_ends_nobody_looks() -> None:
    nobody = found(System(0.0), 50_000.0)
    assert (nobody.users, nobody.missed, nobody.node) == (0.0, "late", "")
    everybody = found(System(math.inf), 5e6)
    assert everybody.missed == ""
    assert FEWEST < everybody.users <= MOST


def test_a_line_through_two_looks_worked_by_hand() -> None:
    """From 40 % at 100 to 60 % at 200: 20 % for each hundred, so full with 400; in proportion it would be 333."""
    assert full_at(200.0, 0.6) == pytest.approx(1000 / 3)
    assert full_at(200.0, 0.6, (100.0, 0.4)) == pytest.approx(400.0)
    assert full_at(200.0, 0.6, (100.0, 0.59)) == pytest.approx(1.3 * 1000 / 3), "too close to say much"
    assert full_at(200.0, FULL) is None
    assert full_at(200.0, 0.0) is None
