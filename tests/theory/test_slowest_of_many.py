"""The slowest of parallel calls, against calls that are drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.mm1 import mm1
from playground.theory.mmc import mmc
from playground.theory.slowest_of_many import (
    exponential_mean_ms,
    exponential_quantile_ms,
    mean_ms,
    quantile_ms,
    share_of_one,
    share_of_one_in_poisson,
    slow_chance,
    times_as_slow,
)

PAGES = 200_000
SHARE = st.floats(0.001, 0.999)


@pytest.mark.parametrize("calls", [1, 2, 20])
def test_exponential_calls_that_are_drawn(calls: int) -> None:
    rng = np.random.default_rng(1)
    slowest_ms = rng.exponential(10.0, (PAGES, calls)).max(axis=1)
    error_ms = slowest_ms.std() / math.sqrt(PAGES)
    assert error_ms < 0.005 * slowest_ms.mean()
    assert exponential_mean_ms(10.0, calls) == pytest.approx(slowest_ms.mean(), abs=4 * error_ms)
    p99_ms = exponential_quantile_ms(10.0, calls, 0.99)
    # 200 000 coins of 0.01: a standard error of 0.0002
    assert (slowest_ms > p99_ms).mean() == pytest.approx(0.01, abs=0.0009)


def stays_ms(rate_per_ms: float, service_ms: float, servers: int, rng: np.random.Generator) -> np.ndarray:
    """How long independent customers stay in an M/M/c: its line is played for each from an hour of others before it."""
    come_ms = rng.exponential(1 / rate_per_ms, 400_000).cumsum()
    services_ms = rng.exponential(service_ms, come_ms.size)
    ends_ms, stays = [0.0] * servers, np.empty(come_ms.size)
    for number, (at_ms, work_ms) in enumerate(zip(come_ms.tolist(), services_ms.tolist(), strict=True)):
        first = min(range(servers), key=ends_ms.__getitem__)
        ends_ms[first] = max(at_ms, ends_ms[first]) + work_ms
        stays[number] = ends_ms[first] - at_ms
    return stays[1000:]


def test_calls_to_stations_with_a_line() -> None:
    # eight shards at 60 %: a call meets each at an instant of its own, so the stays are picked at random from one line
    rng = np.random.default_rng(2)
    one_ms = stays_ms(0.3, 4.0, 2, rng)
    slowest_ms = rng.choice(one_ms, (PAGES, 8)).max(axis=1)
    sojourn = mmc(300.0, 4.0, 2).sojourn
    assert sojourn is not None
    # what was picked comes from 400 000 stays, some 40 000 of which are independent: 1 %
    assert mean_ms(sojourn, 8) == pytest.approx(slowest_ms.mean(), rel=0.02)
    assert (slowest_ms > quantile_ms(sojourn, 8, 0.9)).mean() == pytest.approx(0.1, abs=0.01)


def test_pages_with_a_random_number_of_calls() -> None:
    rng = np.random.default_rng(3)
    more = rng.poisson(2.5, PAGES)
    slowest_ms = np.array([rng.exponential(1.0, 1 + number).max() for number in more.tolist()])
    one = share_of_one_in_poisson(0.95, 2.5)
    # 200 000 coins of 0.05: a standard error of 0.0005
    assert (slowest_ms > -math.log1p(-one)).mean() == pytest.approx(0.05, abs=0.002)


@given(rate=st.floats(0.01, 0.99), calls=st.integers(1, 500), below=st.floats(0.01, 0.999))
def test_a_station_with_one_server_is_exponential(rate: float, calls: int, below: float) -> None:
    queue = mm1(rate * 100, 10.0)
    assert queue.sojourn is not None
    found = quantile_ms(queue.sojourn, calls, below)
    assert found == pytest.approx(exponential_quantile_ms(queue.time_ms_mean, calls, below), rel=1e-6)


@pytest.mark.parametrize("calls", [1, 3, 50])
def test_the_area_under_the_tail(calls: int) -> None:
    queue = mm1(80.0, 10.0)
    assert queue.sojourn is not None
    assert mean_ms(queue.sojourn, calls) == pytest.approx(exponential_mean_ms(queue.time_ms_mean, calls), rel=2e-3)


@given(one=SHARE, calls=st.integers(1, 1000))
def test_bounds(one: float, calls: int) -> None:
    assert one * (1 - 1e-9) <= slow_chance(one, calls) <= min(1.0, calls * one) * (1 + 1e-9)
    assert 1 - slow_chance(1 - share_of_one(one, calls), calls) == pytest.approx(one, rel=1e-6)
    assert 1 - 1e-9 <= times_as_slow(one, calls) <= calls * (1 + 1e-9)


@given(all_share=SHARE, more=st.floats(0, 100))
def test_a_poisson_number_is_a_mixture(all_share: float, more: float) -> None:
    one = share_of_one_in_poisson(all_share, more)
    chances = (
        [math.exp(-more + number * math.log(more) - math.lgamma(number + 1)) for number in range(400)] if more else [1]
    )
    mixed = math.fsum(chance * one ** (1 + number) for number, chance in enumerate(chances))
    assert mixed == pytest.approx(all_share, rel=1e-6)


def test_what_the_paper_says() -> None:
    # one call in a hundred is slow: 63 % of the pages that ask a hundred; one in 10 000 of 2 000: almost one in five
    assert slow_chance(0.01, 100) == pytest.approx(0.63, abs=0.005)
    assert slow_chance(0.0001, 2000) == pytest.approx(0.18, abs=0.005)


def test_ends() -> None:
    assert slow_chance(1.0, 1) == 1
    assert slow_chance(1.0, 0) == slow_chance(0.0, 5) == 0
    assert share_of_one(0.99, 1) == 0.99
    assert share_of_one_in_poisson(0.99, 0.0) == pytest.approx(0.99)
    assert exponential_mean_ms(6.0, 3) == pytest.approx(11)
    assert exponential_quantile_ms(5.0, 2, 1.0) == math.inf
    assert exponential_quantile_ms(0.0, 2, 0.5) == exponential_mean_ms(0.0, 9) == 0
    with pytest.raises(ValueError, match="one_slow"):
        slow_chance(1.5, 1)
    with pytest.raises(ValueError, match="calls"):
        share_of_one(0.5, 0)
    with pytest.raises(ValueError, match="more_mean"):
        share_of_one_in_poisson(0.5, -1.0)
    with pytest.raises(ValueError, match="one_share"):
        times_as_slow(0.0, 1)
