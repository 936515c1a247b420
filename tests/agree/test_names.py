"""Resolvers and what they keep, against closed forms: who is still led to a dead server, and how often the authority is
asked."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.fault_text import parse
from playground.design.service import Deterministic
from playground.design.workload import Workload
from playground.measure import latency, names, traffic
from playground.result import Result, S
from playground.run import run
from playground.theory import dns_drain
from tests.agree.one_cdn import PAGE
from tests.agree.replications import agrees, many

NOTHING = Deterministic(mean_ms=0.0)
RATE_RPS, TTL_S, DIES_S = 1000.0, 4.0, 0.6


def addresses(
    rate_rps: float = RATE_RPS, *, resolvers: int, ttl_s: float = TTL_S, seconds: float = 12.0, **dns: float
) -> WebSystem:
    """Two servers with an address each, whose pages take no time; every request looks the name up, which takes none
    either. web-2 dies at 0.6 s, and the probe of 0.75 s finds out."""
    load = Workload(rate_rps=rate_rps, requests_per_page=2.0, write_share=0.0, endpoints=(PAGE,), bundle_kb=0.0)
    check = {"interval_s": 0.25, "timeout_s": 0.2, "fall": 1, "rise": 1, "work_ms": 0.0}
    given = {"ttl_s": ttl_s, "hit_ms": 0.0, "miss_ms": 0.0, "browser_s": 0.0, "violator_share": 0.0, "check": check}
    visits = {"session_s": 200.0, "keep_alive_s": 0.0, "handshake_round_trips": 0}
    knobs = {"dns": {**given, "resolvers": resolvers, "violator_ttl_s": 86_400.0, **dns}, "workload.visits": visits}
    base = WebSystem(name="names", seconds=seconds, warmup_s=0.0, workload=load)
    faults = [parse(f"kill:web-2@{DIES_S:g}").model_dump()]
    found = put_all(base, {**knobs, "faults": faults, "web.servers": 2, "database.own_machine": True})
    assert isinstance(found, WebSystem)
    return found


def crowds(design: WebSystem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of all questions, and rate, of the resolvers that have k users each: people choose one by chance."""
    assert design.dns is not None
    seats, count = design.workload.seats, design.dns.resolvers
    mean = seats / count
    k = np.arange(int(mean + 12 * math.sqrt(mean) + 20))
    chance = np.exp(k * math.log(mean) - mean - np.array([math.lgamma(n + 1) for n in k]))
    return chance * k / mean, k * design.workload.requests_rps / seats


def misled(result: Result, until_s: float) -> float:
    """Share of the look-ups from the change of the record on that led to the dead server."""
    changed_ns = next(order.t_ns for order in result.orders if order.what == "mark_down")
    first, last = (round((changed_ns / S + t_s) * S / result.window_ns) for t_s in (0.0, until_s))
    assert result.names is not None
    return float(result.names.misled_in[first:last].sum() / result.names.asked_in[first:last].sum())


@pytest.mark.parametrize(
    ("rate_rps", "resolvers", "violators", "runs"),
    [(5000.0, 1000, 0.0, 80), (1000.0, 4000, 0.0, 160), (1000.0, 4000, 0.25, 100)],
)
def test_who_is_still_led_to_a_dead_server(rate_rps: float, resolvers: int, violators: float, runs: int) -> None:
    """Half of all answers named it. Asked 20 times a TTL or once, from the change to the end of the TTL."""
    design = addresses(rate_rps, resolvers=resolvers, violator_share=violators, seconds=5.2)
    shares, rates_rps = crowds(design)
    at_s = (np.arange(200) + 0.5) / 200 * TTL_S
    theory = [0.5 * dns_drain.old_share_mean(t, TTL_S, shares, rates_rps, violators, 86_400.0) for t in at_s]
    assert agrees(many(design, lambda result: misled(result, TTL_S), runs), float(np.mean(theory)))


def test_busy_resolvers_let_go_in_a_straight_line() -> None:
    """1 - t/T, of the half that knew the dead server; a quarter of the TTL at a time."""
    design = addresses(4000.0, resolvers=80, seconds=5.2)
    found = np.mean([_quarters(run(design, seed=seed)) for seed in range(1, 31)], axis=0)
    theory = [0.5 * dns_drain.old_share_at_most(t, TTL_S) for t in (0.5, 1.5, 2.5, 3.5)]
    assert found == pytest.approx(theory, abs=0.02)


def _quarters(result: Result) -> list[float]:
    """Of the first, second … quarter of the TTL, from the shares up to the end of each."""
    so_far = [misled(result, t) * t if t else 0.0 for t in (0.0, 1.0, 2.0, 3.0, 4.0)]
    return [after - before for before, after in pairwise(so_far)]


@pytest.mark.parametrize("resolvers", [40, 4000])
def test_how_often_the_authority_is_asked(resolvers: int) -> None:
    """At most once a TTL by each resolver; from the second TTL on, as the first one still knows how the run began."""
    design = put_all(addresses(resolvers=resolvers, seconds=12.0), {"faults": []})
    assert isinstance(design, WebSystem)
    shares, rates_rps = crowds(design)
    asked = rates_rps > 0
    theory = float(shares[asked] @ [1 / (1 + rate * TTL_S) for rate in rates_rps[asked]])

    def missed(result: Result) -> float:
        found, first = result.names, round(TTL_S * S / result.window_ns)
        assert found is not None
        return float(found.missed_in[first:].sum() / found.asked_in[first:].sum())

    assert agrees(many(design, missed, 60), theory)


def test_a_shorter_ttl_shortens_the_outage_and_multiplies_the_questions() -> None:
    found = {}
    for ttl_s in (1.0, 4.0):
        result = run(addresses(resolvers=100, ttl_s=ttl_s, seconds=15.0))
        looked = names.names(result)
        assert looked is not None
        found[ttl_s] = traffic.requests(result).failed, looked.authority_per_s
    assert found[1.0][0] < 0.6 * found[4.0][0]
    assert found[1.0][1] > 3.0 * found[4.0][1]


def test_who_ignores_the_ttl_stays_with_the_dead() -> None:
    """All resolvers keep their answers for a day: half of the requests fail to the end; none do, where all obey."""
    errors = {}
    for share in (0.0, 1.0):
        result = run(addresses(resolvers=50, violator_share=share, ttl_s=1.0))
        late = result.requests.failed[-20:].sum() / result.requests.offered[-20:].sum()
        errors[share] = float(late)
    assert errors[0.0] == 0.0
    assert errors[1.0] == pytest.approx(0.5, abs=0.1)


def test_what_a_look_up_costs() -> None:
    """20 ms where the resolver knows, 150 where it has to ask, once for each connection, unless the browser knows."""
    timed = {"hit_ms": 20.0, "miss_ms": 130.0}
    for browser_s in (0.0, 86_400.0):
        knobs = {"faults": [], "workload.visits.session_s": 20.0}
        design = put_all(addresses(100.0, resolvers=10, browser_s=browser_s, **timed), knobs)
        result = run(design)
        looked = names.names(result)
        assert looked is not None
        assert looked.hit_share is not None
        offered = traffic.requests(result).offered
        cost_ms = looked.asked * (20 + 130 * (1 - looked.hit_share)) / offered
        served = latency.summary(result).mean_ms
        assert served is not None
        base_ms = latency.summary(run(put_all(design, {"dns": None}))).mean_ms
        assert base_ms is not None
        assert served - base_ms == pytest.approx(cost_ms, rel=0.02, abs=0.05)
        assert (looked.asked < 0.4 * offered) is (browser_s > 0)


def test_answers_take_turns() -> None:
    """The authority gives out one address after the other, and every resolver passes on what it has."""
    design = put_all(addresses(resolvers=400), {"faults": [], "web.servers": 4})
    result = run(design)
    answers = [server.picked for server in result.servers[4:]]
    assert max(answers) - min(answers) <= 1
    served = np.array([server.picked for server in result.servers[:4]])
    assert served / served.sum() == pytest.approx([0.25] * 4, abs=0.03)
