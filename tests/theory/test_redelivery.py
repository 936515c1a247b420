"""Deliveries of one message, against consumers that are followed one by one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.redelivery import (
    dead_letter_chance,
    delay_mean_s,
    deliveries_late_counts,
    deliveries_mean,
    deliveries_of_fixed,
    died_chance,
    duplicates_mean,
    too_slow_chance_exponential,
    useful_share,
)

Works = Callable[[np.random.Generator], float]
MESSAGES = 150_000
CHANCE = st.floats(0, 1)


def exponential(mean_s: float) -> Works:
    return lambda rng: float(rng.exponential(mean_s))


def late_counts(work: Works, timeout_s: float, rng: np.random.Generator) -> int:
    """Deliveries until any of them has ended."""
    done_s, deliveries = math.inf, 0
    while done_s > deliveries * timeout_s:
        done_s = min(done_s, deliveries * timeout_s + work(rng))
        deliveries += 1
    return deliveries


def late_is_void(
    work: Works, timeout_s: float, deaths_per_s: float, rng: np.random.Generator, at_most: float = math.inf
) -> tuple[int, bool, float]:
    """Deliveries until one has ended in time, whether one did, and when the last one began."""
    deliveries, now_s = 0, 0.0
    while deliveries < at_most:
        deliveries += 1
        work_s = work(rng)
        lives_s = rng.exponential(1 / deaths_per_s) if deaths_per_s else math.inf
        if work_s < min(lives_s, timeout_s):
            return deliveries, True, now_s
        now_s += timeout_s
    return deliveries, False, now_s


@pytest.mark.parametrize(("mean_s", "timeout_s"), [(10.0, 30.0), (20.0, 10.0), (30.0, 5.0)])
def test_late_acknowledgements_that_count(mean_s: float, timeout_s: float) -> None:
    rng = np.random.default_rng(1)
    found = np.array([late_counts(exponential(mean_s), timeout_s, rng) for _ in range(MESSAGES)])
    error = found.std() / math.sqrt(MESSAGES)
    assert error < 0.005 * found.mean()
    expected = deliveries_late_counts(lambda seconds: math.exp(-seconds / mean_s), timeout_s)
    assert expected == pytest.approx(found.mean(), abs=4 * error)


@pytest.mark.parametrize(("work_s", "timeout_s"), [(10.0, 30.0), (30.0, 30.0), (30.1, 30.0), (100.0, 30.0)])
def test_work_that_always_takes_as_long(work_s: float, timeout_s: float) -> None:
    found = late_counts(lambda _: work_s, timeout_s, np.random.default_rng(1))
    assert deliveries_of_fixed(work_s, timeout_s) == found
    by_law = deliveries_late_counts(lambda seconds: float(seconds < work_s), timeout_s)
    assert by_law == found


@pytest.mark.parametrize(("deaths_per_s", "timeout_s"), [(0.0, 10.0), (0.05, 30.0), (0.02, 8.0)])
def test_late_acknowledgements_that_do_not(deaths_per_s: float, timeout_s: float) -> None:
    rng = np.random.default_rng(2)
    plays = [late_is_void(exponential(8.0), timeout_s, deaths_per_s, rng) for _ in range(MESSAGES)]
    deliveries, _, begun_s = (np.array(one) for one in zip(*plays, strict=True))
    failed = too_slow_chance_exponential(8.0, timeout_s, deaths_per_s)
    error = deliveries.std() / math.sqrt(MESSAGES)
    assert error < 0.005 * deliveries.mean()
    assert deliveries_mean(failed) == pytest.approx(deliveries.mean(), abs=4 * error)
    assert delay_mean_s(failed, timeout_s) == pytest.approx(begun_s.mean(), abs=4 * error * timeout_s)
    # consumers that do 100 deliveries a second finish so many messages
    assert useful_share(deliveries_mean(failed)) == pytest.approx(MESSAGES / deliveries.sum(), rel=0.02)


def test_dead_letters() -> None:
    rng = np.random.default_rng(3)
    plays = [late_is_void(exponential(8.0), 10.0, 0.05, rng, at_most=3) for _ in range(MESSAGES)]
    failed = too_slow_chance_exponential(8.0, 10.0, 0.05)
    dead = np.mean([not ended for _, ended, _ in plays])
    # 150 000 coins of 0.08: a standard error of 0.0007
    assert dead_letter_chance(failed, 3) == pytest.approx(dead, abs=0.0028)
    assert deliveries_mean(failed, 3) == pytest.approx(np.mean([number for number, _, _ in plays]), rel=0.008)


def test_deaths_between_the_effect_and_the_acknowledgement() -> None:
    rng = np.random.default_rng(4)
    effects = np.zeros(MESSAGES, dtype=int)
    for message in range(MESSAGES):
        while True:
            lives_s = rng.exponential(10.0)
            effects[message] += lives_s > 2.0
            if lives_s > 3.0:  # two seconds of work, and one until the broker knows
                break
    error = effects.std() / math.sqrt(MESSAGES)
    assert duplicates_mean(1.0, 0.1) + 1 == pytest.approx(effects.mean(), abs=4 * error)
    assert died_chance(3.0, 0.1) == pytest.approx(1 - math.exp(-0.3))


@given(failed=st.floats(0, 0.99), at_most=st.integers(1, 1000))
def test_bounds(failed: float, at_most: int) -> None:
    some = deliveries_mean(failed, at_most)
    assert some * (1 + 1e-12) >= 1
    assert some <= min(at_most, deliveries_mean(failed)) * (1 + 1e-9)
    assert dead_letter_chance(failed, at_most) <= failed
    assert useful_share(max(1.0, some)) <= 1


@given(mean_s=st.floats(0.1, 100), timeout_s=st.floats(0.5, 1000))
def test_a_late_acknowledgement_that_counts_saves_deliveries(mean_s: float, timeout_s: float) -> None:
    counts = deliveries_late_counts(lambda seconds: math.exp(-seconds / mean_s), timeout_s)
    void = deliveries_mean(too_slow_chance_exponential(mean_s, timeout_s))
    assert 1 <= counts <= void * (1 + 1e-9)


def test_ends() -> None:
    assert deliveries_mean(0.0) == deliveries_mean(1.0, 1) == 1
    assert deliveries_mean(1.0) == delay_mean_s(1.0, 30.0) == math.inf
    assert deliveries_mean(1.0, 5) == 5
    assert delay_mean_s(1.0, 0.0) == delay_mean_s(0.0, 30.0) == 0
    assert dead_letter_chance(0.5) == 0
    assert dead_letter_chance(1.0, 3) == 1
    assert too_slow_chance_exponential(10.0, 30.0) == pytest.approx(math.exp(-3))
    assert died_chance(0.0, 1.0) == duplicates_mean(0.0, 9.0) == 0
    assert useful_share(math.inf) == 0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="timeout_s"):
        deliveries_late_counts(lambda _: 0.0, 0.0)
    with pytest.raises(ValueError, match="work_s"):
        deliveries_of_fixed(0.0, 1.0)
    with pytest.raises(ValueError, match="failed_chance"):
        deliveries_mean(1.5)
    with pytest.raises(ValueError, match="at_most"):
        dead_letter_chance(0.5, 0)
    with pytest.raises(ValueError, match="deaths_per_s"):
        too_slow_chance_exponential(1.0, 1.0, -1.0)
    with pytest.raises(ValueError, match="acknowledge_s"):
        duplicates_mean(-1.0, 1.0)
    with pytest.raises(ValueError, match="deliveries must be at least 1"):
        useful_share(0.5)
    with pytest.raises(ValueError, match="timeout_s"):
        delay_mean_s(0.5, -1.0)
