"""What is lost with a broker: of a memory queue what it held, of a disk queue what was not flushed."""

from __future__ import annotations

from typing import Any

import pytest

from playground.result import Result
from tests.agree.queued import broker, held_at, orders_at, played, system

MEMORY = {"kept": "memory", "confirms": "at_once"}
DIES_AT_S = 20.0
SEEDS = [1, 2, 3]


def dying(queue: dict[str, Any], *others: str, seed: int = 1, **changes: Any) -> Result:
    """More orders than the workers can carry out, and the broker dies after 20 s, perhaps not alone."""
    faults = (f"kill:queue@{DIES_AT_S:g}+2", *(f"kill:{node}@{DIES_AT_S:g}+5" for node in others))
    return played(system(queue, faults=faults, **{"rate_rps": 400.0, **changes}), seed=seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_memory_queue_loses_all_that_waits_when_it_dies(seed: int) -> None:
    """Every one of them had been acknowledged. The two that the worker has in hand are carried out: it knows them."""
    result = dying(MEMORY, seed=seed)
    waiting, in_hand = held_at(result, DIES_AT_S)
    found = broker(result)
    assert (in_hand, waiting > 3000) == (2, True)
    assert found.orders.lost_acknowledged == found.orders.lost == waiting
    assert found.acknowledged == found.orders.published


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("batch", [1, 10])
def test_a_memory_queue_loses_all_that_it_held_when_its_workers_die_with_it(seed: int, batch: int) -> None:
    """What was published less what was done, up to that instant: nobody else knows of it."""
    result = dying(MEMORY, "worker-1", seed=seed, workers={"batch": batch}, rate_rps=1000.0)
    found = broker(result)
    until = round(DIES_AT_S * 1e9) // result.window_ns
    held = int(found.published_in[:until].sum() - found.done_in[:until].sum())
    assert held == sum(held_at(result, DIES_AT_S)) > 100
    assert found.orders.lost_acknowledged == found.orders.lost == held
    assert found.acknowledged == found.orders.published


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("others", [(), ("worker-1",)])
def test_a_disk_queue_that_acknowledges_after_the_flush_loses_nothing_acknowledged(
    seed: int, others: tuple[str, ...]
) -> None:
    """Those who wait for a flush of 20 ms when it dies are told of an error, and their messages are the lost ones."""
    result = dying({"flush_ms": 20.0}, *others, seed=seed, seconds=120.0)
    found = broker(result)
    (order,) = (row for row in result.endpoints if row.name == "order")
    assert found.orders.lost_acknowledged == 0
    assert found.orders.lost == order.failures["died_with_server"] > 0
    assert found.orders.published == found.acknowledged + found.orders.lost + order.in_flight
    assert order.acknowledged == found.acknowledged


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_on_disk_waits_for_the_broker_to_come_back(seed: int) -> None:
    """Nothing is done while it is dead, and all of it later; what is delivered again was in a worker's hand."""
    result = dying({"visibility_s": 1.0}, "worker-1", seed=seed, seconds=120.0)
    found = broker(result)
    assert sum(held_at(result, DIES_AT_S)) > 3000
    assert sum(held_at(result, 22.0)) == sum(held_at(result, DIES_AT_S))
    assert (found.orders.lost, found.orders.dead) == (0, 0)
    assert found.redelivered == found.expired == 2


PUBLISHED_MS = tuple(100.0 * n for n in range(20))


@pytest.mark.parametrize("confirms", ["at_once", "when_flushed"])
def test_who_acknowledges_before_the_flush_loses_exactly_what_is_not_flushed(confirms: str) -> None:
    """A message every 100 ms from 0 on, a flush takes 270 ms, and nobody consumes. Flushes run from 0 (of the message
    of 0 ms), 270 (of 100 and 200), 540 (of those up to 500), 810 (up to 800) and 1080 ms on. The broker dies at
    1130 ms, when twelve have come, and nine of them are on disk."""
    queue = {"confirms": confirms, "flush_ms": 270.0}
    faults = ("kill:queue@1.13+9", "kill:worker-1@0+5")
    design, trace = orders_at(system(queue, faults=faults, seconds=5.0), *PUBLISHED_MS)
    result = played(design, trace=trace)
    found = broker(result)
    assert (found.orders.published, found.orders.waiting, found.orders.lost) == (12, 9, 3)
    assert found.orders.lost_acknowledged == (3 if confirms == "at_once" else 0)
    assert found.acknowledged == (12 if confirms == "at_once" else 9)
    (order,) = (row for row in result.endpoints if row.name == "order")
    assert order.failures == {"node_down": 8} | ({} if confirms == "at_once" else {"died_with_server": 3})
    assert order.unknown == (0 if confirms == "at_once" else 3)


@pytest.mark.parametrize("most", [1, 50])
def test_a_bounded_queue_refuses_what_it_has_no_room_for(most: int) -> None:
    """Nobody is lost: whoever is refused is told so, and never more are held than there is room for."""
    result = played(system({"most_messages": most}, rate_rps=400.0))
    found = broker(result)
    (order,) = (row for row in result.endpoints if row.name == "order")
    assert order.failures == {"queue_full": found.refused}
    assert found.refused > 5000
    assert order.offered == found.refused + found.orders.published
    assert max(found.waiting_in + found.in_flight_in) <= most
    assert found.orders.lost == 0
