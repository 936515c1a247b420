"""Commits that wait for all: what they promise, and what they cost while a copy is dead."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.design import WebSystem
from playground.design.fault import Kill
from playground.design.service import Deterministic
from playground.plan import make
from playground.run import run
from tests.agree.oracle.copies import Databases
from tests.agree.oracle.simulate import simulate
from tests.agree.recorded import recorded
from tests.agree.replicated import S, system

WATCH = {"interval_s": 0.5, "timeout_s": 0.1, "fall": 3, "rise": 2, "election_s": 0.1, "promotion_s": 0.1}


def together(commit: str, *faults: Kill, **given: Any) -> WebSystem:
    """Few keys, each written often; one applier per copy."""
    knobs = {"replicas": 2, "commit": commit, "ship_delay_s": 0.01, "apply": Deterministic(mean_ms=2.0), **given}
    return system({**knobs, "failover": WATCH}, rate_rps=200.0, keys=5, seconds=10.0, faults=faults)


def databases(design: WebSystem, seed: int) -> Databases:
    """Told by the oracle, which knows of every read what it missed."""
    found = simulate(design, seed, make(design, None).window_ns).databases
    assert found is not None
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_reads_behind_what_was_acknowledged_by_all(seed: int) -> None:
    """A read may miss a change whose commit still waits, but none that its writer was told of. Asynchronous commits
    promise nothing of the kind."""
    promised, hasty = (
        databases(
            together(
                commit,
            ),
            seed,
        )
        for commit in ("sync", "async")
    )
    assert sum(copy.misled for copy in promised.copies) == 0
    assert sum(copy.misled for copy in hasty.copies) > 100
    result = run(together("sync"), seed=seed).replication
    assert result is not None
    # until a change is applied everywhere its writer waits: shipped for 10 ms, then applied behind what came before it
    acknowledged_ms = [(w.acknowledged_ns - w.durable_ns) / 1e6 for w in _acknowledged(together("sync"), seed)]
    assert max(copy.stale_max_ns for copy in result.copies) / 1e6 < max(acknowledged_ms)
    assert min(acknowledged_ms) == pytest.approx(10 + 2 + 0.25)


def _acknowledged(design: WebSystem, seed: int) -> list[Any]:
    return [write for write in recorded(design, seed).writes if write.acknowledged_ns is not None]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost(seed: int) -> None:
    """The primary dies: whoever is promoted has all that was acknowledged. What was not, nobody was told of."""
    design = together("sync", Kill(node="database", start_s=5.0, duration_s=None))
    found = run(design, seed=seed).replication
    assert found is not None
    assert found.primary != "database"
    assert found.lost_acknowledged == 0
    assert found.kept > 600


@pytest.mark.parametrize("silent", [False, True])
def test_writes_stand_still_while_a_replica_is_dead_until_the_monitor_has_noticed(silent: bool) -> None:
    """It dies at 3.1 s. The probes of 3.5, 4.0 and 4.5 s fail; then nobody waits for it any more, and all go on at that
    instant. When it is back it has to follow first, and is counted on again."""
    design = together("sync", Kill(node="replica-1", start_s=3.1, duration_s=3.0, silent=silent))
    story = recorded(design)
    noticed_ns = 4 * S + 600_000_000 if silent else 4 * S + 500_500_000
    (out, again) = story.orders("count_out", "count_in")
    assert out == (noticed_ns, "count_out", "replica-1")
    # what the dead one had applied before could still be confirmed
    told_ns = sorted(w.acknowledged_ns for w in story.writes if w.acknowledged_ns is not None)
    assert not [at_ns for at_ns in told_ns if 3.1 * S + 250_000 < at_ns < noticed_ns]
    assert len([at_ns for at_ns in told_ns if at_ns == noticed_ns]) > 100
    assert again[1:] == ("count_in", "replica-1")
    assert again[0] > 6.5 * S
    assert story.result.endpoints[1].failures == {}
    assert story.result.endpoints[0].failures.get("read_only", 0) == 0
