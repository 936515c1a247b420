"""Corners of the message queue: what happens at one instant, what is forgotten, and large batches."""

from __future__ import annotations

import pytest

from playground.dataplane.tables import SPARE
from playground.design.message_queue import Workers
from tests.agree.queued import S, broker, held_at, orders_at, played, system

LARGEST_BATCH = 100


@pytest.mark.parametrize("batch", [90, 95, LARGEST_BATCH])
def test_a_large_batch_runs_as_many_clocks_as_it_has_messages(batch: int) -> None:
    """Nobody can process anything, so that each message is delivered three times, and put aside. 600 are there when the
    worker begins, and nothing takes any time: it takes all of them in one act, more than there is room for at first."""
    poison = {"poison_share": 1.0, "visibility_s": 2.0, "most_deliveries": 3}
    design = system(poison, workers={"batch": batch, "threads": 1}, faults=("kill:worker-1@0+5",), seconds=20.0)
    told, trace = orders_at(design, *(6.0 * n for n in range(600)))
    found = broker(played(told, trace=trace))
    assert (found.orders.published, found.orders.dead) == (600, 600)
    assert (found.delivered, found.spoiled, found.expired) == (1800, 1800, 1800)


def test_a_step_leaves_room_for_the_largest_batch() -> None:
    """A consumer takes up as many rows in one step as it has messages in hand."""
    assert SPARE >= LARGEST_BATCH
    with pytest.raises(ValueError, match="batch"):
        Workers(batch=LARGEST_BATCH + 1)


@pytest.mark.parametrize("silent", ["kill", "kill-silent"])
@pytest.mark.parametrize("faults", ["{}:worker-1@0+6", "{0}:worker-1@0+2 {0}:worker-1@2+4"])
def test_a_worker_that_dies_as_it_begins_does_nothing(silent: str, faults: str) -> None:
    """Its threads begin at the very instant at which it dies: at the start, or when another fault has ended."""
    result = played(system({}, faults=tuple(faults.format(silent).split()), seconds=12.0))
    assert held_at(result, 6.0) == (sum(broker(result).published_in[: round(6 * S / result.window_ns)]), 0)
    assert broker(result).done_in[: round(6 * S / result.window_ns)].sum() == 0
    assert broker(result).orders.done > 1000


def test_a_broker_that_dies_as_it_begins_flushes_nothing_twice() -> None:
    """Its flusher is there once: a flush a second, and an order every half a second, which waits for the next but one
    flush if one runs."""
    design = system({"flush_ms": 1000.0, "timeout_s": 5.0}, faults=("kill:queue@0+0.5",), seconds=20.0)
    told, trace = orders_at(design, 0.0, 600.0, 700.0, 1700.0, 10_000.0)
    result = played(told, trace=trace)
    order = next(row for row in result.endpoints if row.name == "order")
    assert (order.offered, order.failed) == (5, 1)
    # 0.6 s: 1 s. 0.7 s: until 1.6 s and then 1 s more. 1.7 s: until 2.6 s and 1 s more. 10 s: 1 s
    assert order.latency_ns == (1000 + 1900 + 1900 + 1000) * 1_000_000
    assert sum(row.busy_ns.sum() for row in result.stations if row.name == "broker disk") == 4 * S


def test_what_the_broker_has_forgotten_keeps_nobody_waiting() -> None:
    """Messages of a partition are carried out one after another. The worker has one in hand when it dies, together with
    a broker that keeps messages in memory: that one is lost, and the next is taken at once, not after its clock."""
    memory = {"kept": "memory", "confirms": "at_once", "keeps_order": True, "visibility_s": 30.0}
    slow = {"database.write.mean_ms": 2000.0}
    faults = ("kill:queue@1+1", "kill:worker-1@1+1")
    told, trace = orders_at(system(memory, faults=faults, seconds=50.0, **slow), 0.0, 3000.0)
    found = broker(played(told, trace=trace)).orders
    assert (found.published, found.lost, found.done) == (2, 1, 1)
    assert found.wait_ns == 2 * S


def test_done_is_said_too_late_when_the_message_waits_again() -> None:
    """A write takes 100 ms and its clock 60 ms. The only thread is busy when the message comes back: it says "done" of
    a delivery that is over, and then takes the message once more."""
    late = {"visibility_s": 0.06, "most_deliveries": 3}
    told, trace = orders_at(system(late, workers={"threads": 1}, seconds=5.0, **{"database.write.mean_ms": 100.0}), 0.0)
    found = broker(played(told, trace=trace))
    assert (found.delivered, found.late, found.expired) == (3, 3, 3)
    assert (found.orders.applied, found.orders.no_ops, found.orders.dead, found.orders.done) == (1, 2, 1, 0)
    assert found.waiting_max == 1


def test_those_who_wait_again_count_among_the_waiting() -> None:
    """The threads of a worker take 20 messages and die with it; all wait again when their clocks have run out."""
    many = {"threads": 20, "batch": 1}
    design = system(
        {"visibility_s": 3.0}, workers=many, faults=("kill:worker-1@1.5+6",), seconds=7.0,
        **{"database.write.mean_ms": 5000.0},
    )  # fmt: skip
    told, trace = orders_at(design, *(50.0 * n for n in range(20)))
    found = broker(played(told, trace=trace))
    assert (found.waiting_max, found.expired, found.orders.done) == (20, 20, 0)
