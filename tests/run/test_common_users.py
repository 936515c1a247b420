"""Common random numbers: a fault, a crowd, a retry or a tier changes nobody else's birth, and nobody's wishes."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design import catalogue
from playground.design.change import put_all
from playground.design.design import Common
from playground.run import Run, run

BASE = put_all(catalogue.find("load-balancer"), {"seconds": 20.0, "warmup_s": 1.0, "workload.rate_rps": 200.0})
KILL = {"kind": "kill", "node": "web-2", "start_s": 5.0, "duration_s": 6.0}
CROWD = {"kind": "spike", "start_s": 8.0, "duration_s": 4.0, "factor": 3.0}

CHANGES: dict[str, dict[str, object]] = {
    "a death": {"faults": [KILL]},
    "a random fault": {"faults": [{"kind": "slow", "node": "database", "mtbf_s": 5.0, "mttr_s": 1.0}]},
    "another policy": {"balancer.policy": "two_choices"},
    "a server more": {"web.servers": 5},
    "a cache": {"web.cache_items": 100},
    "a slower database": {"database.read": {"kind": "lognormal", "mean_ms": 9.0, "p99_ms": 60.0}},
    "clients that try again": {"workload.patience.timeout_s": 0.02, "workload.patience.retries": 3, "faults": [KILL]},
    "a standby": {"balancer.standby": True},
}


def births(design: Common, seed: int = 1) -> list[tuple[int, int]]:
    """(instant, first block) of every request: when it was born, and which endpoint it wanted."""
    watched = Run(design, seed=seed, watch=np.arange(20_000))
    watched.advance()
    rows = watched.trace_rows()
    _, first = np.unique(rows["order"] >> 20, return_index=True)
    return [(int(row["at_ns"]), int(row["pc"])) for row in rows[first]]


@pytest.mark.parametrize("what", CHANGES)
def test_the_same_users_come(what: str) -> None:
    before, after = run(BASE), run(put_all(BASE, CHANGES[what]))
    assert after.requests.offered.tolist() == before.requests.offered.tolist()
    assert after.assets.offered.tolist() == before.assets.offered.tolist()
    assert after.digest() != before.digest()


@pytest.mark.parametrize("what", ["a death", "clients that try again", "another policy"])
def test_they_come_at_the_same_nanosecond_and_want_the_same(what: str) -> None:
    assert births(put_all(BASE, CHANGES[what])) == births(BASE)


def test_a_crowd_comes_on_top() -> None:
    before, after = run(BASE), run(put_all(BASE, {"faults": [CROWD]}))
    window_s = before.window_ns / 1e9
    inside = slice(round(8.0 / window_s), round(12.0 / window_s))
    more = after.requests.offered - before.requests.offered
    assert more[: inside.start].tolist() == [0] * inside.start
    assert not more[inside.stop :].any()
    extra = int(more[inside].sum())
    assert (more[inside] > 0).all()
    assert abs(extra - 2 * 4 * 200) < 4 * (2 * 4 * 200) ** 0.5
    assert set(births(BASE)) < set(births(put_all(BASE, {"faults": [CROWD]})))


def test_two_crowds_do_not_know_of_each_other() -> None:
    other = {**CROWD, "start_s": 14.0, "duration_s": 2.0}
    base, one, both = (run(put_all(BASE, {"faults": faults})) for faults in ([], [CROWD], [CROWD, other]))
    late = run(put_all(BASE, {"faults": [CROWD, {**other, "factor": 1.5}]}))
    until = round(14.0 / (base.window_ns / 1e9))
    assert both.requests.offered[:until].tolist() == one.requests.offered[:until].tolist()
    assert late.requests.offered[:until].tolist() == one.requests.offered[:until].tolist()
    assert both.requests.offered.sum() > late.requests.offered.sum() > one.requests.offered.sum()


def test_more_users_are_the_same_users_and_more() -> None:
    """At another rate the n-th user still has the n-th luck: he comes sooner and wants the same."""
    slow, fast = births(BASE), births(put_all(BASE, {"workload.rate_rps": 400.0, "seconds": 10.0}))
    pages = [pc for _, pc in slow]
    assert len(slow) == pytest.approx(len(fast), abs=1)
    assert pages[:500] == [pc for _, pc in fast][:500]
    assert [t // 2 for t, _ in slow[:500]] == pytest.approx([t for t, _ in fast[:500]], abs=2)
