"""Two sites that both accept writes: how often they get in each other's way, against closed forms; and what it costs
each write to have one site that decides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.design.workload import Region
from playground.measure import latency
from playground.result import Replication
from playground.run import run
from playground.theory import write_conflicts
from playground.theory.popularity import zipf
from tests.agree.replicated import one_call
from tests.agree.replications import agrees, many
from tests.agree.sited import APART_MS, sited

KEYS, RATE_RPS, SECONDS, LAG_S, EXPONENT = 12, 400.0, 20.0, 0.05, 0.8
FAR_SHARE = 0.25
UNEVEN = (
    Region(name="home", share=1 - FAR_SHARE, rtt_ms=0.0),
    Region(name="away", share=FAR_SHARE, rtt_ms=APART_MS, edge_rtt_ms=0.0),
)
OCEAN_MS = 100.0


def writing(writers: str, **knobs: Any) -> WebSystem:
    """Every request writes once, at the site that is near."""
    given = {
        "rate_rps": RATE_RPS,
        "seconds": SECONDS,
        "sites__lag_s": LAG_S,
        "workload__write_share": 1.0,
        "workload__popularity__keys": KEYS,
        "workload__popularity__zipf_exponent": EXPONENT,
    }
    endpoints = (one_call(CallKind.READ), one_call(CallKind.WRITE))
    return sited(endpoints=endpoints, sites__writers=writers, **{**given, **knobs})


def story(design: WebSystem, seed: int = 1) -> Replication:
    found = run(design, seed=seed).replication
    assert found is not None
    return found


def per_key(rate_rps: float, share: float, keys: int = KEYS, exponent: float = EXPONENT) -> NDArray[np.float64]:
    return rate_rps * share * zipf(keys, exponent)


def test_conflicts_and_what_is_overwritten_are_what_poisson_writers_make() -> None:
    """A write is in conflict when the other site has written to its key within the lag, and overwritten when it does so
    afterwards: 1 - exp(-s D) of the writes of one, and 1 - exp(-r D) of the other's. Three quarters write here."""
    design = writing("last_writer", regions=UNEVEN)
    rows = many(design, lambda result: (result.replication.conflicts, result.replication.overwritten), 30)
    here_rps, there_rps = (per_key(RATE_RPS, share) for share in (1 - FAR_SHARE, FAR_SHARE))
    theory = SECONDS * write_conflicts.overwritten_rps(here_rps, there_rps, LAG_S)
    for place in (0, 1):
        assert agrees([float(row[place]) for row in rows], theory)
    assert theory < 0.9 * SECONDS * write_conflicts.conflicts_rps(here_rps, there_rps, LAG_S), "these are not rare"


@pytest.mark.parametrize(("rate_rps", "lag_s"), [(2000.0, 0.005), (2000.0, 0.01), (4000.0, 0.005)])
def test_rare_conflicts_grow_with_the_rates_of_both_and_the_lag(rate_rps: float, lag_s: float) -> None:
    """Pairs in conflict per second: 2 r s D of each key; twice the lag is twice as many, twice the users four times."""
    knobs = {"rate_rps": rate_rps, "sites__lag_s": lag_s, "seconds": 60.0}
    design = writing("last_writer", workload__popularity__keys=1000, workload__popularity__zipf_exponent=0.0, **knobs)
    rates_rps = per_key(rate_rps, 0.5, 1000, 0.0)
    theory = 60 * write_conflicts.conflicts_rps(rates_rps, rates_rps, lag_s)
    found = many(design, lambda result: result.replication.conflicts, 4)
    assert np.mean(found) == pytest.approx(theory, rel=0.06)


def test_whoever_merges_has_the_same_conflicts_and_loses_nothing() -> None:
    last, merged = (story(writing(writers)) for writers in ("last_writer", "merge"))
    assert last.overwritten > 1000
    assert (merged.conflicts, merged.overwritten) == (last.conflicts, 0)
    for found in (last, merged):
        assert (found.lost, found.diverged) == (0, 0)


@pytest.mark.parametrize("sites", [2, 3])
def test_a_key_with_a_home_is_never_in_conflict_and_whoever_is_elsewhere_waits_for_a_round_trip(sites: int) -> None:
    """Of equally many people everywhere, all but 1/n are not where the key is at home."""
    ways = {"count": sites, "sites__rtt_ms": OCEAN_MS, "rate_rps": 2000.0}
    design = writing("home", **ways)
    rows = many(design, lambda result: (latency.summary(result).mean_ms, result.replication.conflicts), 30)
    assert agrees([float(mean_ms or 0.0) for mean_ms, _ in rows], (1 - 1 / sites) * OCEAN_MS)
    assert {conflicts for _, conflicts in rows} == {0}
    most_ms = latency.summary(run(design)).p999_ms
    assert most_ms == pytest.approx(OCEAN_MS, rel=0.01)
    anywhere = run(writing("last_writer", **ways))
    assert latency.summary(anywhere).p999_ms == pytest.approx(0, abs=0.1)
