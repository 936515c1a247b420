"""A cache node and its replica under three sentinels, timed by hand.

Probes leave at 0, 1, 2 … s and are back after 2 ms; a node that has not answered for 3 s is down; an election takes
half a second. The node dies at 10.5 s, after it has answered at 10.002 s.
"""

from __future__ import annotations

from typing import Any

from playground.design.cache_tier import CacheTier, Placement
from playground.design.endpoint import Call
from playground.design.fault import Cut, Kill
from playground.result import S
from tests.controlplane.stories import PAGE, story

WATCHED = {
    "nodes": 1, "replicas": 1, "size_items": 10, "hop_ms": 2.0, "work_ms": 0.0, "timeout_s": 0.5, "ttl_s": 0.0,
    "check_interval_s": 1.0, "down_after_s": 3.0, "election_s": 0.5, "sentinels": 3, "quorum": 2,
}  # fmt: skip
READER = PAGE.model_copy(update={"calls": (Call(),)})
DEAD = Kill(node="cache-1", start_s=10.5, duration_s=None)
DECIDED = ("mark_down", "mark_up", "take_over")


def decided(*faults: Any, **knobs: Any) -> list[tuple[float, str, str]]:
    """What was decided about cache nodes, and when in seconds."""
    tier = CacheTier.model_validate(WATCHED | knobs)
    told = story(*faults, seconds=20.0, page=READER, cache=tier)
    return [(t_ns / S, what, node) for t_ns, what, node in told.marks() if what in DECIDED and "cache" in node]


def test_three_probes_are_refused_and_the_replica_takes_over() -> None:
    assert decided(DEAD) == [(13.002, "mark_down", "cache-1"), (13.502, "take_over", "cache-replica-1")]


def test_a_silent_death_is_known_when_the_probe_has_waited() -> None:
    """The probe of 12 s is given up 2.498 s after the last answer, that of 13 s after 3.498 s."""
    silent = DEAD.model_copy(update={"silent": True})
    assert decided(silent) == [(13.5, "mark_down", "cache-1"), (14.0, "take_over", "cache-replica-1")]


def test_without_a_quorum_nothing_is_decided() -> None:
    """Three must agree, and one of three is dead."""
    assert decided(DEAD, Kill(node="sentinel-1", start_s=5.0, duration_s=None), quorum=3) == []


def test_a_quorum_without_a_majority_marks_down_but_promotes_nobody() -> None:
    gone = [Kill(node=f"sentinel-{number}", start_s=5.0, duration_s=None) for number in (1, 2)]
    assert decided(DEAD, *gone, quorum=1) == [(13.002, "mark_down", "cache-1")]


def test_sentinels_that_are_cut_off_do_not_vote() -> None:
    """Two of three hear neither node: they think both dead, and nobody listens to them."""
    cut = [Cut(node=f"sentinel-{number}", start_s=5.0, duration_s=None) for number in (1, 2)]
    assert decided(*cut) == []
    assert decided(*cut, DEAD) == []


def test_a_node_that_is_back_before_the_election_keeps_its_keys() -> None:
    back = DEAD.model_copy(update={"duration_s": 3.0})
    assert decided(back, election_s=2.0) == [(13.002, "mark_down", "cache-1"), (14.002, "mark_up", "cache-1")]


def test_nobody_is_promoted_who_is_dead_himself() -> None:
    other = Kill(node="cache-replica-1", start_s=4.0, duration_s=None)
    assert decided(DEAD, other) == []  # sentinels that hear nobody cannot tell this from being cut off


def test_a_cluster_elects_with_a_majority_of_its_nodes_only() -> None:
    """One of three: the others agree. Two of three at once: nobody is left to agree."""
    three = {"nodes": 3, "placement": Placement.SLOTS, "size_items": 30}
    assert decided(DEAD, **three) == [(13.002, "mark_down", "cache-1"), (13.502, "take_over", "cache-replica-1")]
    second = Kill(node="cache-2", start_s=10.5, duration_s=None)
    assert [what for _, what, _ in decided(DEAD, second, **three)] == ["mark_down", "mark_down"]


def test_clients_give_the_keys_of_a_dead_node_to_the_others_and_back() -> None:
    ring = {"nodes": 3, "replicas": 0, "size_items": 30}
    back = DEAD.model_copy(update={"duration_s": 5.0})
    assert decided(back, **ring) == [(13.002, "mark_down", "cache-1"), (16.002, "mark_up", "cache-1")]
