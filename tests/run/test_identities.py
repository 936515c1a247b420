"""Every request and every attempt is accounted for, and Little's law holds to the nanosecond, whatever breaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design import catalogue, fault_text
from playground.design.change import put_all
from playground.measure.identities import identities
from playground.result import Result
from playground.run import Run, run
from tests.agree.designs import chains, queues, web_systems
from tests.run.designs import CASES, Case

STAGE_FAULTS = {
    "single-server": ("kill:server@8+4", "spike*3@15+3"),
    "split-tiers": ("lose*0.2:database@6+4", "kill-silent:database@12+3", "slow*5:web-1@16+2"),
    "load-balancer": (
        "kill:web-2@6+8",
        "kill:balancer@16+2",
        "cut:web-3@8+3",
        "replace:web-4@5+5",
        "slow*9:database@18",
    ),
}


def recounted(result: Result) -> None:
    """The totals once more, from the windows and with the issue's own words."""
    series = result.requests
    born = int(series.offered.sum())
    ended = int(series.served.sum() + series.failed.sum())
    assert born - ended >= 0
    if result.warmup_ns == 0:
        requests = [row for row in result.endpoints if row.is_request]
        assert born == sum(row.offered for row in requests)
        assert born - ended == sum(row.in_flight for row in requests)
        assert int(series.sent.sum()) == sum(row.sent for row in requests)
    for row in result.endpoints:
        assert row.offered == row.served + sum(row.failures.values()) + row.in_flight
        assert row.sent == row.answered + row.errors + row.abandoned + row.attempts_in_flight
        assert row.answered == row.served
        assert not row.writes or row.served == row.acknowledged
        assert not row.writes or row.failed == row.rejected + row.unknown
        assert row.sent >= row.offered - row.failures.get("over_budget", 0)
    assert np.all(series.served == result.window_latency.counts.sum(axis=1))


@pytest.mark.parametrize("name", CASES)
def test_everything_adds_up(name: str) -> None:
    case = CASES[name]
    for seed in (1, 2, 3):
        result = run(case.design, seed=seed, trace=case.trace)
        assert identities(result) == ()
        recounted(result)
        assert sum(row.offered for row in result.endpoints) > 0


@pytest.mark.parametrize("name", CASES)
def test_it_adds_up_at_every_moment(name: str) -> None:
    case = CASES[name]
    whole = Run(case.design, trace=case.trace)
    for part in range(1, 20):
        whole.advance(part * whole.end_ns // 20 + part)
        assert identities(whole.result()) == ()


@pytest.mark.parametrize("name", catalogue.names())
def test_the_named_designs_add_up(name: str) -> None:
    faults = [fault_text.parse(text).model_dump(mode="json") for text in STAGE_FAULTS.get(name, ())]
    patience = {"workload.patience.timeout_s": 0.5, "workload.patience.retries": 2} if faults else {}
    design = put_all(catalogue.find(name), {"seconds": 20.0, "warmup_s": 2.0, "faults": faults, **patience})
    result = run(design)
    assert identities(result) == ()
    recounted(result)
    assert sum(row.offered for row in result.endpoints) > 1000
    assert not faults or sum(row.failed for row in result.endpoints) > 0


@settings(max_examples=60)
@given(
    st.sampled_from(["single-server", "split-tiers", "load-balancer", "replicas"]).flatmap(web_systems),
    st.integers(0, 99),
)
def test_web_systems_by_chance_add_up(found: tuple, seed: int) -> None:
    case = Case(*found)
    result = run(case.design, seed=seed, trace=case.trace)
    assert identities(result) == ()
    recounted(result)


@settings(max_examples=30)
@given(queues() | chains(), st.integers(0, 99))
def test_textbook_systems_by_chance_add_up(design: object, seed: int) -> None:
    result = run(design, seed=seed)  # type: ignore[arg-type]
    assert identities(result) == ()
    recounted(result)
