"""Messages that are delivered more than once: what comes of them, and what makes no difference."""

from __future__ import annotations

from typing import Any

import pytest

from playground.result import Result
from playground.theory.redelivery import dead_letter_chance, deliveries_mean, too_slow_chance_exponential
from tests.agree.queued import broker, orders_at, played, system
from tests.agree.replications import agrees

SEEDS = [1, 2, 3]
SLOW = {"kind": "exponential", "mean_ms": 100.0}
PLENTY = {"cores": 64, "threads": 256}


def told_twice(*, idempotent: bool, seed: int, **queue: Any) -> Result:
    """The workers take 100 ms on average for a message, which comes back after 150."""
    workers = {**PLENTY, "work": SLOW, "idempotent": idempotent}
    design = system({"visibility_s": 0.15, **queue}, workers=workers, rate_rps=50.0, **{"database.write.mean_ms": 0.0})
    return played(design, seed=seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [1, 2, 5, 1000])
def test_an_idempotent_consumer_makes_no_ops_of_what_would_be_duplicates(seed: int, most: int) -> None:
    """The same run but for that: as many, and nothing else differs but the changes that are made."""
    careless, careful = (
        broker(told_twice(idempotent=idempotent, seed=seed, most_deliveries=most)) for idempotent in (False, True)
    )
    assert careless.orders.no_ops == careful.orders.duplicates == 0
    assert careless.orders.duplicates == careful.orders.no_ops
    assert (careless.orders.duplicates > 100) == (most > 1)
    for name in ("published", "applied", "done", "dead", "wait_ns"):
        assert getattr(careless.orders, name) == getattr(careful.orders, name)
    for name in ("delivered", "redelivered", "expired", "late"):
        assert getattr(careless, name) == getattr(careful, name)


def test_what_was_written_twice_is_in_the_database_twice() -> None:
    """Its log counts them as the queue does."""
    for idempotent in (False, True):
        result = told_twice(idempotent=idempotent, seed=1)
        story = broker(result).orders
        assert sum(log.duplicates for log in result.logs) == story.duplicates
        assert sum(log.durable for log in result.logs) == story.applied + story.duplicates


def test_deliveries_of_a_message_are_geometric_where_a_late_answer_does_not_count() -> None:
    """A delivery is too slow with the chance that an exponential work takes longer than the clock, and what is said
    after it is not heard. Up to three deliveries, and the last one may fail, too."""
    failed = too_slow_chance_exponential(0.1, 0.15)
    design = system(
        {"visibility_s": 0.15, "most_deliveries": 3}, workers={**PLENTY, "work": SLOW}, seconds=42.0,
        **{"database.write.mean_ms": 0.0},
    )  # fmt: skip
    told, trace = orders_at(design, *(5.0 * n for n in range(8000)))
    found = [broker(played(told, seed=seed, trace=trace)) for seed in range(1, 31)]
    assert {row.orders.done + row.orders.dead for row in found} == {8000}
    assert agrees([row.delivered / 8000 for row in found], deliveries_mean(failed, 3))
    assert agrees([row.orders.done / 8000 for row in found], 1 - dead_letter_chance(failed, 3))


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("most", [1, 3])
def test_poison_ends_dead_after_as_many_deliveries_as_there_may_be(most: int, batch: int) -> None:
    """2 000 messages in 20 s, and then 20 s of silence: what cannot be processed is delivered `most` times, all others
    once, and the share of the former is what it should be."""
    queue = {"poison_share": 0.2, "most_deliveries": most, "visibility_s": 2.0}
    dead = []
    for seed in range(1, 31):
        design = system(queue, workers={"batch": batch}, seconds=40.0)
        told, trace = orders_at(design, *(10.0 * n for n in range(2000)))
        found = broker(played(told, seed=seed, trace=trace))
        story = found.orders
        assert (story.published, story.waiting, story.in_flight) == (2000, 0, 0)
        assert found.delivered == story.done + most * story.dead
        assert found.spoiled == found.expired == most * story.dead
        assert story.applied == story.done
        dead.append(story.dead / 2000)
    assert abs(sum(dead) / 30 - 0.2) < 4 * (0.2 * 0.8 / 60_000) ** 0.5


@pytest.mark.parametrize("idempotent", [True, False])
def test_a_publish_that_is_not_answered_is_unknown_and_its_retry_another_message(idempotent: bool) -> None:
    """A flush takes 300 ms, and a producer waits for 200: both attempts of each client fail, so that he is told of an
    error; but both messages are there, one of which makes the change."""
    queue = {"flush_ms": 300.0, "timeout_s": 0.2}
    patience = {"workload.patience.retries": 1, "workload.patience.backoff_ms": 2000.0}
    design = system(queue, workers={"idempotent": idempotent}, seconds=60.0, **patience)
    told, trace = orders_at(design, *(10_000.0 * n for n in range(5)))
    result = played(told, trace=trace)
    (order,) = (row for row in result.endpoints if row.name == "order")
    story = broker(result).orders
    assert (order.sent, order.failed, order.unknown) == (10, 5, 5)
    assert order.failures == {"call_timed_out": 5}
    assert broker(result).acknowledged == 0
    assert (story.published, story.done, story.applied) == (10, 10, 5)
    assert (story.no_ops, story.duplicates) == ((5, 0) if idempotent else (0, 5))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_try_of_an_order_is_a_message_and_the_idempotent_consumer_makes_one_change_of_it(seed: int) -> None:
    """A fifth of what crosses a link of the broker is lost, and producers and clients try again. Every order that any
    message has brought is carried out once; the others are duplicates that are noticed."""
    flaky = {"timeout_s": 0.1, "visibility_s": 1.0, "most_deliveries": 1000, "poll_s": 1.0}
    design = system(
        flaky, workers={"threads": 20, "retry_s": 0.1}, rate_rps=20.0, faults=("lose*0.2:queue@0+60",), seconds=120.0,
        **{"workload.patience.retries": 2},
    )  # fmt: skip
    result = played(design, seed=seed)
    found = broker(result)
    (order,) = (row for row in result.endpoints if row.name == "order")
    assert found.orders.published > order.offered + 100 > found.orders.applied
    assert order.served <= found.orders.applied <= order.offered
    assert found.orders.duplicates == 0
    assert found.orders.no_ops >= found.orders.published - order.offered - found.orders.in_flight - found.orders.waiting
