"""Rules fire when the books say, a bug costs what the books say, and of the ladder's stages the one that watches loses
next to nothing to a bad version."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import objectives, traffic
from playground.measure.alerts import alerts
from playground.measure.deployment import deployments
from playground.result import Result, S
from playground.run import run
from playground.theory.alerting import fires, mean_passes_s, quantile_passes_s
from playground.theory.bug_exposure import failed_mean
from playground.theory.burn_rate import BurnRule, fires_after_s

SEEDS = range(1, 41)
SLOW_S = 70.0
EVEN = {
    "workload.rate_rps": 600.0,
    "workload.endpoints": [
        {"name": "page", "web_work": {"kind": "deterministic", "mean_ms": 2.0}, "calls": [], "response_kb": 0.0}
    ],
    "workload.bundle_kb": 0.0,
    "workload.write_share": 0.0,
    "balancer.check.work_ms": 0.0,
    "web.cores": 32,
    "web.contention": 0.0,
    "web.coherency": 0.0,
    "seconds": 110.0,
}


def fired_s(rule: dict[str, object], seed: int) -> float:
    """When the rule fires, one of four servers being twenty times as slow from 70 s on; a scrape each second."""
    slow = {"kind": "slow", "node": "web-2", "start_s": SLOW_S, "duration_s": None, "factor": 20.0}
    rules = [{"name": "it", "for_s": 0.0, "window_s": 60.0, **rule}]
    design = put_all(
        stage("load-balancer").design, {**EVEN, "faults": [slow], "operations": {"scrape_s": 1.0, "rules": rules}}
    )
    (first, *_) = alerts(run(design, seed=seed))
    return first.fired_s


@pytest.mark.parametrize(
    ("rule", "passes_s"),
    [
        ({"metric": "latency_ms_p95", "threshold": 20.0}, quantile_passes_s(60.0, 0.95, 0.25)),
        ({"metric": "latency_ms_mean", "threshold": 7.0}, None),
    ],
)
def test_a_window_is_passed_when_theory_says(rule: dict[str, object], passes_s: float | None) -> None:
    """A quarter of the requests takes 38 ms longer. The crossing is seen at the next whole second, so half a second
    later on average, wherever between two scrapes it falls."""
    base = run(put_all(stage("load-balancer").design, EVEN))
    before_ms = sum(row.latency_ns for row in base.endpoints if row.is_request) / 1e6 / traffic.requests(base).served
    if passes_s is None:
        passes_s = mean_passes_s(60.0, 7.0, before_ms, before_ms + 0.25 * 38.0)
    found = np.array([fired_s(rule, seed) for seed in SEEDS]) - SLOW_S
    least, most = (fires(passes_s, 1.0, 0.0).shortest_s, fires(passes_s, 1.0, 0.0).longest_s)
    se = found.std(ddof=1) / math.sqrt(len(found))
    assert least - 4 * se - 0.1 < found.mean() < most + 4 * se
    assert abs(found.mean() - (least + most) / 2) < 0.5 + 4 * se


@pytest.mark.parametrize(
    ("factor", "window_s", "short_s", "budget"),
    [(14.4, 3600.0, 300.0, 0.001), (6.0, 21_600.0, 1800.0, 0.0005), (14.4, 3600.0, None, 0.002)],
)
def test_a_burn_rate_fires_after_its_share_of_the_window(
    factor: float, window_s: float, short_s: float | None, budget: float
) -> None:
    """The database dies at 20 s, and from then on everything fails."""
    windows = (window_s,) if short_s is None else (window_s, short_s)
    passes_s = fires_after_s(BurnRule(windows, factor, 1 - budget), 1.0)
    rules = [{"name": "it", "metric": "burn_rate", "threshold": factor, "window_s": window_s, "for_s": 0.0}]
    rules[0]["short_window_s"] = short_s
    knobs = {
        "workload.daily_users": 100_000.0,
        "seconds": 140.0,
        "objectives": [{"kind": "error_rate", "limit": budget}],
        "operations": {"scrape_s": 1.0, "rules": rules},
        "faults": [{"kind": "kill", "node": "database", "start_s": 20.0, "duration_s": None}],
    }
    expected = fires(passes_s, 1.0, 0.0)
    for seed in (1, 2, 3):
        (first, *_) = alerts(run(put_all(stage("load-balancer").design, knobs), seed=seed))
        noise_s = 4 * math.sqrt(passes_s / 142.0)
        assert expected.shortest_s - noise_s < first.fired_s - 20.0 < expected.longest_s + noise_s


def exposed_s(result: Result) -> float:
    """Seconds of the whole system under the new version, read off the orders: its share of those in service."""
    new, there, since_s, area = set(), {"web-1", "web-2", "web-3", "web-4"}, 0.0, 0.0
    for order in result.orders:
        if order.what not in ("take_out", "put_in"):
            continue
        at_s = order.t_ns / S
        area += (at_s - since_s) * len(new & there) / max(len(there), 1)
        since_s = at_s
        (there.discard if order.what == "take_out" else there.add)(order.node)
        if order.what == "put_in":
            (new.add if order.value == 2 else new.discard)(order.node)
    return area + (result.end_ns / S - since_s) * len(new & there) / len(there)


def test_as_many_requests_meet_a_bug_as_its_exposure_says() -> None:
    """One of four servers at a time, until all have it; requests go to those in service by turns."""
    knobs = {"warmup_s": 0.0, "faults": [{"kind": "deploy", "start_s": 5.0, "fails_share": 0.3}], "seconds": 60.0}
    counts, expected = [], 0.0
    for seed in SEEDS:
        result = run(put_all(stage("load-balancer").design, {**EVEN, **knobs}), seed=seed)
        counts.append(deployments(result)[0].failed)
        expected = failed_mean(600.0, 0.3, exposed_s(result))
    se = np.std(counts, ddof=1) / math.sqrt(len(counts))
    assert se < 0.005 * expected
    assert abs(np.mean(counts) - expected) < 4 * se + 600.0 * 0.3 * 0.01, (
        "an answer takes 3 ms, a window ends somewhere"
    )


def test_who_tries_again_meets_the_bug_again() -> None:
    """Once all have the bad version it is a matter of the request, and not of the attempt."""
    knobs = {**EVEN, "faults": [{"kind": "deploy", "start_s": 1.0, "fails_share": 0.3}], "warmup_s": 45.0}
    once = run(put_all(stage("load-balancer").design, knobs))
    again = run(put_all(stage("load-balancer").design, {**knobs, "workload.patience.retries": 3}))
    assert traffic.requests(again).served == pytest.approx(traffic.requests(once).served, abs=3)
    assert traffic.attempts(again).failed > 3.9 * traffic.attempts(once).failed


def test_the_stage_that_watches_keeps_its_promises_through_a_bad_version() -> None:
    """The stage before loses a thirtieth of its requests in three minutes; one canary loses one in twenty thousand."""
    trouble = stage("queue").trouble
    assert trouble is not None
    faults = [trouble.model_dump(mode="json")]
    lost = {}
    for name in ("queue", "operations"):
        design = put_all(stage(name).design, {"faults": faults})
        assert isinstance(design, WebSystem)
        result = run(design)
        (row,) = deployments(result)
        lost[name] = row.failed
        kept = {verdict.name: verdict.ok for verdict in objectives.objectives(result)}
        assert kept["error_rate"] is (name == "operations")
    assert lost["queue"] > 15_000
    assert lost["operations"] < 100
    alone = run(put_all(stage("operations").design, {"faults": faults, "operations.delivery.canary_share": 0.0}))
    assert lost["operations"] < deployments(alone)[0].failed < lost["queue"]
