"""Failovers timed by hand: who notices when, what is done in which order, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.fault import AnyFault, Cut, Kill
from playground.measure.replication import failovers
from tests.agree.recorded import Recorded, recorded
from tests.agree.replicated import S, system

MS = 1_000_000
# Probes leave at 0, 3, 6 … s and wait for 1 s; three misses; 1 s to elect, 2 s to promote, 3 s to tell four servers.
STORY = {"interval_s": 3.0, "timeout_s": 1.0, "fall": 3, "rise": 2, "election_s": 1.0, "promotion_s": 2.0,
         "reroute_s": 3.0, "work_ms": 0.5}  # fmt: skip
SHIP_NS = 20 * MS


def told(*faults: AnyFault, seed: int = 1, replication: dict[str, Any] | None = None, **failover: Any) -> Recorded:
    given = {"replicas": 2, "ship_delay_s": SHIP_NS / S, **(replication or {}), "failover": {**STORY, **failover}}
    return recorded(system(given, seconds=60.0, faults=faults), seed)


def steps(since_ns: int, new: str = "replica-1") -> list[tuple[int, str, str]]:
    """What follows from the belief that the primary is dead: four servers learn of it in four steps of 0.75 s."""
    elected_ns, promote_ns = since_ns + S, since_ns + 3 * S
    return [
        (since_ns, "elect", "database"),
        (elected_ns, "fence", "database"),
        (elected_ns, "elected", new),
        (elected_ns, "caught_up", new),
        (promote_ns, "promote", new),
        *((promote_ns + nth * 750 * MS, "send_to", f"web-{nth}") for nth in (1, 2, 3, 4)),
    ]


ALL = ("elect", "fence", "elected", "caught_up", "promote", "send_to", "rejoin")


@pytest.mark.parametrize(("silent", "noticed_ns"), [(False, 39 * S + 500_000), (True, 40 * S)])
def test_the_primary_dies(silent: bool, noticed_ns: int) -> None:
    """At 31.0 s. The probes of 33, 36 and 39 fail: one that is refused is back after 0.5 ms of network, one that hears
    nothing after 1 s. Reads never notice; every web server writes again from the instant at which it is told."""
    story = told(Kill(node="database", silent=silent, start_s=31.0, duration_s=None))
    assert story.orders(*ALL) == steps(noticed_ns)
    (found,) = failovers(story.result)
    assert found.outage_s == pytest.approx((noticed_ns - 31 * S) / S + 6.0)
    assert found.detect_s == pytest.approx((noticed_ns - 31 * S) / S)
    assert (found.elect_s, found.catch_up_s, found.promote_s, found.reroute_s) == pytest.approx((1.0, 0.0, 2.0, 3.0))
    for server in range(4):
        again_ns = noticed_ns + 3 * S + (server + 1) * 750 * MS
        for write in (w for w in story.writes if w.server == server and w.routed_ns > 31 * S):
            assert (write.acknowledged_ns is not None) == (write.routed_ns >= again_ns) or _is_late(write.routed_ns)
    reads = story.result.endpoints[0]
    assert reads.failed == 0


def _is_late(routed_ns: int) -> bool:
    """It set out so late that the run ends before its answer."""
    return routed_ns > 60 * S - 2 * MS


def test_a_false_alarm_with_a_fence() -> None:
    """The monitor's link is cut from 31 to 41 s: the probes of 33, 36 and 39 are missed, the last at 40. From 41 s on
    the old primary refuses; each server meets it until it is told. The probes of 42 and 45 are answered, the second
    after 1 ms, and the old primary follows the new one."""
    story = told(Cut(node="monitor>database", start_s=31.0, duration_s=10.0))
    expected = steps(40 * S)
    assert story.orders(*ALL) == [*expected[:7], (45_001 * MS, "rejoin", "database"), *expected[7:]]
    result = story.result
    refused = [
        w for w in story.writes if w.asked_ns is not None and w.asked_ns >= 41 * S and _is_old(w.server, w.routed_ns)
    ]
    in_work = [w for w in story.writes if w.asked_ns is not None and w.asked_ns < 41 * S <= (w.durable_ns or 0)]
    assert result.endpoints[1].failures == {"read_only": len(refused) + len(in_work)}
    assert len(refused) > 50
    assert all(w.acknowledged_ns is None for w in refused)
    unreceived = [w for w in story.writes if w.durable_ns is not None and 41 * S - SHIP_NS <= w.durable_ns < 41 * S]
    assert result.replication is not None
    assert result.replication.lost == result.replication.lost_acknowledged == len(unreceived)
    assert result.replication.diverged == 0
    assert result.replication.primary == "replica-1"


def _is_old(server: int, routed_ns: int) -> bool:
    """Does this server still write to the old primary, after a promotion at 43 s?"""
    return routed_ns < 43 * S + (server + 1) * 750 * MS


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_false_alarm_without_a_fence(seed: int) -> None:
    """Two branches: all that the old primary accepts after the others have stopped listening, at 41 s, and the little
    that was under way then. It never comes back by itself."""
    story = told(Cut(node="monitor>database", start_s=31.0, duration_s=10.0), fenced=False, seed=seed)
    assert story.orders(*ALL) == [order for order in steps(40 * S) if order[1] != "fence"]
    alone = [
        w for w in story.writes
        if w.durable_ns is not None and w.durable_ns >= 41 * S - SHIP_NS and _is_old(w.server, w.routed_ns)
    ]  # fmt: skip
    found = story.result.replication
    assert found is not None
    assert found.diverged == len(alone) == len(found.gone) > 50
    assert sorted(row.t_ns for row in found.gone) == sorted(w.durable_ns for w in alone)
    assert all(row.diverged and row.node == "database" for row in found.gone)
    assert found.lost == 0
    assert all(w.acknowledged_ns is not None for w in alone)
    assert found.kept == len(story.durable_ns()) - len(alone)


def test_a_dead_monitor_notices_nothing() -> None:
    story = told(
        Kill(node="monitor", start_s=30.0, duration_s=None), Kill(node="database", start_s=31.0, duration_s=None)
    )
    assert story.orders(*ALL) == []
    assert all(w.acknowledged_ns is None for w in story.writes if w.routed_ns > 31 * S)
    assert max(w.acknowledged_ns or 0 for w in story.writes) > 30 * S


def test_nobody_acts_by_hand() -> None:
    """Without automatic failover writes fail until the primary is back, and nothing is lost."""
    story = told(Kill(node="database", start_s=31.0, duration_s=10.0), automatic=False)
    assert story.orders(*ALL) == []
    found = story.result.replication
    assert found is not None
    assert (found.primary, found.lost, found.diverged) == ("database", 0, 0)
    assert found.kept == len(story.durable_ns())
    sent = [w for w in story.writes if w.routed_ns >= 31 * S]
    assert all(
        (w.acknowledged_ns is not None) == (w.routed_ns >= 41 * S - 250_000) for w in sent if not _is_late(w.routed_ns)
    )


def test_the_chosen_one_dies_before_it_has_caught_up() -> None:
    """It is elected at 40.0005 s though it is dead since 39.5, catches up with nothing, and is believed dead itself
    after the probe of 48 s. The other replica is elected a second later."""
    backlog = {"replicas": 2, "apply": {"kind": "deterministic", "mean_ms": 100.0}}
    story = told(
        Kill(node="database", start_s=31.0, duration_s=None),
        Kill(node="replica-1", start_s=39.5, duration_s=None),
        replication=backlog,
    )
    made = story.orders("elect", "elected", "promote")
    assert made[:3] == [
        (39 * S + 500_000, "elect", "database"),
        (40 * S + 500_000, "elected", "replica-1"),
        (49_010_500_000, "elected", "replica-2"),
    ]
