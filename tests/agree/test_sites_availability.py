"""Sites that fail at random, of which one is enough: what is not served is mostly what moving there takes, and one more
site does not change that."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.design.facts import value
from playground.measure import traffic
from playground.measure.interval import interval
from playground.result import Result
from playground.theory.availability import of_times
from playground.theory.site_availability import available, available_at_most
from tests.agree.replications import agrees, many
from tests.agree.sited import QUICK, sited
from tests.agree.test_sites_names import mean_old

MTBF_S, MTTR_S, PROBED_S, TTL_S, ASKED_RPS = 950.0, 50.0, 10.0, 5.0, 0.5
DOWN = 1 - of_times(MTBF_S, MTTR_S)


def failing(sites: int) -> WebSystem:
    """Each site fails as a whole every quarter of an hour. One resolver each, which is asked every two seconds."""
    kills = [f"kill:site-{letter}@~{MTBF_S:g}+{MTTR_S:g}" for letter in "abc"[:sites]]
    seldom = {"interval_s": 300.0}  # of those who have nothing to find out
    return sited(
        *kills,
        count=sites,
        rate_rps=ASKED_RPS * sites,
        seconds=15_000.0,
        dns__ttl_s=TTL_S,
        dns__resolvers=sites,
        dns__check={**QUICK.model_dump(), "interval_s": PROBED_S},
        balancer__check=seldom,
        replication__failover=seldom,
        workload__visits__session_s=10_000.0,
    )


def mean_move_s() -> float:
    """Of an outage, how long its users wait: until it is found at the next probe, and until their resolver, if it holds
    the name, lets go of it; or for the repair, where that is sooner. With U below x, and an exponential repair of mean
    R, the mean of exp(-U/R) is (1 - exp(-x/R)) R/x."""

    def outlasts(most_s: float) -> float:
        return -math.expm1(-most_s / MTTR_S) * MTTR_S / most_s

    holds = ASKED_RPS * TTL_S / (1 + ASKED_RPS * TTL_S)
    return MTTR_S * (1 - outlasts(PROBED_S) * (1 - holds + holds * outlasts(TTL_S)))


def none_left(result: Result, sites: int) -> float:
    """Share of the time in which all sites were dead."""
    assert result.sites is not None
    dead: set[str] = set()
    since_ns = total_ns = 0
    for order in result.orders:
        if order.node in result.sites.doors and order.what in ("kill", "revive"):
            total_ns += (order.t_ns - since_ns) * (len(dead) == sites)
            since_ns = order.t_ns
            (dead.add if order.what == "kill" else dead.discard)(order.node)
    return (total_ns + (result.end_ns - since_ns) * (len(dead) == sites)) / result.end_ns


def not_served(result: Result) -> float:
    found = traffic.requests(result)
    return found.failed / found.offered


@pytest.mark.parametrize("sites", [2, 3])
def test_what_is_not_served_is_all_sites_down_and_the_move_to_another_one(sites: int) -> None:
    """Half a percent of it would take a hundred thousand outages, so that 8 % must do; and the textbook's bound, where
    nobody has to move, is far away."""
    rows = many(failing(sites), lambda result: (not_served(result), none_left(result, sites)), 30)
    whole = interval([failed for failed, _ in rows])
    moves = interval([failed - down for failed, down in rows])
    assert whole is not None
    assert moves is not None
    theory = 1 - available(sites, MTBF_S, MTTR_S, mean_move_s())
    assert agrees([1 - failed for failed, _ in rows], 1 - theory)
    assert whole.standard_error < 0.08 * theory
    assert abs(whole.mean - theory) < 4 * whole.standard_error
    moving = theory - DOWN**sites
    assert moves.standard_error < 0.06 * moving
    assert abs(moves.mean - moving) < 4 * moves.standard_error
    bound = 1 - available_at_most(sites, DOWN)
    assert whole.mean - bound > 8 * whole.standard_error


def each_dies_once(sites: int, ttl_s: float, **knobs: Any) -> WebSystem:
    """One after the other, 8 s each, after the last one is back for long."""
    kills = [f"kill:site-{letter}@{1.9 + 18 * place:g}+8" for place, letter in enumerate("abc"[:sites])]
    given = {"rate_rps": 1500.0, "seconds": 54.0, "dns__resolvers": 1500, "dns__ttl_s": ttl_s, **knobs}
    return sited(*kills, count=sites, **given)


def test_a_third_site_adds_nothing_while_names_take_long() -> None:
    """With three sites an outage is a third of the users instead of half of them, and comes three times instead of
    twice; each of them waits as long as before. Names that are soon forgotten help, and a third site does not."""
    failed: dict[tuple[int, float], float] = {}
    for sites in (2, 3):
        for ttl_s in (4.0, 1.0):
            design = each_dies_once(sites, ttl_s)
            rows = many(design, lambda result: traffic.requests(result).failed, 6)
            failed[sites, ttl_s] = float(np.mean(rows)) / 1500
            assert failed[sites, ttl_s] == pytest.approx(0.1 + ttl_s * mean_old(design, ttl_s), rel=0.05)
    assert failed[3, 4.0] == pytest.approx(failed[2, 4.0], rel=0.05)
    assert failed[2, 1.0] < 0.4 * failed[3, 4.0]


def test_by_the_books_a_third_site_is_worth_720_times_as_much_and_in_truth_a_thirtieth() -> None:
    """A site fails once in 30 days for an hour, and names take two and a half minutes, which is then nearly all of the
    outage. The third site takes off the hours when both are down, and nothing else."""
    mtbf_s, mttr_s, failover_s = 719 * 3600.0, 3600.0, float(value("dns.failover_total_s"))
    down = 1 - of_times(mtbf_s, mttr_s)
    one, two, three = (1 - available(sites, mtbf_s, mttr_s, failover_s) for sites in (1, 2, 3))
    assert (1 - available_at_most(2, down)) / (1 - available_at_most(3, down)) == pytest.approx(720, rel=1e-3)
    assert 0.03 < 1 - three / two < 0.04
    assert one / two > 20
    assert two == pytest.approx(failover_s / (mtbf_s + mttr_s) + down**2, rel=0.01)
    quick = [1 - available(sites, mtbf_s, mttr_s, 1.0) for sites in (2, 3)]
    assert quick[0] / quick[1] > 5, "where it takes a second, it would be worth something"
