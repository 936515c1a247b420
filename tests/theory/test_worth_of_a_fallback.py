"""Whether a fallback pays, against outages and bills that are added up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.worth_of_a_fallback import (
    gain_usd_per_year,
    outage_that_pays_min_per_year,
    payback_years,
)

USD = st.floats(0, 1e7)
MINUTES = st.floats(0, 5e5)
SHARE = st.floats(0, 1)


def test_outages_that_are_drawn() -> None:
    # 40 000 years of 3 outages each on average, of half an hour on average; the fallback saves 90 % of the loss
    rng = np.random.default_rng(53)
    number = rng.poisson(3, 40_000)
    minutes = rng.gamma(np.maximum(number, 1), 30.0) * (number > 0)
    with_it = minutes * 200 * 0.1 + 5000
    without = minutes * 200
    gains = without - with_it
    assert gain_usd_per_year(200.0, 90.0, 0.9, 5000.0) == pytest.approx(11_200)
    # a year's gain deviates by 13 000: the mean of 40 000 by 66
    assert gains.mean() == pytest.approx(11_200, abs=270)
    assert payback_years(30_000.0, 200.0, 90.0, 0.9, 5000.0) == pytest.approx(30_000 / gains.mean(), rel=0.03)


@given(
    build=st.integers(1, 10**6),
    loss=st.integers(1, 1000),
    minutes=st.integers(0, 1000),
    percent=st.integers(0, 100),
    run=st.integers(0, 10**5),
)
def test_months_that_are_added_up(build: int, loss: int, minutes: int, percent: int, run: int) -> None:
    years = payback_years(build, loss, minutes, percent / 100, run)
    without, with_it = minutes * loss, minutes * loss * (100 - percent) / 100 + run
    balance, month = -float(build), 0
    while balance < 0 and month < 1200:
        balance, month = balance + (without - with_it) / 12, month + 1
    if balance < 0:
        assert years > 99.99
    else:
        assert month - 1.001 <= 12 * years <= month + 0.001


@given(build=USD, loss=USD, avoided=SHARE, run=USD, horizon=st.floats(0.1, 50), minutes=MINUTES)
def test_the_line_parts_what_pays(
    build: float, loss: float, avoided: float, run: float, horizon: float, minutes: float
) -> None:
    line = outage_that_pays_min_per_year(build, loss, avoided, run, horizon)
    earned = horizon * gain_usd_per_year(loss, minutes, avoided, run) - build
    scale = build + horizon * (loss * minutes + run) + 1e-9
    if minutes >= line:
        assert earned >= -1e-9 * scale
        assert payback_years(build, loss, minutes, avoided, run) <= horizon * (1 + 1e-6) or earned < 1e-6 * scale
    else:
        assert earned <= 1e-9 * scale


@given(build=USD, loss=st.floats(1, 1e5), avoided=st.floats(0.01, 1), run=USD, horizon=st.floats(0.1, 50))
def test_a_longer_horizon_needs_fewer_minutes(
    build: float, loss: float, avoided: float, run: float, horizon: float
) -> None:
    line = outage_that_pays_min_per_year(build, loss, avoided, run, horizon)
    assert outage_that_pays_min_per_year(build, loss, avoided, run, 2 * horizon) <= line
    assert line >= run / (loss * avoided) * (1 - 1e-12)


def test_ends() -> None:
    assert gain_usd_per_year(200.0, 0.0, 1.0, 5000.0) == -5000
    assert payback_years(1000.0, 200.0, 10.0, 0.5, 1000.0) == math.inf  # it just earns what it costs to run
    assert payback_years(1000.0, 200.0, 10.0, 0.0, 0.0) == math.inf
    assert payback_years(0.0, 200.0, 10.0, 0.5, 0.0) == payback_years(0.0, 0.0, 0.0, 0.0, 0.0) == 0
    assert payback_years(0.0, 200.0, 10.0, 0.5, 2000.0) == math.inf
    assert payback_years(1000.0, 100.0, 20.0, 0.5, 500.0) == pytest.approx(2)
    assert outage_that_pays_min_per_year(1000.0, 100.0, 0.5, 500.0, 2.0) == pytest.approx(20)
    assert outage_that_pays_min_per_year(1000.0, 100.0, 0.0, 500.0, 2.0) == math.inf
    assert outage_that_pays_min_per_year(0.0, 100.0, 0.0, 0.0, 2.0) == 0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="loss_usd_per_min"):
        gain_usd_per_year(-1.0, 1.0, 0.5, 1.0)
    with pytest.raises(ValueError, match="outage_min_per_year"):
        gain_usd_per_year(1.0, -1.0, 0.5, 1.0)
    with pytest.raises(ValueError, match="avoided"):
        gain_usd_per_year(1.0, 1.0, 1.5, 1.0)
    with pytest.raises(ValueError, match="run_usd_per_year"):
        gain_usd_per_year(1.0, 1.0, 0.5, math.inf)
    with pytest.raises(ValueError, match="build_usd"):
        payback_years(-1.0, 1.0, 1.0, 0.5, 1.0)
    with pytest.raises(ValueError, match="horizon_years"):
        outage_that_pays_min_per_year(1.0, 1.0, 0.5, 1.0, 0.0)
