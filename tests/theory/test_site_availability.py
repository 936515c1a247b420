"""Availability of several sites against users who move between sites that fail and are repaired."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.availability import of_times
from playground.theory.site_availability import available, available_at_most

MTBF_S, MTTR_S, OUTAGES = 1000.0, 100.0, 8000
TIME = st.floats(0.1, 1e6)


@dataclass(frozen=True)
class Site:
    """When each outage begins and ends."""

    fails_s: list[float]
    back_s: list[float]

    def outage(self, now_s: float) -> tuple[float, float]:
        """The first that is not over: one that lasts, or the next."""
        place = bisect_right(self.back_s, now_s)
        return self.fails_s[place], self.back_s[place]


def sites(count: int) -> list[Site]:
    """Each works for an exponential time, and is repaired in a fixed one."""
    drawn = []
    for seed in range(count):
        works_s = np.random.default_rng(seed).exponential(MTBF_S, OUTAGES)
        fails_s = works_s.cumsum() + MTTR_S * np.arange(OUTAGES)
        drawn.append(Site(fails_s.tolist(), (fails_s + MTTR_S).tolist()))
    return drawn


def not_served_s(fails_s: float, back_s: float, others: list[Site], failover_s: float, wait_again_s: float) -> float:
    """Of one outage of the home site. When the site that its users have fled to fails as well, they wait once more."""
    now_s = min(fails_s + failover_s, back_s)
    total_s = now_s - fails_s
    while now_s < back_s:
        outages = [site.outage(now_s) for site in others]
        up = [next_s for next_s, _ in outages if next_s > now_s]
        if up:
            now_s = min(up[0], back_s)
            served_s = min(now_s + wait_again_s, back_s)
        else:
            served_s = min([back_s, *(until_s for _, until_s in outages)])
        total_s += served_s - now_s
        now_s = served_s
    return total_s


def counted(count: int, failover_s: float, wait_again_s: float = 0.0) -> float:
    """The mean over the users of all sites, each with one of them as home."""
    drawn = sites(count)
    shares = []
    for home in drawn:
        others = [site for site in drawn if site is not home]
        outages = list(zip(home.fails_s, home.back_s, strict=True))[:-500]  # the others last as long
        total_s = sum(not_served_s(*outage, others, failover_s, wait_again_s) for outage in outages)
        shares.append(1 - total_s / outages[-1][1])
    return float(np.mean(shares))


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("failover_s", [0.0, 30.0, 250.0])
def test_sites_that_fail_and_are_repaired(count: int, failover_s: float) -> None:
    # 7500 outages each, of one site in 11 at any time: a standard error of 0.0005 where the repair is waited for
    tolerance = 0.002 if count == 1 or failover_s > MTTR_S else 0.0008
    assert available(count, MTBF_S, MTTR_S, failover_s) == pytest.approx(counted(count, failover_s), abs=tolerance)


@pytest.mark.parametrize("count", [2, 3])
def test_what_first_order_leaves_out(count: int) -> None:
    """Users who wait at every move are served less, but by no more than the docstring says."""
    found = counted(count, 30.0, wait_again_s=30.0)
    expected = available(count, MTBF_S, MTTR_S, 30.0)
    down_share = 1 - of_times(MTBF_S, MTTR_S)
    assert expected - down_share * 30 / MTBF_S - 0.0008 < found < expected + 0.0008


@given(count=st.integers(1, 8), mtbf_s=TIME, mttr_s=TIME, failover_s=st.floats(0, 1e6))
def test_between_the_bounds(count: int, mtbf_s: float, mttr_s: float, failover_s: float) -> None:
    found = available(count, mtbf_s, mttr_s, failover_s)
    alone = of_times(mtbf_s, mttr_s)
    assert alone - 1e-12 <= found <= available_at_most(count, 1 - alone) + 1e-12
    assert available(count + 1, mtbf_s, mttr_s, failover_s) >= found - 1e-12
    assert available(count, mtbf_s, mttr_s, failover_s / 2) >= found - 1e-12


def test_ends() -> None:
    assert available_at_most(1, 0.01) == pytest.approx(0.99)
    assert available_at_most(3, 0.01) == pytest.approx(1 - 1e-6)
    assert available_at_most(5, 0.0) == 1
    assert available_at_most(5, 1.0) == 0
    for failover_s in (0.0, 5.0, 1e9):
        assert available(1, 99.0, 1.0, failover_s) == pytest.approx(0.99)
    assert available(4, 99.0, 1.0, 0.0) == pytest.approx(available_at_most(4, 0.01))
    assert available(4, 99.0, 1.0, 1.0) == available(4, 99.0, 1.0, 50.0) == pytest.approx(0.99)
    assert available(2, 99.0, 0.0, 50.0) == 1
    # failures once in 30 days for an hour, and 2 minutes to move: the move is what is left of the outage
    assert 1 - available(3, 719 * 3600.0, 3600.0, 120.0) == pytest.approx(120 / (720 * 3600), rel=1e-3)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="sites"):
        available(0, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="sites"):
        available_at_most(0, 0.1)
    with pytest.raises(ValueError, match="down_share"):
        available_at_most(2, 1.1)
    with pytest.raises(ValueError, match="mtbf_s"):
        available(2, 0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="mttr_s"):
        available(2, 1.0, -1.0, 1.0)
    with pytest.raises(ValueError, match="failover_s"):
        available(2, 1.0, 1.0, -1.0)
