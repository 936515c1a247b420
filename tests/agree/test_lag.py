"""The two lags: only the applied one grows under writes, and stale reads are those that it makes."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.measure.replication import stale
from playground.run import run
from playground.theory.failover_loss import applied_rps, lag_growth
from playground.theory.stale_reads import stale_age_mean_s, stale_share
from tests.agree.agreement import compare
from tests.agree.replicated import S, system

APPLY_MS, RATE_RPS, SECONDS, SHIP_S = 8.0, 300.0, 60.0, 0.05


def overloaded(appliers: int, rate_rps: float = RATE_RPS) -> WebSystem:
    """Everybody writes. One applier manages 125 writes per second, three 375."""
    given = {
        "replicas": 1, "appliers": appliers, "ship_delay_s": SHIP_S, "apply": Deterministic(mean_ms=APPLY_MS),
    }  # fmt: skip
    return system(given, rate_rps=rate_rps, write_share=1.0, seconds=SECONDS)


def test_the_applied_lag_grows_when_one_applier_cannot_keep_up() -> None:
    """As a fluid would, and the received lag does not."""
    lags = []
    for seed in range(1, 41):
        found = run(overloaded(1), seed=seed).replication
        assert found is not None
        replica = found.copies[1]
        assert replica.received_lag_ns.max() <= SHIP_S * S
        half, end = len(replica.applied_lag_ns) // 2, replica.applied_lag_ns[-1]
        assert end > 1.8 * replica.applied_lag_ns[half - 1]
        lags.append(float(end) / S)
    theory = lag_growth(RATE_RPS, applied_rps(1, APPLY_MS)) * SECONDS
    (row,) = compare("one applier", {"lag_s": theory}, {"lag_s": lags})
    assert row.agrees, row
    assert row.is_sharp, row


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_does_not_grow_with_appliers_enough(seed: int) -> None:
    """Three keep up with 300 writes per second, one with 100."""
    for design in (overloaded(3), overloaded(1, 100.0)):
        found = run(design, seed=seed).replication
        assert found is not None
        lag_s = found.copies[1].applied_lag_ns / S
        assert np.median(lag_s) < SHIP_S + 0.1
        assert lag_s.max() < 0.5
        assert lag_s[-len(lag_s) // 4 :].mean() < 2 * lag_s[: len(lag_s) // 2].mean()


def test_stale_reads_of_a_constant_lag() -> None:
    """One key, written as a Poisson process and read as another; what is written is shipped for 0.1 s and then applied
    at once. 100 replications of 400 s: 4000 lags each."""
    lag_s, write_rps = 0.1, 12.0
    given = {"replicas": 2, "ship_delay_s": lag_s, "choice": "random"}
    design = system(given, rate_rps=60.0, write_share=write_rps / 60.0, keys=1, seconds=400.0, warmup_s=1.0)
    shares, ages_s = [], []
    for seed in range(1, 101):
        found = stale(run(design, seed=seed))
        assert found is not None
        assert found.share is not None
        assert found.age_mean_s is not None
        assert found.age_max_s is not None
        assert found.age_max_s <= lag_s
        shares.append(found.share)
        ages_s.append(found.age_mean_s)
    theory = {"stale_share": stale_share(write_rps, lag_s), "age_mean_s": stale_age_mean_s(write_rps, lag_s)}
    for row in compare("constant lag", theory, {"stale_share": shares, "age_mean_s": ages_s}):
        assert row.agrees, row
        assert row.is_sharp, row


def test_who_reads_the_primary_reads_nothing_stale() -> None:
    given = {"replicas": 2, "ship_delay_s": 0.1, "read_from": "primary"}
    found = stale(run(system(given, keys=1, seconds=20.0)))
    assert found is not None
    assert found.reads > 400
    assert found.stale == 0


@pytest.mark.parametrize(("reads_own", "misses"), [(True, False), (False, True)])
def test_who_looks_at_what_was_just_written(reads_own: bool, misses: bool) -> None:
    """Each order is looked at, half a millisecond after it was acknowledged: 0.1 s too early for a replica."""
    given = {"replicas": 2, "ship_delay_s": 0.1, "reads_own_writes": reads_own}
    design = system(given, write_share=1.0, seconds=20.0)
    workload = design.workload.model_copy(update={"read_back_share": 1.0})
    found = stale(run(design.model_copy(update={"workload": workload})))
    assert found is not None
    assert found.reads > 900
    assert found.share == (1.0 if misses else 0.0)
