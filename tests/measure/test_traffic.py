import numpy as np
import pytest

from playground.measure import traffic
from tests.measure import factory


def test_requests_add_up_and_leave_bundles_apart():
    counts = traffic.requests(factory.result())
    assert (counts.offered, counts.served, counts.failed, counts.in_flight) == (1100, 1039, 51, 10)
    assert traffic.requests(factory.result(), assets=True).offered == 70


def test_attempts_add_up():
    counts = traffic.attempts(factory.result())
    assert (counts.sent, counts.answered, counts.failed) == (1200, 1039, 60)
    assert (counts.abandoned, counts.in_flight, counts.late) == (91, 10, 40)


def test_failures_by_reason_without_zeros_in_the_order_of_the_reasons():
    assert list(traffic.failures(factory.result()).items()) == [("queue_full", 20), ("timed_out", 31)]


def test_rates_are_per_second_of_the_counted_period():
    """30 s after the warm-up; late answers are throughput, but not goodput."""
    result = factory.result()
    assert traffic.throughput_rps(result) == pytest.approx((1039 + 40) / 30)
    assert traffic.goodput_rps(result) == pytest.approx(1039 / 30)
    assert traffic.offered_rps(result) == pytest.approx(1100 / 30)
    assert traffic.error_rate(result) == pytest.approx(51 / 1090)


def test_rates_of_a_run_that_goes_on_are_per_second_so_far():
    result = factory.result(until_ns=25 * factory.S)
    assert traffic.goodput_rps(result) == pytest.approx(1039 / 15)


def test_nothing_is_counted_during_the_warm_up():
    assert traffic.goodput_rps(factory.result(until_ns=10 * factory.S)) is None


def test_merged_replications_share_the_time():
    assert traffic.goodput_rps(factory.result(runs=2)) == pytest.approx(1039 / 60)


def test_over_time_is_per_second_of_each_window_and_the_last_may_be_shorter():
    rates = traffic.over_time(factory.result(end_ns=35 * factory.S, until_ns=35 * factory.S))
    assert rates.offered_rps.tolist() == [40, 40, 40, 60]
    assert rates.served_rps[2] == 30
    assert list(rates.failed_rps) == ["queue_full", "timed_out"]
    assert rates.failed_rps["timed_out"].tolist() == [0, 0, 3.1, 0]


def test_a_window_without_length_has_no_rate():
    rates = traffic.over_time(factory.result(until_ns=30 * factory.S))
    assert np.isnan(rates.offered_rps[3])
