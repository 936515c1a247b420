"""A backlog at the queue: how it comes, how long it takes to drain, and who notices. Against `theory.spike_backlog`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.result import Result
from playground.theory import spike_backlog
from playground.theory.batched_writes import rows_rps
from playground.theory.spike_backlog import Spike, outage
from tests.agree.queued import WRITE_MS, S, broker, drained_after_s, held_at, played, system
from tests.agree.replications import agrees

SEEDS = range(1, 101)
BASE_RPS, ROWS_RPS = 100.0, 200.0  # two threads, each of which writes for 10 ms
SHARE = 0.83  # of a write, its commit
CASES: dict[str, tuple[WebSystem, float, Spike]] = {
    "outage": (
        system({}, faults=("kill:worker-1@5+30",), seconds=90.0),
        35.0,
        outage(BASE_RPS, 30.0, ROWS_RPS),
    ),
    "spike": (
        system({}, faults=("spike*6:order@5+8",), seconds=90.0),
        13.0,
        Spike(BASE_RPS, 6 * BASE_RPS, 8.0, ROWS_RPS),
    ),
    "outage in batches of 10": (
        system({}, workers={"threads": 1, "batch": 10}, faults=("kill:worker-1@5+60",), seconds=120.0),
        65.0,
        outage(BASE_RPS, 60.0, rows_rps(WRITE_MS, SHARE, 10)),
    ),
    "nearly as much as they can": (
        system({}, workers={"threads": 4}, faults=("kill:worker-1@5+30",), seconds=200.0, rate_rps=250.0),
        35.0,
        outage(250.0, 30.0, 2 * ROWS_RPS),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_backlog_drains_by_what_is_spare(case: str) -> None:
    """Backlog over capacity less the base load."""
    design, over_s, spike = CASES[case]
    expected_s = spike_backlog.drain_s(spike)
    assert agrees([drained_after_s(design, seed, over_s, expected_s / 1000) for seed in SEEDS], expected_s)


def test_each_batch_has_one_commit_however_long_the_line_is() -> None:
    """As long as there are ten for every batch, one thread writes as many rows a second as theory says, to the row."""
    design = system({}, workers={"threads": 1, "batch": 10}, faults=("kill:worker-1@0+20",), seconds=25.0)
    result = played(design)
    since = round(20 * S / result.window_ns)
    done = int(broker(result).done_in[since:].sum())
    assert held_at(result, 25.0)[0] > 10
    assert done == pytest.approx(5 * rows_rps(WRITE_MS, SHARE, 10), abs=10)


def spiked(queue: dict[str, Any] | None, workers: dict[str, Any] | None = None) -> Result:
    """Ten times the orders for 10 s, at a database of 4 cores. Users wait for 3 s."""
    database = {"database.cores": 4, "workload.patience.timeout_s": 3.0, "seconds": 100.0}
    return played(system(queue, workers=workers, faults=("spike*10:order@20+10",), **database))


def in_database(result: Result) -> int:
    """The most queries that were at the database at once, in its line and at work."""
    (cores,) = (row for row in result.stations if row.name == "database cores")
    return int(cores.line_max.max()) + (cores.slots if cores.line_max.max() else 0)


def test_the_database_sees_no_more_than_the_workers_have_in_hand() -> None:
    """A spike ten times as high: with the queue, never more than the threads of the workers, however long the line is
    at the broker; without it, the whole spike stands before the database, and its users have gone."""
    levelled, bare = spiked({}, {"count": 2, "threads": 3}), spiked(None)
    assert in_database(levelled) <= 6
    assert broker(levelled).waiting_max > 3000
    assert in_database(bare) > 1000
    assert bare.endpoints[0].failed > 1000
    assert levelled.endpoints[0].failed == 0


def test_the_database_works_at_a_level() -> None:
    """While the line drains it does as much as the workers let it do, no more in the spike than after it."""
    result = spiked({}, {"count": 1, "threads": 2})
    (cores,) = (row for row in result.stations if row.name == "database cores")
    drains = slice(-(-20 * S // result.window_ns) + 1, 60 * S // result.window_ns)
    busy = cores.busy_ns[drains]
    assert len(busy) > 8
    assert (np.abs(busy - 2 * result.window_ns) <= 2 * WRITE_MS * 1e6).all()


def test_producers_do_not_notice_a_spike() -> None:
    """An order is answered within two trips and the broker's work, and a handful of others' work, spike or no spike:
    ten times as many keep the broker's core busy for a thirtieth of the time."""
    result = spiked({"work_ms": 0.033, "hop_ms": 0.5})
    times = result.window_latency
    during = times.counts[20 * S // result.window_ns : 30 * S // result.window_ns]
    assert during.sum() > 9000
    slowest_ms = times.edges_ns[np.flatnonzero(during.sum(axis=0))[-1]] / 1e6
    assert slowest_ms < 0.5 + 0.033 * 6
    assert result.endpoints[0].failed == 0


def outage_of_the_worker(way: str) -> tuple[Result, slice]:
    """The only worker is dead for 30 s. The windows of the outage."""
    queue = {"way": way, "visibility_s": 600.0}
    result = played(system(queue, workers={"threads": 100}, faults=("kill:worker-1@30+30",), seconds=90.0))
    return result, slice(30 * S // result.window_ns, 60 * S // result.window_ns)


def test_orders_fail_while_the_worker_that_is_called_is_dead() -> None:
    """All of them, and nobody else but those inside when it dies."""
    result, dead = outage_of_the_worker("call")
    offered = int(result.requests.offered[dead].sum())
    (order,) = (row for row in result.endpoints if row.name == "order")
    assert offered > 2500
    assert order.failures["node_down"] == offered
    assert order.failed - offered == order.failures.get("died_with_server", 0) <= 5


def test_orders_wait_while_the_worker_behind_the_queue_is_dead() -> None:
    """Nobody is told of it: all that was published in that time waits at its end."""
    result, dead = outage_of_the_worker("queue")
    published = int(broker(result).published_in[dead].sum())
    assert published == result.requests.offered[dead].sum() > 2500
    assert held_at(result, 60.0)[0] == published + held_at(result, 30.0)[0]
    assert result.requests.failed.sum() == 0
