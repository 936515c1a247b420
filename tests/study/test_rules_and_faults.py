"""Rules against a standard set of faults: what is there is tried, and who sees what is what a run of it says."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import STAGES, stage
from playground.measure.detection import watch
from playground.plan import make
from playground.run import run
from playground.study.rules_and_faults import NOTHING, cases, faults, find, search

RULES = [
    {"name": "latency-p99", "threshold": 100.0, "window_s": 5.0, "for_s": 0.0},
    {"name": "errors", "metric": "error_rate", "threshold": 0.01, "window_s": 5.0, "for_s": 0.0},
    {"name": "down", "metric": "down", "threshold": 0.0, "window_s": 5.0, "for_s": 0.0},
    {"name": "canary", "metric": "error_rate", "node": "canary", "threshold": 0.01, "window_s": 5.0, "for_s": 0.0},
]


def small(*rules: dict[str, object]) -> WebSystem:
    knobs = {"seconds": 60.0, "workload.daily_users": 100_000.0}
    design = put_all(stage("load-balancer").design, {**knobs, "operations": {"scrape_s": 1.0, "rules": list(rules)}})
    assert isinstance(design, WebSystem)
    return design


@pytest.mark.parametrize("row", [row for row in STAGES if row.is_built], ids=lambda row: row.name)
def test_every_fault_of_the_set_is_there(row: object) -> None:
    """None sleeps, whatever the stage."""
    design = row.design  # type: ignore[attr-defined]
    assert {"kill", "slow", "lose", "spike"} <= set(faults(design))
    assert ("flush" in faults(design)) == (design.cache is not None)
    nodes = make(put_all(design, {"faults": []})).nodes
    for name, (given, *_) in ((name, given) for name, given in cases(design).items() if given):
        assert name == "bug" or given["node"] in (*nodes, "cache", "users")


def test_every_fault_against_every_rule() -> None:
    design = small(*RULES)
    table = find(design)
    assert table.rules == ("latency-p99", "errors", "down", "canary")
    by = {row.fault: row for row in table.rows}
    assert tuple(by) == (NOTHING, "kill", "slow", "lose", "slow_primary", "cut", "spike", "bug")
    assert by[NOTHING].delays_s == {}
    assert by["kill"].delays_s["down"] == 0.0
    assert by["cut"].delays_s["errors"] is not None
    assert by["slow"].delays_s["latency-p99"] is not None
    assert by["bug"].delays_s["canary"] is not None
    assert [row.fault for row in table.blind] == ["spike"], "three times so few fit into the system"
    own = run(put_all(design, {"faults": cases(design)["kill"]}))
    found = watch(own)
    assert found is not None
    assert by["kill"].delays_s == {row.rule: row.delay_s for row in found.noticed}


def test_who_looks_at_machines_only_is_blind_to_most() -> None:
    table = find(small(RULES[2]))
    assert {row.fault for row in table.blind} == {"slow", "lose", "slow_primary", "cut", "spike", "bug"}


def test_a_rule_that_is_too_sharp_cries_wolf() -> None:
    sharp = {"name": "sharp", "metric": "latency_ms_p50", "threshold": 1.0, "window_s": 5.0, "for_s": 0.0}
    table = find(small(sharp))
    assert table.rows[0].false_alarms
    assert table.rows[0].messages == 1


def test_it_can_be_stopped_and_needs_rules() -> None:
    steps = search(small(*RULES))
    names = [next(steps) for _ in range(45)]
    assert names[0] == (NOTHING, 0.0)
    assert [share for _, share in names] == sorted(share for _, share in names)
    assert names[-1][0] == "kill"
    with pytest.raises(ValueError, match="operations must be there"):
        next(search(stage("load-balancer").design))
