"""What the site that is left has to carry: twice as much, for which it has room or not; and retries that never let it
get up again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.service import Exponential
from playground.measure import latency, traffic, utilisation
from playground.measure.interval import interval
from playground.result import Result, Station
from playground.run import run
from playground.theory import survivor_load
from playground.theory.mmc import mmc
from tests.agree.percentile import pooled
from tests.agree.replications import many
from tests.agree.sited import sited, windows

CORES, WORK_MS = 2, 10.0
FULL_RPS = CORES * 1000 / WORK_MS
DIES_S, DRAINED_S, ENDS_S = 10.0, 20.0, 60.0
PAGE = Endpoint(name="page", web_work=Exponential(mean_ms=WORK_MS), response_kb=0.0)
SLOWLY_FOUND = {"interval_s": 2.0, "timeout_s": 1.0, "fall": 3, "rise": 1, "work_ms": 0.0}


def halved(load: float, **knobs: Any) -> WebSystem:
    """Both sites run at this load, until one dies; what is counted begins when all have come over."""
    given = {"seconds": ENDS_S, "warmup_s": DRAINED_S, "dns__ttl_s": 2.0, "dns__resolvers": 200, "web__cores": CORES}
    return sited(f"kill:site-a@{DIES_S}", rate_rps=2 * load * FULL_RPS, endpoints=(PAGE,), **{**given, **knobs})


def survivor(result: Result) -> Station:
    (found,) = utilisation.measuring(result, "b-web-1")
    return found


def line(result: Result, at_s: float) -> float:
    """Mean length of it during the window from then on."""
    return float(
        survivor(result).line_ns[windows(result, at_s, at_s + result.window_ns / 1e9)].sum() / result.window_ns
    )


@pytest.mark.parametrize("load", [0.3, 0.45])
def test_the_survivor_runs_at_twice_the_load(load: float) -> None:
    found = many(halved(load), lambda result: utilisation.of_station(result, survivor(result)) or 0.0, 12)
    assert np.mean(found) == pytest.approx(survivor_load.utilisation_of_survivors(load, 2), rel=0.02)


def test_two_sites_at_60_percent_are_one_outage_waiting() -> None:
    """What comes and is not served stands in line, 40 more every second; from when they wait for longer than they have
    patience for, nobody is served."""
    load = survivor_load.utilisation_of_survivors(0.6, 2)
    rows = many(halved(0.6), lambda result: [line(result, at_s) for at_s in (5.0, DRAINED_S, 58.0)], 12)
    before, drained, last = np.mean(rows, axis=0)
    assert before < 5
    assert (last - drained) / 38 == pytest.approx(survivor_load.backlog_growth_rps(load, FULL_RPS), rel=0.1)
    assert min(row[2] - row[1] for row in rows) > 900
    patience_s = 4.0
    full_s = DIES_S + 2.0 + patience_s / survivor_load.wait_growth(load)
    result = run(halved(0.6, workload__patience__timeout_s=patience_s))
    served, failed = (
        column[windows(result, full_s + 10, ENDS_S)].sum()
        for column in (result.requests.served, result.requests.failed)
    )
    assert (served, failed > 2000) == (0, True)
    assert result.requests.failed[windows(result, 15.0, full_s - 5)].sum() == 0


def test_at_45_percent_the_survivor_is_fast_enough_and_at_49_it_is_not() -> None:
    """It is a queue of two cores, of the same p99 as in the books."""
    most_ms = 500.0
    design = halved(0.45, seconds=200.0, warmup_s=40.0)
    rows = many(design, lambda result: (latency.served(result), traffic.requests(result).failed), 30)
    found = interval(pooled([times for times, _ in rows]))
    assert found is not None
    theory_ms = mmc(2 * 0.45 * FULL_RPS, WORK_MS, CORES).time_ms_quantile(0.99) or 0.0
    assert abs(found.mean - theory_ms) < 4 * found.standard_error
    assert found.standard_error < 0.05 * theory_ms
    assert found.mean < 0.6 * most_ms
    assert {failed for _, failed in rows} == {0}
    slow = many(halved(0.49, seconds=200.0, warmup_s=40.0), latency.served, 6)
    assert np.mean(pooled(slow)) > most_ms


@pytest.mark.parametrize(("retries", "budget_share"), [(0, None), (10, 0.1), (10, None)])
def test_retries_without_a_budget_hold_down_a_survivor_that_has_room_for_all(
    retries: int, budget_share: float | None
) -> None:
    """The death is found after 5 s. Whoever has tried again and again until then comes over at once, waits for longer
    than the patience of a second, and tries again, on top of all others. The survivor serves nobody but those who have
    left, though everybody's first attempts are nine tenths of what it can do."""
    patience = {"timeout_s": 1.0, "retries": retries, "backoff": "fixed", "backoff_ms": 500.0}
    given = {f"workload__patience__{name}": value for name, value in patience.items()}
    given["workload__patience__budget_share"] = budget_share
    for seed in (1, 2, 3):
        result = run(halved(0.45, dns__check=SLOWLY_FOUND, **given), seed=seed)
        counts, sent = traffic.requests(result), traffic.attempts(result).sent
        if retries and budget_share is None:
            assert counts.served < 0.05 * counts.offered
            assert sent > 5 * counts.offered
        else:
            assert counts.failed < 0.01 * counts.offered
            assert sent < 1.02 * counts.offered
            assert (latency.summary(result).p99_ms or 0.0) < 500
