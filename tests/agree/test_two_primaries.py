"""Two databases that both accept writes: what they undo of each other, and what it is good for."""

from __future__ import annotations

import pytest

from playground.design.design import WebSystem
from playground.design.fault import AnyFault, Kill
from playground.plan import make
from playground.run import run
from playground.theory.stale_reads import stale_share
from tests.agree.agreement import compare
from tests.agree.oracle.history import Change
from tests.agree.oracle.simulate import simulate
from tests.agree.recorded import recorded
from tests.agree.replicated import S, system

SHIP_S = 0.05
WATCH = {"interval_s": 0.5, "timeout_s": 0.1, "fall": 3, "rise": 2, "reroute_s": 0.4}


def two(*faults: AnyFault, keys: int = 3, several: bool = True, seconds: float = 20.0) -> WebSystem:
    given = {"replicas": 1, "multi_primary": several, "ship_delay_s": SHIP_S, "failover": WATCH}
    return system(given, rate_rps=100.0, write_share=1.0, keys=keys, seconds=seconds, faults=faults)


def written(design: WebSystem, seed: int) -> list[Change]:
    """Every write as the oracle has recorded it: when, by whom, to which key."""
    databases = simulate(design, seed, make(design, None).window_ns).databases
    assert databases is not None
    return databases.history.changes


def undone(changes: list[Change]) -> tuple[int, set[int]]:
    """Writes that met another's to their key which had not arrived yet, and the writes that were overwritten so: looked
    for in all pairs."""
    conflicts, overwritten = 0, set()
    for late, change in enumerate(changes):
        unseen = [
            early
            for early, other in enumerate(changes[:late])
            if other.key == change.key and other.origin != change.origin and other.at_ns + SHIP_S * S >= change.at_ns
        ]
        conflicts += bool(unseen)
        overwritten |= set(unseen)
    return conflicts, overwritten


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_conflicts_are_what_a_plain_count_of_all_writes_says(seed: int) -> None:
    found = run(two(), seed=seed).replication
    assert found is not None
    changes = written(two(), seed)
    conflicts, overwritten = undone(changes)
    assert (found.conflicts, found.overwritten) == (conflicts, len(overwritten))
    assert conflicts > 100
    assert found.kept == len(changes)
    assert (found.lost, found.diverged) == (0, 0)


def test_as_often_as_poisson_writers_meet() -> None:
    """A write meets one that it has not seen as a read would: when the other side has written to its key during the
    last shipping delay. Half of 100 writes per second to 3 keys, at each side."""
    shares = []
    for seed in range(1, 101):
        found = run(two(seconds=100.0), seed=seed).replication
        assert found is not None
        shares.append(found.conflicts / found.kept)
    (row,) = compare("two primaries", {"conflicts": stale_share(50 / 3, SHIP_S)}, {"conflicts": shares})
    assert row.agrees, row
    assert row.is_sharp, row


def test_writes_go_on_while_one_is_dead() -> None:
    """The second dies at 5.1 s; the probe of 6.5 s is the third that fails. Its two servers are told after 0.2 and
    0.4 s; those of the first never notice. Where there is one primary, nobody writes until another is promoted."""
    dead = Kill(node="replica-1", start_s=5.1, duration_s=None)
    story = recorded(two(dead))
    noticed_ns = 6 * S + 500_500_000
    told_ns = {1: noticed_ns + 200_000_000, 3: noticed_ns + 400_000_000}
    assert story.orders("send_to") == [(at_ns, "send_to", f"web-{n + 1}") for n, at_ns in told_ns.items()]
    for write in story.writes:
        if 5.1 * S < write.routed_ns < 19.9 * S:
            fine = write.server not in told_ns or write.routed_ns >= told_ns[write.server]
            assert (write.acknowledged_ns is not None) is fine
    alone = recorded(two(Kill(node="database", start_s=5.1, duration_s=None), several=False))
    assert alone.orders("promote") != []
    stopped = [w for w in alone.writes if 5.1 * S < w.routed_ns < alone.first_ns("promote")]
    assert stopped
    assert all(w.acknowledged_ns is None for w in stopped)


def test_all_come_home_when_it_is_back() -> None:
    """Back at 10.0 s: the probes of 10.0 and 10.5 s are answered, and its servers return to it."""
    story = recorded(two(Kill(node="replica-1", start_s=5.1, duration_s=4.9)))
    back_ns = 10 * S + 501_000_000
    orders = [(o.t_ns, o.node, o.value) for o in story.result.orders if o.what == "send_to"]
    assert orders[2:] == [(back_ns + 200_000_000, "web-2", 1.0), (back_ns + 400_000_000, "web-4", 1.0)]
    assert story.result.replication is not None
    assert story.result.replication.kept == len(story.durable_ns())
