"""How long customers stay: the walk through phases against the distributions as the books print them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.mg1 import mg1
from playground.theory.mm1 import mm1
from playground.theory.mmc import erlang_c, mmc
from playground.theory.mmck import LONGEST_LINE, mmck
from playground.theory.tandem import tandem

TIMES_MS = [0.5, 5.0, 20.0, 80.0, 300.0]


@settings(deadline=None, max_examples=50)
@given(load=st.floats(0.01, 0.99), service_ms=st.floats(0.01, 1e4), share=st.floats(0.01, 0.9999))
def test_mm1_is_exponential(load: float, service_ms: float, share: float) -> None:
    queue = mm1(load * 1000 / service_ms, service_ms)
    mean_ms = service_ms / (1 - load)
    assert queue.time_ms_quantile(share) == pytest.approx(-math.log1p(-share) * mean_ms, rel=1e-8)
    assert queue.time_ms_tail(3 * mean_ms) == pytest.approx(math.exp(-3), rel=1e-9)


@pytest.mark.parametrize("time_ms", TIMES_MS)
@pytest.mark.parametrize(("rate_rps", "servers"), [(90, 3), (240, 3), (290, 3), (1950, 20), (99.9, 2)])
def test_mmc_is_the_mixture_in_the_books(rate_rps: float, servers: int, time_ms: float) -> None:
    # Gross and Harris, "Fundamentals of Queueing Theory", 3rd edition, 1998, equation 2.39, for service at rate mu and
    # waits at rate theta = c mu - lambda
    mu, theta = 0.1, servers * 0.1 - rate_rps / 1000
    waiting = erlang_c(servers, rate_rps / 100)
    both = (theta * math.exp(-mu * time_ms) - mu * math.exp(-theta * time_ms)) / (theta - mu)
    expected = (1 - waiting) * math.exp(-mu * time_ms) + waiting * both
    assert mmc(rate_rps, 10.0, servers).time_ms_tail(time_ms) == pytest.approx(expected, rel=1e-9)


def test_mmc_where_waits_are_as_fast_as_services() -> None:
    # theta = mu: the sum of wait and service is Erlang-2
    waiting = erlang_c(3, 2.0)
    expected = (1 - waiting) * math.exp(-2) + waiting * (1 + 2) * math.exp(-2)
    assert mmc(200.0, 10.0, 3).time_ms_tail(20.0) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("time_ms", TIMES_MS)
@pytest.mark.parametrize("rate_rps", [30.0, 100.0, 170.0])
@pytest.mark.parametrize("line", [0, 1, 5, 30])
def test_one_server_with_a_line_is_a_mixture_of_erlangs(rate_rps: float, line: int, time_ms: float) -> None:
    # who finds n inside stays n + 1 services: Poisson counts of ends of service until then
    weights = [(rate_rps / 100) ** inside for inside in range(line + 1)]
    events = time_ms / 10
    counts = [math.exp(-events) * events**k / math.factorial(k) for k in range(line + 1)]
    expected = sum(w * sum(counts[: inside + 1]) for inside, w in enumerate(weights)) / sum(weights)
    assert mmck(rate_rps, 10.0, 1, line).time_ms_tail(time_ms) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("time_ms", TIMES_MS)
def test_two_single_servers_in_a_row_are_hypoexponential(time_ms: float) -> None:
    # Reich, "Waiting times when queues are in tandem", Annals of Mathematical Statistics 28, 1957
    first, second = 0.1 - 0.05, 0.2 - 0.05
    expected = (second * math.exp(-first * time_ms) - first * math.exp(-second * time_ms)) / (second - first)
    assert tandem(50.0, (10.0, 5.0), (1, 1)).time_ms_tail(time_ms) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("time_ms", [20.0, 60.0, 150.0])
def test_two_stations_in_a_row_are_the_convolution(time_ms: float) -> None:
    first, second = mmc(250.0, 10.0, 3), mmc(250.0, 6.0, 2)
    grid = np.linspace(0, time_ms, 1501)
    tails = np.array([first.time_ms_tail(t) for t in grid])
    after = np.array([second.time_ms_tail(time_ms - (a + b) / 2) for a, b in pairwise(grid)])
    expected = tails[-1] + float((tails[:-1] - tails[1:]) @ after)
    assert tandem(250.0, (10.0, 6.0), (3, 2)).time_ms_tail(time_ms) == pytest.approx(expected, rel=1e-5)


@settings(deadline=None, max_examples=30)
@given(load=st.floats(0.05, 0.98), servers=st.integers(1, 10_000), share=st.floats(0.001, 0.99999))
def test_quantile_and_tail_are_inverse(load: float, servers: int, share: float) -> None:
    queue = mmc(load * servers * 100, 10.0, servers)
    time_ms = queue.time_ms_quantile(share)
    assert time_ms is not None
    assert queue.time_ms_tail(time_ms) == pytest.approx(1 - share, rel=1e-8)


def test_the_distribution_has_the_mean() -> None:
    for queue in [
        mm1(90.0, 10.0),
        mmc(280.0, 10.0, 3),
        mmck(280.0, 10.0, 3, 2),
        mmck(500.0, 10.0, 3, LONGEST_LINE),
        tandem(80.0, (10.0, 6.0, 3.0), (1, 1, 4)),
    ]:
        assert queue.sojourn is not None
        assert queue.sojourn.mean() == pytest.approx(queue.time_ms_mean, rel=1e-9)
        tails = np.array([queue.time_ms_tail(t) for t in np.arange(2.5, 6000, 5.0)])
        assert tails.sum() * 5 == pytest.approx(queue.time_ms_mean, rel=0.01)


def test_the_ends_of_the_distribution() -> None:
    queue = mmc(240.0, 10.0, 3)
    assert queue.time_ms_tail(-1.0) == queue.time_ms_tail(0.0) == 1
    assert queue.time_ms_tail(math.inf) == 0
    assert queue.time_ms_tail(1e7) == 0
    assert queue.time_ms_quantile(0.0) == 0
    for share in (1.0, -0.1, math.nan):
        with pytest.raises(ValueError, match="share"):
            queue.time_ms_quantile(share)


def test_no_distribution_where_the_books_have_none() -> None:
    between_has_two = tandem(80.0, (10.0, 10.0, 10.0), (1, 2, 1))
    for queue in [mg1(80.0, 10.0, 2.0), mmck(80.0, 10.0, 1, LONGEST_LINE + 1), between_has_two]:
        assert queue.is_stable
        assert queue.time_ms_tail(5.0) is None
        assert queue.time_ms_quantile(0.99) is None
