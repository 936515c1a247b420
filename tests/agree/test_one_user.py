"""Works on my machine: one user on a box has the sum of the service times, and everybody at once a multiple of it.

Nothing is changed between the two but the number of users.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from playground.design import catalogue, change
from playground.design.design import WebSystem
from playground.measure import latency, where_time_goes
from playground.measure.interval import interval
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import run
from tests.agree.agreement import ERRORS, LARGEST_ERROR

SEEDS = range(1, 31)
SEVERAL = (1, 2, 3, 4, 5)
NEAR_THE_LIMIT = 110_000  # daily users; with 113 000 the box breaks


def box(**knobs: float) -> WebSystem:
    found = change.put_all(catalogue.find("single-server"), {f"workload.{name}": to for name, to in knobs.items()})
    assert isinstance(found, WebSystem)
    return found


def alone() -> WebSystem:
    """A request every ten seconds, each of which takes about ten milliseconds: 4 000 of them."""
    found = change.put(box(rate_rps=0.1), "seconds", 40_000.0)
    assert isinstance(found, WebSystem)
    return found


def service_ms(design: WebSystem) -> float:
    """What a request takes when nobody is in its way: its work, its calls with their hops, and its answer's bytes."""
    load, base = design.workload, design.database
    assert design.entry.link_gbit_s is not None
    total = 0.0
    for row in load.endpoints:
        calls = sum(
            call.times * (base.hop_ms + (base.read if call.kind == "read" else base.write).mean_ms)
            for call in row.calls
        )
        sent_ms = row.response_kb * 8 / (design.entry.link_gbit_s * 1e3)
        total += load.share_of(row) * (row.web_work.mean_ms + calls + sent_ms)
    return total


def mean_ms(result: Result) -> float:
    found = latency.summary(result).mean_ms
    assert found is not None
    return found


def p99_ms(result: Result) -> float:
    found = latency.summary(result).p99_ms
    assert found is not None
    return found


def test_one_user_alone_has_the_sum_of_the_service_times(record_property: Callable[[str, object], None]) -> None:
    """Over 30 replications, within four standard errors of at most 0.5 %; hardly anybody waits."""
    design = alone()
    runs = [run(design, seed=seed) for seed in SEEDS]
    found = interval([mean_ms(result) for result in runs])
    assert found is not None
    record_property("agreement", f"one user: {found.mean:.4f} ms, sum of the services {service_ms(design):.4f} ms")
    assert service_ms(design) == pytest.approx(10.527, abs=1e-3)  # 0.9 pages and 0.1 orders, by hand
    assert 0 < found.standard_error <= LARGEST_ERROR * found.mean
    assert abs(found.mean - service_ms(design)) <= ERRORS * found.standard_error
    for result in runs:
        parts = where_time_goes.mean(result).parts_ms
        assert math.fsum(ms for (_, kind), ms in parts.items() if kind == "waiting") < 0.005 * found.mean


@pytest.mark.parametrize("seed", SEVERAL)
def test_everybody_at_once_has_a_multiple_of_it_on_the_same_box(seed: int) -> None:
    """Near its limit, where it still keeps its promises: five times the mean, seven times the p99."""
    dev, prod = run(alone(), seed=seed), run(box(daily_users=NEAR_THE_LIMIT), seed=seed)
    assert all(verdict.ok for verdict in objectives(prod))
    assert mean_ms(prod) > 5 * mean_ms(dev)
    assert p99_ms(prod) > 7 * p99_ms(dev)


@pytest.mark.parametrize("seed", SEVERAL)
def test_the_ratio_grows_with_the_users(seed: int) -> None:
    """Every twenty thousand users more cost more than the twenty thousand before."""
    first, *rest = (mean_ms(run(box(daily_users=users), seed=seed)) for users in (50e3, 70e3, 90e3, 110e3))
    steps = []
    for following in rest:
        steps.append(following - first)
        first = following
    assert 0 < steps[0] < steps[1] < steps[2]
