"""Lost writes and lag against writes that are counted one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.failover_loss import applied_rps, catch_up_s, lag_growth, lost_writes_mean


def test_writes_that_are_counted() -> None:
    rng = np.random.default_rng(23)
    written_s = rng.exponential(1 / 500, 200_000).cumsum()
    deaths_s = rng.uniform(1, 390, 4000)
    delays_s = (0.08, 0.02, 0.3)
    # what the best replica has: all that arrived at it before the death
    held = np.max([np.searchsorted(written_s + delay_s, deaths_s) for delay_s in delays_s], axis=0)
    lost = np.searchsorted(written_s, deaths_s) - held
    # a Poisson number of mean 10, 4000 times: a standard error of 0.05
    assert lost_writes_mean(500.0, [80.0, 20.0, 300.0]) == pytest.approx(lost.mean(), abs=0.2)


def test_lag_that_is_measured() -> None:
    # 1000 writes per second, and two appliers with 2.5 ms for each: 800
    written_ms = np.arange(20_000.0)
    free_ms = [0.0, 0.0]
    lags_ms = []
    for at_ms in written_ms.tolist():
        applier = free_ms.index(min(free_ms))
        free_ms[applier] = max(free_ms[applier], at_ms) + 2.5
        lags_ms.append(free_ms[applier] - at_ms)
    # the write applied at the end of a span of t is as old as the lag has grown in t
    done_ms = written_ms + lags_ms
    growth = (lags_ms[-1] - lags_ms[1000]) / (done_ms[-1] - done_ms[1000])
    assert applied_rps(2, 2.5) == 800
    assert lag_growth(1000.0, 800.0) == pytest.approx(growth, rel=1e-3)
    # no more writes: the backlog at the end of the 20 s is done when the last applier is
    backlog = 20_000 - sum(at <= 20_000 for at in done_ms.tolist())
    assert catch_up_s(backlog, 0.0, 800.0) == pytest.approx(max(free_ms) / 1000 - 20, abs=0.005)


@settings(deadline=None, max_examples=50)
@given(write_rps=st.floats(0.1, 1e5), share=st.floats(0.01, 3), delays_ms=st.lists(st.floats(0, 1e4), min_size=1))
def test_bounds(write_rps: float, share: float, delays_ms: list[float]) -> None:
    assert lost_writes_mean(write_rps, [*delays_ms, 5.0]) <= lost_writes_mean(write_rps, delays_ms)
    assert lost_writes_mean(2 * write_rps, delays_ms) == pytest.approx(2 * lost_writes_mean(write_rps, delays_ms))
    growth = lag_growth(write_rps, share * write_rps)
    assert growth == pytest.approx(max(0.0, 1 - share), abs=1e-9)
    assert (catch_up_s(1.0, write_rps, share * write_rps) < math.inf) is (share * write_rps > write_rps)


def test_ends() -> None:
    assert lost_writes_mean(0.0, [5.0]) == lost_writes_mean(100.0, [5.0, 0.0]) == 0
    assert lag_growth(0.0, 10.0) == lag_growth(10.0, 10.0) == 0
    assert catch_up_s(0.0, 10.0, 5.0) == 0
    assert catch_up_s(100.0, 5.0, 10.0) == 20
    assert catch_up_s(1.0, 10.0, 10.0) == math.inf
    with pytest.raises(ValueError, match="replicas"):
        lost_writes_mean(1.0, [])
    with pytest.raises(ValueError, match="shipping_ms of replica 2"):
        lost_writes_mean(1.0, [1.0, -1.0])
    with pytest.raises(ValueError, match="apply_ms"):
        applied_rps(1, 0.0)
    with pytest.raises(ValueError, match="most_applied_rps"):
        lag_growth(1.0, 0.0)
