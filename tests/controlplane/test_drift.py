"""Servers that are changed by hand, and a plan that makes them alike: against closed forms, and in a story."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import drift, latency
from playground.result import Result, S
from playground.run import run
from playground.theory.drift import alike_share, drifted_share, drifted_share_mean
from tests.agree.replications import agrees, many

EACH_S, SERVERS = 10.0, 16


def tier(*, apply_every_s: float | None, seconds: float, slow_factor: float = 1.0, rate_rps: float = 1.0) -> WebSystem:
    """Sixteen servers on which hardly anybody calls."""
    given = {"changed_every_s": EACH_S, "slow_factor": slow_factor, "apply_every_s": apply_every_s, "apply_s": 2.0}
    knobs = {"web.servers": SERVERS, "web.drift": given, "workload.rate_rps": rate_rps, "seconds": seconds}
    found = put_all(stage("load-balancer").design, {**knobs, "balancer.check.interval_s": 100.0})
    assert isinstance(found, WebSystem)
    return found


def told(result: Result) -> drift.Drift:
    found = drift.drift(result)
    assert found is not None
    return found


@pytest.mark.parametrize(("period_s", "periods"), [(5.0, 100), (20.0, 30)])
def test_so_many_have_drifted_on_average(period_s: float, periods: int) -> None:
    """Between two applications of the plan; the first stretch is longer by what applying takes."""
    design = tier(apply_every_s=period_s, seconds=2.0 + (periods + 1) * period_s)
    first_s = period_s + 2.0

    def share(result: Result) -> float:
        steps = drift.stairs(result)
        later = np.clip(steps.at_s, first_s, None)
        return float(steps.drifted[:-1] @ np.diff(later)) / (later[-1] - first_s) / SERVERS

    assert agrees(many(design, share, 80), drifted_share_mean(period_s, 1 / EACH_S))


def test_without_a_plan_all_drift_in_the_end() -> None:
    design = tier(apply_every_s=None, seconds=30.0)
    for at_s in (5.0, 25.0):
        found = many(design, lambda result, at_s=at_s: _drifted_at(result, at_s) / SERVERS, 400)
        assert np.mean(found) == pytest.approx(drifted_share(at_s, 1 / EACH_S), abs=4 * np.std(found) / 20)
    assert told(run(tier(apply_every_s=None, seconds=200.0))).drifted_most == SERVERS


def _drifted_at(result: Result, at_s: float) -> int:
    turns = [order.what for order in result.orders if order.t_ns < at_s * S]
    return turns.count("drift") - turns.count("declared")


def test_all_are_alike_for_a_share_of_the_time() -> None:
    design = tier(apply_every_s=1.0, seconds=101.0)
    found = many(design, lambda result: told(result).alike_share, 60)
    assert np.mean(found) == pytest.approx(alike_share(1.0, 1 / EACH_S, SERVERS), rel=0.03)


def test_a_plan_puts_right_whatever_it_finds() -> None:
    """Applied from 10 s on every 10 s, and done 2 s later."""
    result = run(tier(apply_every_s=10.0, seconds=60.0))
    plans = [order for order in result.orders if order.what == "apply_plan"]
    assert [order.t_ns / S for order in plans] == [12.0, 22.0, 32.0, 42.0, 52.0]
    for plan in plans:
        healed = [order for order in result.orders if order.what == "declared" and order.t_ns == plan.t_ns]
        assert len(healed) == plan.value == _drifted_at(result, plan.t_ns / S)
    found = told(result)
    assert found.plans == 5
    assert found.changes - found.put_right == drift.stairs(result).drifted[-1]
    assert found.alike_again_s is not None
    assert 8.0 < found.alike_again_s < 12.0


def test_servers_that_differ_cost_latency_and_a_plan_saves_it() -> None:
    slow = latency.summary(run(tier(apply_every_s=None, seconds=60.0, slow_factor=4.0, rate_rps=500.0))).p99_ms
    fine = latency.summary(run(tier(apply_every_s=2.0, seconds=60.0, slow_factor=4.0, rate_rps=500.0))).p99_ms
    assert slow is not None
    assert fine is not None
    assert fine < 0.8 * slow


def test_a_machine_that_begins_anew_is_as_declared() -> None:
    """A rolling deploy restarts all sixteen: immutable servers need no plan."""
    deploy = [{"kind": "deploy", "node": "web", "start_s": 30.0}]
    result = run(put_all(tier(apply_every_s=None, seconds=75.0), {"faults": deploy, "web.release.batch_share": 0.5}))
    before = _drifted_at(result, 29.0)
    restarted = {order.node: order.t_ns for order in result.orders if order.what == "put_in"}
    declared = [order for order in result.orders if order.what == "declared"]
    assert before > SERVERS / 2
    assert len(declared) >= before
    assert all(order.t_ns == restarted[order.node] for order in declared)
