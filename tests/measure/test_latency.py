import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.measure import latency
from playground.result import Histogram
from tests.measure import factory

MS = 1_000_000


def test_percentiles_are_the_middles_of_the_bins_of_the_ranks():
    """Of 1 039: rank 520 and 988 … the 940th is the first of the slow hundred."""
    found = latency.summary(factory.result())
    assert found.p50_ms == 15
    assert found.p95_ms == 95
    assert found.p99_ms == 95
    assert found.p999_ms == 95


def test_the_mean_comes_from_the_exact_sum_and_leaves_bundles_out():
    assert latency.summary(factory.result()).mean_ms == pytest.approx((940 * 20 + 99 * 40) / 1039)


def test_time_to_failure_is_of_the_failed_only():
    found = latency.time_to_failure(factory.result())
    assert (found.mean_ms, found.p50_ms, found.p99_ms) == (100, 105, 105)


def test_nobody_served_has_no_latency():
    empty = tuple(Histogram(row.edges_ns, row.counts * 0) for row in factory.latencies())
    endpoints = tuple(factory.replace(row, served=0, latency_ns=0, failed=row.failed) for row in factory.endpoints())
    found = latency.summary(factory.result(latency=empty, endpoints=endpoints))
    assert (found.mean_ms, found.p50_ms, found.p999_ms) == (None, None, None)
    assert latency.p99_with_failures_ms(factory.result(latency=empty, endpoints=endpoints)) == math.inf


def test_a_failed_request_counts_as_over_every_limit():
    """51 of 1 090 failed, which is more than 1 %; 100 more took 95 ms."""
    result = factory.result()
    assert latency.p99_with_failures_ms(result) == math.inf
    assert latency.share_with_failures_over(result, 1e9) == pytest.approx(51 / 1090)
    assert latency.share_with_failures_over(result, 50) == pytest.approx(151 / 1090)


def test_a_few_failures_only_move_the_percentile():
    """1 failure among 1 040: rank 1 030 is still among those of 95 ms."""
    page, order, bundle = factory.endpoints()
    result = factory.result(endpoints=(factory.replace(page, failed=0, failures={}), order, bundle))
    assert latency.p99_with_failures_ms(result) == 95


def test_windows_have_percentiles_where_a_hundred_were_served():
    times = latency.over_time(factory.result())
    assert times.p50_ms.tolist() == [5, 15, 15, 25]
    assert times.p95_ms.tolist() == [5, 35, 95, 25]


def test_a_window_with_99_served_is_a_gap():
    counts = np.array([factory.bins(b1=99), factory.bins(b1=100), factory.bins()])
    times = latency.over_time(factory.result(window_latency=Histogram(factory.EDGES_NS, counts)))
    assert math.isnan(times.p50_ms[0])
    assert times.p99_ms[1] == 15
    assert math.isnan(times.p99_ms[2])


@given(st.lists(st.integers(0, 99), min_size=1, max_size=300), st.sampled_from([0.5, 0.95, 0.99, 0.999]))
def test_a_percentile_is_in_the_bin_of_the_sorted_value(places, share):
    histogram = Histogram(factory.EDGES_NS, np.bincount(places, minlength=factory.BINS))
    rank = max(1, math.ceil(share * len(places) - 1e-6))
    assert latency.percentile_ns(histogram, share) == (sorted(places)[rank - 1] + 0.5) * 10 * MS


@given(st.lists(st.integers(0, 99), max_size=200), st.integers(0, 10), st.integers(0, 99))
def test_p99_is_over_a_limit_exactly_when_more_than_one_percent_are(places, failed, limit):
    if not places and not failed:
        return
    counts = np.bincount(np.array(places, int), minlength=factory.BINS)
    page = factory.replace(factory.endpoints()[0], failed=failed)
    result = factory.result(endpoints=(page,), latency=(Histogram(factory.EDGES_NS, counts),))
    limit_ms = limit * 10.0 + 9
    over = latency.share_with_failures_over(result, limit_ms)
    assert (latency.p99_with_failures_ms(result) > limit_ms) == (over > 0.01 + 1e-12)
