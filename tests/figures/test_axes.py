import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures import axes

POSITIVE = st.floats(1e-6, 1e9)


@pytest.mark.parametrize(
    ("value", "up", "down"), [(570, 1000, 500), (500, 500, 500), (0.3, 0.5, 0.2), (1, 1, 1), (11, 20, 10)]
)
def test_steps_by_hand(value, up, down):
    assert axes.step_up(value) == pytest.approx(up)
    assert axes.step_down(value) == pytest.approx(down)


@given(POSITIVE)
def test_steps_enclose_the_value_within_a_factor_of_two_and_a_half(value):
    assert value * (1 - 1e-6) <= axes.step_up(value) <= 2.5 * value * (1 + 1e-6)
    assert value / 2.5 * (1 - 1e-6) <= axes.step_down(value) <= value * (1 + 1e-6)


@given(POSITIVE)
def test_steps_are_one_two_or_five_times_a_power_of_ten(value):
    step = axes.step_up(value)
    power = 10.0 ** math.floor(math.log10(step * (1 + 1e-9)))
    assert any(math.isclose(step, factor * power) for factor in (1, 2, 5))


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan])
def test_nothing_to_show_is_one(value):
    assert axes.step_up(value) == axes.step_down(value) == 1.0


def test_a_small_change_does_not_move_the_axis():
    assert axes.linear_axis("", [612.0, math.nan])["range"] == axes.linear_axis("", [977.0])["range"] == [0, 1000]


def test_a_logarithmic_axis_shows_every_step_or_every_power():
    axis = axes.log_axis("", [12.0, 430.0])
    assert axis["range"] == pytest.approx([1, math.log10(500)])
    assert axis["ticktext"] == ["10", "20", "50", "100", "200", "500"]
    assert axes.log_axis("", [2.0, 9000.0])["ticktext"] == ["10", "100", "1,000", "10,000"]


@given(st.lists(st.one_of(POSITIVE, st.just(0.0), st.just(math.nan)), max_size=5))
def test_a_logarithmic_axis_holds_whatever_comes(values):
    low, high = axes.log_axis("", values)["range"]
    assert low < high
    shown = [math.log10(value) for value in values if value > 0]
    assert all(low - 1e-6 <= value <= high + 1e-6 for value in shown)
