"""How far a read model is behind, against events that are projected and refreshed one by one."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.mmc import mmc
from playground.theory.projection_lag import (
    absent_s,
    lag_mean_ms,
    lag_tail,
    missed_share,
    rebuild_beside_s,
    rebuild_s,
    transform,
)

CASES = [(80.0, 10.0, 1, 100.0), (150.0, 10.0, 2, 20.0), (350.0, 10.0, 5, 1000.0)]


def lags_ms(event_rps: float, project_ms: float, workers: int, refresh_ms: float, seed: int) -> np.ndarray:
    """Of 60 000 events, after a start of 2000 more."""
    rng = np.random.default_rng(seed)
    happened_ms = rng.exponential(1000 / event_rps, 62_000).cumsum() + rng.uniform(0, refresh_ms)
    free_ms, lags = [0.0] * workers, []
    for at_ms, work_ms in zip(happened_ms.tolist(), rng.exponential(project_ms, 62_000).tolist(), strict=True):
        done_ms = max(at_ms, free_ms[0]) + work_ms
        heapq.heapreplace(free_ms, done_ms)
        lags.append(math.ceil(done_ms / refresh_ms) * refresh_ms - at_ms)
    return np.array(lags[2000:])


@pytest.mark.parametrize(("event_rps", "project_ms", "workers", "refresh_ms"), CASES)
def test_events_that_are_projected(event_rps: float, project_ms: float, workers: int, refresh_ms: float) -> None:
    plays = [lags_ms(event_rps, project_ms, workers, refresh_ms, seed) for seed in range(1, 101)]
    rng = np.random.default_rng(101)
    looks_ms = [rng.exponential(60.0, play.size) for play in plays]
    for found, expected in [
        ([play.mean() for play in plays], lag_mean_ms(event_rps, project_ms, workers, refresh_ms)),
        ([(play > 50).mean() for play in plays], lag_tail(event_rps, project_ms, workers, refresh_ms, 50.0)),
        (
            [(play > look).mean() for play, look in zip(plays, looks_ms, strict=True)],
            missed_share(event_rps, project_ms, workers, refresh_ms, 60.0),
        ),
    ]:
        error = np.std(found, ddof=1) / math.sqrt(len(found))
        assert error < 0.0055 * np.mean(found)
        assert expected == pytest.approx(np.mean(found), abs=4 * error)


@settings(deadline=None, max_examples=25)
@given(load=st.floats(0.05, 0.95), workers=st.integers(1, 6), refresh_ms=st.floats(0, 500), look_ms=st.floats(0.1, 500))
def test_bounds(load: float, workers: int, refresh_ms: float, look_ms: float) -> None:
    event_rps = load * workers * 100
    tail = lag_tail(event_rps, 10.0, workers, refresh_ms, look_ms)
    assert 0 <= tail <= 1
    assert tail >= lag_tail(event_rps, 10.0, workers, 0.0, look_ms) - 1e-9
    missed = missed_share(event_rps, 10.0, workers, refresh_ms, look_ms)
    # by Jensen, as a look that is as late as the mean lag at the earliest: exp is convex
    assert missed <= 1 - math.exp(-lag_mean_ms(event_rps, 10.0, workers, refresh_ms) / look_ms) + 1e-9


@settings(deadline=None, max_examples=20)
@given(load=st.floats(0.05, 0.9), workers=st.integers(1, 8), look_ms=st.floats(1, 100))
def test_the_transform_is_the_tail_averaged(load: float, workers: int, look_ms: float) -> None:
    sojourn = mmc(load * workers * 100, 10.0, workers).sojourn
    assert sojourn is not None
    parts = (np.arange(400) + 0.5) / 400
    longer = [sojourn.tail(-math.log1p(-part) * look_ms) for part in parts.tolist()]
    assert 1 - transform(sojourn, 1 / look_ms) == pytest.approx(np.mean(longer), abs=0.003)


@pytest.mark.parametrize("refresh_ms", [0.01, 7.0, 300.0, 1e6])
@pytest.mark.parametrize("time_ms", [0.5, 20.0, 310.0, 2e5])
def test_the_tail_of_one_worker_in_closed_form(refresh_ms: float, time_ms: float) -> None:
    # exponential with mean 40, and even
    begin_ms = max(0.0, time_ms - refresh_ms)
    area_ms = 40 * (math.exp(-begin_ms / 40) - math.exp(-time_ms / 40)) + max(0.0, refresh_ms - time_ms)
    assert lag_tail(75.0, 10.0, 1, refresh_ms, time_ms) == pytest.approx(area_ms / refresh_ms, rel=1e-5, abs=1e-9)


def test_a_history_that_is_played_again() -> None:
    # 30 000 old events at 400 a second, beside 100 new ones
    waiting, now_s = 30_000.0, 0
    while waiting > 0:
        waiting, now_s = waiting + 100 - 400, now_s + 1
    assert rebuild_s(30_000, 400.0, 100.0) == now_s == 100
    # beside the old index each of the new ones takes two
    assert rebuild_beside_s(30_000, 400.0, 100.0) == 150


def test_what_readers_miss_of_a_history_that_is_played_again() -> None:
    # 30 000 documents, of which 300 more are there after each second, and 100 new ones
    parts = np.linspace(0.0, 100.0, 200_001)
    missing = (30_000 - 300 * parts) / (30_000 + 100 * parts)
    assert absent_s(30_000, 400.0, 100.0) == pytest.approx(np.trapezoid(missing, parts), rel=1e-6)
    assert absent_s(30_000, 400.0, 0.0) == 37.5
    assert absent_s(30_000, 400.0, 1e-3) == pytest.approx(37.5, rel=1e-5)
    assert absent_s(0, 400.0, 100.0) == 0.0
    assert absent_s(10, 400.0, 400.0) == math.inf


def test_ends() -> None:
    assert lag_mean_ms(100.0, 10.0, 1, 5.0) == rebuild_s(1.0, 5.0, 5.0) == math.inf
    assert lag_tail(100.0, 10.0, 1, 5.0, 9.0) == missed_share(100.0, 10.0, 1, 5.0, 9.0) == 1
    assert lag_tail(50.0, 10.0, 1, 0.0, 40.0) == pytest.approx(math.exp(-2))
    assert lag_tail(50.0, 10.0, 1, 30.0, 0.0) == pytest.approx(1)
    assert missed_share(50.0, 10.0, 1, 0.0, 20.0) == pytest.approx(0.5)
    assert missed_share(1e-9, 1e-9, 1, 1000.0, 1000.0) == pytest.approx(math.exp(-1))
    assert transform(mmc(50.0, 10.0, 2).sojourn, 0.0) == pytest.approx(1)  # type: ignore[arg-type]


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="refresh_ms"):
        lag_mean_ms(1.0, 1.0, 1, -1.0)
    with pytest.raises(ValueError, match="time_ms"):
        lag_tail(1.0, 1.0, 1, 1.0, -1.0)
    with pytest.raises(ValueError, match="look_after_mean_ms"):
        missed_share(1.0, 1.0, 1, 1.0, 0.0)
    with pytest.raises(ValueError, match="servers"):
        lag_mean_ms(1.0, 1.0, 0, 1.0)
