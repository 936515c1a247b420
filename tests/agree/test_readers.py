"""Who answers reads when copies die, come back, or are made anew; and what that costs the others."""

from __future__ import annotations

import numpy as np
import pytest

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.fault import AnyFault, Kill, Replace
from playground.design.service import Exponential
from playground.measure import utilisation
from playground.result import Result, Station
from playground.run import run
from tests.agree.agreement import compare
from tests.agree.replicated import EVEN, S, system

WATCH = {"interval_s": 0.5, "timeout_s": 0.1, "fall": 3, "rise": 2, "election_s": 0.1, "promotion_s": 0.1}


def reading(replicas: int, *faults: AnyFault, rate_rps: float = 100.0, **given: object) -> WebSystem:
    knobs = {"replicas": replicas, "failover": WATCH, **given}
    return system(knobs, rate_rps=rate_rps, write_share=0.1, seconds=40.0, faults=faults)


def marks(result: Result) -> list[tuple[int, str, str]]:
    return [(o.t_ns, o.what, o.node) for o in result.orders if o.what.startswith("mark_")]


def reads_between(result: Result, place: int, since_s: float, until_s: float) -> int:
    """Reads at a copy in the windows that lie within a time."""
    assert result.replication is not None
    windows = result.replication.copies[place].reads_in
    first, last = int(np.ceil(since_s * S / result.window_ns)), int(until_s * S / result.window_ns)
    return int(windows[first:last].sum())


def test_a_replica_dies_and_the_rest_share() -> None:
    """At 10.1 s. The probe of 11.5 s is the third that fails; half the reads meet the dead one until then."""
    result = run(reading(2, Kill(node="replica-1", start_s=10.1, duration_s=None)))
    assert marks(result) == [(11 * S + 500_500_000, "mark_down", "replica-1")]
    failed = result.endpoints[0].failures
    assert failed.keys() <= {"node_down", "died_with_server"}
    assert 0.4 < failed["node_down"] / (90 * 1.4) < 0.6
    before = [reads_between(result, place, 0.0, 10.0) for place in (0, 1, 2)]
    after = [reads_between(result, place, 11.6, 40.0) for place in (0, 1, 2)]
    assert before[0] == after[0] == after[1] == 0
    assert abs(before[1] - before[2]) <= 1
    assert after[2] > 2000


def test_the_last_one_dies_and_the_primary_takes_the_reads() -> None:
    """From 10.1 to 20.2 s; the probes of 20.5 and 21.0 s are answered, the second after 1 ms."""
    result = run(reading(1, Kill(node="replica-1", start_s=10.1, duration_s=10.1)))
    noticed_ns, back_ns = 11 * S + 500_500_000, 21 * S + 1_000_000
    assert marks(result) == [
        (noticed_ns, "mark_up", "database"),
        (noticed_ns, "mark_down", "replica-1"),
        (back_ns, "mark_down", "database"),
        (back_ns, "mark_up", "replica-1"),
    ]
    assert reads_between(result, 0, 0.0, 11.5) == reads_between(result, 0, 21.4, 40.0) == 0
    assert reads_between(result, 1, 10.4, 21.0) == 0
    assert reads_between(result, 0, 11.6, 21.0) > 700
    assert reads_between(result, 1, 21.4, 40.0) > 1500


def cores_of(result: Result, node: str) -> Station:
    return next(s for s in result.stations if (s.name, s.node) == ("database cores", node))


def test_a_new_replica_is_copied_at_the_primarys_cost_and_then_reads() -> None:
    """Replaced at 10.1 s by a machine that comes at 15.0 s. Copying takes 10 s and half a core of the primary: 100
    slices of 50 ms. At 25.0 s the copy is there; the monitor, which looks every half second, sees it at 25.5 s."""
    fault = Replace(node="replica-1", start_s=10.1, duration_s=4.9)
    cheap, dear = (run(reading(2, fault, copy_s=10.0, copy_cores=cores)) for cores in (0.0, 0.5))
    assert dear.endpoints == cheap.endpoints
    for result in (cheap, dear):
        assert [m for m in marks(result) if m[2] == "replica-1"] == [
            (11 * S + 500_500_000, "mark_down", "replica-1"),
            (25 * S + 500_000_000, "mark_up", "replica-1"),
        ]
        assert reads_between(result, 1, 10.2, 25.4) == 0
        assert reads_between(result, 1, 25.6, 40.0) > 500
    extra_ns = cores_of(dear, "database").busy_ns - cores_of(cheap, "database").busy_ns
    assert extra_ns.sum() == 100 * 50_000_000
    first, last = int(15 * S // dear.window_ns), int(25 * S // dear.window_ns)
    assert extra_ns[first:last].sum() == extra_ns.sum()
    share = extra_ns[first:last] / dear.window_ns
    assert share == pytest.approx(0.5, abs=0.26)  # a window may cut a slice in two


@pytest.mark.parametrize("replicas", [2, 3])
def test_what_is_left_works_n_over_n_minus_1_as_much(replicas: int) -> None:
    """Nobody writes, so that all work is reads: each of n replicas has a utilisation of 0.4, and with one of them dead
    the others have 0.4 n / (n - 1)."""
    read_ms, before = 4.0, 0.4
    rate_rps = before * replicas * 1000 / read_ms
    base = Database(cores=1, read=Exponential(mean_ms=read_ms), pool_size=5000, query_timeout_s=None, **EVEN)
    dead = Kill(node="replica-1", start_s=0.0, duration_s=None)
    design = system(
        {"replicas": replicas, "choice": "random", "failover": WATCH},
        rate_rps=rate_rps, write_share=0.0, seconds=60.0, warmup_s=5.0, database=base, faults=(dead,),
    )  # fmt: skip
    found: dict[str, list[float]] = {f"replica-{n}": [] for n in range(2, replicas + 1)}
    for seed in range(1, 31):
        nodes = {node.name: node.utilisation for node in utilisation.nodes(run(design, seed=seed))}
        for name, values in found.items():
            values.append(nodes[name] or 0.0)
    theory = dict.fromkeys(found, before * replicas / (replicas - 1))
    for row in compare(f"{replicas} replicas", theory, found):
        assert row.agrees, row
        assert row.is_sharp, row


@pytest.mark.parametrize(("share", "falls"), [(0.9, False), (1.2, True)])
def test_the_others_follow_when_that_is_more_than_one(share: float, falls: bool) -> None:
    """Two replicas at half of this utilisation each: one dies, and the other has all of it. Above 1 its line grows
    until probes wait in it for too long, and it is believed dead, too; below, nothing of the kind."""
    read_ms = 4.0
    base = Database(cores=1, read=Exponential(mean_ms=read_ms), pool_size=5000, query_timeout_s=None, **EVEN)
    dead = Kill(node="replica-1", start_s=10.1, duration_s=None)
    design = system(
        {"replicas": 2, "failover": {**WATCH, "timeout_s": 0.4}},
        rate_rps=share * 1000 / read_ms, write_share=0.0, seconds=40.0, database=base, faults=(dead,),
    )  # fmt: skip
    for seed in (1, 2, 3):
        result = run(design, seed=seed)
        line = cores_of(result, "replica-2").line_ns / result.window_ns
        assert line[: int(9 * S // result.window_ns)].mean() < 2.0
        first = (11 * S + 500_500_000, "mark_down", "replica-1")
        if falls:
            assert marks(result)[0] == first
            assert [mark[1:] for mark in marks(result)[1:3]] == [("mark_up", "database"), ("mark_down", "replica-2")]
            assert line.max() > 0.4 * 1000 / read_ms
        else:
            assert marks(result) == [first]
