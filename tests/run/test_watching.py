"""Who watches changes nothing: the same run to the last byte, but for the orders that are told only."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design.change import put
from playground.measure.alerts import alerts
from playground.run import run
from playground.run.acts import TOLD_ONLY
from tests.agree.designs import web_systems
from tests.run.designs import CASES
from tests.run.watched import OPERATIONS, THRESHOLDS

QUIET = {**OPERATIONS, "scrape_s": 0.1, "delivery": {}}


@settings(max_examples=40)
@given(st.sampled_from(["single-server", "load-balancer", "replicas"]).flatmap(web_systems), st.integers(0, 99))
def test_by_chance(found: tuple, seed: int) -> None:
    design, trace = found
    calm = run(put(design, "objectives", [{"kind": "error_rate", "limit": 0.01}]), seed=seed, trace=trace)
    seen = run(put(calm.design, "operations", QUIET), seed=seed, trace=trace)
    kept = tuple(order for order in seen.orders if order.what not in TOLD_ONLY or order in calm.orders)
    assert {order.what for order in seen.orders} - {order.what for order in kept} <= set(TOLD_ONLY)
    times = (calm.probes[:, :3] == seen.probes[:, :3]).all()
    assert times
    same = replace(seen, design=calm.design, orders=kept, probes=calm.probes)
    assert same.digest() == calm.digest()


def test_every_rule_of_the_case_fires() -> None:
    """Otherwise it would prove little."""
    fired = {alert.rule for seed in range(1, 5) for alert in alerts(run(CASES["watched"].design, seed=seed))}
    assert fired >= {name.replace("_", "-") for name in THRESHOLDS} | {"servers", "canary"}
