"""The load of the survivors, against requests that are sent to those who are left."""

from __future__ import annotations

import math
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.survivor_load import (
    backlog_growth_rps,
    sites_needed,
    utilisation_of_survivors,
    utilisation_of_unequal,
    utilisation_that_survives,
    wait_growth,
)

SITES = st.integers(1, 50)
UTILISATION = st.floats(0, 2)


def test_requests_that_are_sent_elsewhere() -> None:
    # 100 000 in some time; each site can serve so many in it
    rng = np.random.default_rng(47)
    shares, most = np.array([0.5, 0.3, 0.15, 0.05]), np.array([80_000, 40_000, 30_000, 6_000])
    home = rng.choice(4, size=100_000, p=shares)
    lost = home == 1
    # who loses the second site is drawn again among the others, as often as others live there
    home_after = np.where(lost, rng.choice(home[~lost], size=home.size), home)
    found = np.bincount(home_after, minlength=4) / most
    # from 7000 requests on: a standard error of 1.2 %
    assert utilisation_of_unequal(shares * 100_000 / most, shares, [1]) == pytest.approx(found, rel=0.04)


@given(sites=st.integers(2, 50), lost=st.integers(0, 49), utilisation=UTILISATION)
def test_equal_sites_are_unequal_ones_that_are_alike(sites: int, lost: int, utilisation: float) -> None:
    lost = lost % sites
    each = utilisation_of_unequal(np.full(sites, utilisation), np.full(sites, 1 / sites), range(lost))
    expected = utilisation_of_survivors(utilisation, sites, lost)
    assert each[:lost] == pytest.approx(0)
    assert each[lost:] == pytest.approx(expected)
    # no work goes away
    assert each.sum() == pytest.approx(sites * utilisation)
    assert utilisation <= expected * (1 + 1e-12)


@given(sites=st.integers(2, 50), lost=st.integers(0, 49), most=st.floats(0.1, 1))
def test_what_survives_is_just_full_afterwards(sites: int, lost: int, most: float) -> None:
    lost = lost % sites
    before = utilisation_that_survives(sites, lost, most)
    assert before <= most
    assert utilisation_of_survivors(before, sites, lost) == pytest.approx(most)


@given(full_sites=st.floats(0, 200), most=st.floats(0.1, 1), lost=st.integers(0, 5))
def test_the_fewest_sites_by_trying(full_sites: float, most: float, lost: int) -> None:
    tried = next(sites for sites in count(lost + 1) if full_sites / (sites - lost) <= most * (1 + 1e-9))
    assert sites_needed(full_sites, most, lost) == tried


@pytest.mark.parametrize("utilisation", [0.6, 1.0, 1.25, 3.0])
def test_a_backlog_that_is_counted(utilisation: float) -> None:
    # a server that takes 0.01 s for each: 100 per second; requests come evenly for 200 s
    arrives_s = np.arange(int(200 * 100 * utilisation)) / (100 * utilisation)
    ends_s = np.maximum.accumulate(arrives_s - 0.01 * np.arange(arrives_s.size)) + 0.01 * np.arange(
        1, arrives_s.size + 1
    )
    backlog = arrives_s.size - np.searchsorted(ends_s, 200.0)
    assert backlog_growth_rps(utilisation, 100.0) == pytest.approx(backlog / 200, abs=0.02)
    assert wait_growth(utilisation) == pytest.approx((ends_s[-1] - 0.01 - arrives_s[-1]) / 200, abs=0.001)


@given(utilisation=UTILISATION, most_served_rps=st.floats(0, 1e6))
def test_a_backlog_grows_beyond_one_only(utilisation: float, most_served_rps: float) -> None:
    growth = backlog_growth_rps(utilisation, most_served_rps)
    assert growth >= 0
    assert growth == pytest.approx(max(0.0, utilisation * most_served_rps - most_served_rps), abs=1e-9)


def test_ends() -> None:
    assert utilisation_of_survivors(0.4, 3, 0) == pytest.approx(0.4)
    assert utilisation_of_survivors(0.4, 3) == pytest.approx(0.6)
    assert utilisation_of_survivors(0.7, 2) == pytest.approx(1.4)
    assert utilisation_that_survives(2) == 0.5
    assert utilisation_that_survives(4) == 0.75
    assert sites_needed(2.1, 0.7) == 4  # 2.1 / 0.7 is a little more than 3 in floating point
    assert sites_needed(2.2, 0.7) == 5
    assert sites_needed(2.1, 0.7, lost=0) == 3
    assert sites_needed(0.0, 0.7, lost=2) == 3
    assert wait_growth(1.0) == wait_growth(0.0) == 0


def test_bad_arguments_are_named() -> None:
    half = np.array([0.5, 0.5])
    with pytest.raises(ValueError, match="number of sites that are left must be a whole number of at least 1, not 0"):
        utilisation_of_survivors(0.5, 2, 2)
    with pytest.raises(ValueError, match="lost"):
        utilisation_that_survives(2, -1)
    with pytest.raises(ValueError, match="sites"):
        utilisation_that_survives(0, 0)
    with pytest.raises(ValueError, match="lost must name sites from 0 to 1, not 2"):
        utilisation_of_unequal(half, half, [2])
    with pytest.raises(ValueError, match="share of the traffic that the survivors have"):
        utilisation_of_unequal(half, half, [0, 1])
    with pytest.raises(ValueError, match="utilisation of site 1"):
        utilisation_of_unequal(np.array([0.5, -0.5]), half, [0])
    with pytest.raises(ValueError, match="utilisations must have as many entries as shares"):
        utilisation_of_unequal(np.array([0.5]), half, [0])
    with pytest.raises(ValueError, match="most"):
        sites_needed(1.0, 0.0)
    with pytest.raises(ValueError, match="full_sites"):
        sites_needed(math.inf, 0.5)
    with pytest.raises(ValueError, match="utilisation"):
        wait_growth(-0.1)
    with pytest.raises(ValueError, match="most_served_rps"):
        backlog_growth_rps(1.5, -1.0)
