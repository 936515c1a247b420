import math

import pytest

from playground.design.change import put_all
from playground.design.fault import Kill
from playground.design.ladder import stage
from playground.measure import availability
from tests.measure import factory

windows = factory.windows


def _up(**columns):
    return availability.windows_up(factory.result(requests=factory.series(**columns))).tolist()


def test_half_of_the_requests_failing_is_down():
    assert _up(served=windows(9, 5, 4, 9), failed=windows(0, 5, 5, 8)) == [True, False, False, True]


def test_a_window_in_which_everybody_hangs_is_judged_by_the_next_ending():
    assert _up(served=windows(9, 0, 0, 9), failed=windows(0, 0, 9, 0)) == [True, False, False, True]


def test_at_the_end_hanging_is_down_and_silence_is_up():
    hanging = {"served": windows(9, 9, 0, 0), "failed": windows(0, 0, 0, 0)}
    assert _up(**hanging, offered=windows(9, 9, 9, 9)) == [True, True, False, False]
    assert _up(**hanging, offered=windows(9, 9, 0, 0)) == [True, True, True, True]


def test_nodes_are_up_at_the_ends_of_windows():
    shares = availability.node_up(factory.result())
    assert shares["web-1"] == 1
    assert shares["web-2"] == pytest.approx(2 / 3)


def _random(node):
    return Kill(node=node, mtbf_s=900.0, mttr_s=100.0)


def test_expected_is_two_of_three_in_series_with_the_database():
    """Each is up 90 % of the time: (3 x 0.9^2 x 0.1 + 0.9^3) x 0.9."""
    faults = tuple(_random(node) for node in ("web-1", "web-2", "web-3", "database"))
    design = put_all(stage("load-balancer").design, {"web.servers": 3}).model_copy(update={"faults": faults})
    assert availability.expected(design, needed=2) == pytest.approx(0.972 * 0.9)
    assert availability.expected(design) == pytest.approx(0.999 * 0.9)


def test_a_box_with_its_database_is_one_part():
    design = stage("single-server").design.model_copy(update={"faults": (_random("server"),)})
    assert availability.expected(design) == pytest.approx(0.9)


def test_a_standby_shortens_every_outage_to_its_takeover():
    """Repairs are exponential with 100 s: the mean of min(repair, 3 s) is 100 (1 - e^-0.03)."""
    design = put_all(stage("load-balancer").design, {"balancer.standby": True, "balancer.takeover_s": 3.0})
    design = design.model_copy(update={"faults": (_random("balancer"),)})
    assert availability.expected(design) == pytest.approx(1 - 100 * (1 - math.exp(-0.03)) / 1000)


def test_nothing_is_expected_without_random_faults():
    assert availability.expected(stage("load-balancer").design) is None
