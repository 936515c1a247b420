"""A primary gets a new machine after another one has been promoted, timed by hand."""

from __future__ import annotations

import pytest

from playground.design.fault import Replace
from tests.agree.engine import differences
from tests.agree.recorded import recorded
from tests.agree.replicated import S, system

# Probes leave at 0, 3, 6 … s; three misses; 1 s to elect, 2 s to promote, 40 s to tell four servers.
FAILOVER = {"interval_s": 3.0, "timeout_s": 1.0, "fall": 3, "rise": 2, "election_s": 1.0, "promotion_s": 2.0,
            "reroute_s": 40.0, "work_ms": 0.5}  # fmt: skip


@pytest.mark.parametrize("fenced", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_new_machine_of_an_old_primary_is_no_primary(seed: int, fenced: bool) -> None:
    """The old one is dead at 31 s, another is promoted at 42.0005 s, and the new machine is there at 46 s, empty. It
    accepts no writes, though one server hears only at 52.0005 s whom to write to and the next one 10 s later; neither
    does it when its copy is made, at 47 s: from then on it follows."""
    copying = {"replicas": 2, "ship_delay_s": 0.02, "copy_s": 1.0, "copy_cores": 0.0}
    dead = Replace(node="database", start_s=31.0, duration_s=15.0)
    design = system(
        {**copying, "failover": {**FAILOVER, "fenced": fenced}}, seconds=60.0, faults=(dead,), rate_rps=100.0
    )
    story = recorded(design, seed)
    assert story.orders("promote") == [(42 * S + 500_000, "promote", "replica-1")]
    late = [w for w in story.writes if w.asked_ns is not None and w.asked_ns >= 46 * S and w.routed_ns < 60 * S]
    told = [w for w in late if w.server == 0 and w.routed_ns >= 52 * S + 500_000]
    others = [w for w in late if w not in told]
    assert len(told) > 50
    assert len(others) > 500 * 0.8
    assert all(w.acknowledged_ns is None for w in others)
    found = story.result.replication
    assert found is not None
    (copy,) = [row for row in found.copies if row.name == "database"]
    assert copy.refused == len(others)
    assert (found.primary, found.diverged, found.conflicts) == ("replica-1", 0, 0)
    assert differences(design, seed) == []
