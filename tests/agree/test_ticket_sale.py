"""300 000 people come within ten seconds for 10 000 tickets. Against `theory.ticket_sale`, and to the last buyer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design.change import put_all
from playground.design.ladder import stage
from playground.measure.identities import identities
from playground.measure.queues import sold
from playground.result import Endpoint, Result
from playground.run import run
from playground.theory import ticket_sale
from tests.agree.queued import S, broker, drained_after_s, played, system

SALE: dict[str, Any] = {"kind": "sale", "start_s": 10.0, "duration_s": 10.0, "buyers": 300_000, "stock": 10_000}
NO_WEB = {"web_ms": 0.0}
WRITES_RPS = 6400.0  # 64 threads, each of which writes for 10 ms
MANY = {"threads": 64}
NOBODY_ELSE = {"rate_rps": 0.01, "seconds": 80.0}


def on_sale(queue: dict[str, Any] | None, *, seed: int = 1, sale: dict[str, Any] | None = None, **more: Any) -> Result:
    """A sale at a site where nothing but writing takes time, and nobody wants anything else."""
    workers = None if queue is None else MANY
    given = SALE | NO_WEB | (sale or {})
    return played(system(queue, workers=workers, sale=given, **{**NOBODY_ELSE, **more}), seed=seed)


def tickets(result: Result) -> Endpoint:
    """What buyers asked for."""
    (found,) = (row for row in result.endpoints if row.name == "ticket")
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_buyer_is_sold_to_or_told_that_nothing_is_left(seed: int) -> None:
    """Behind the queue, all of them in the end; exactly as many tickets go as there are."""
    result = on_sale({}, seed=seed)
    story, sale = broker(result).tickets, result.sale
    assert sale is not None
    assert abs(tickets(result).offered - 300_000) < 4 * 300_000**0.5
    assert tickets(result).offered == tickets(result).served == story.published == story.done
    assert sale.sold == sale.stock == story.applied == 10_000
    assert tickets(result).offered == sale.sold + sale.sold_out + sale.gave_up
    assert sale.gave_up == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_last_buyer_waits_until_all_before_him_have_been_written(seed: int) -> None:
    """N / c - A, for those who came: the line is never empty before."""
    design = system({}, workers=MANY, **NOBODY_ELSE, sale=SALE | NO_WEB)
    came = tickets(played(design, seed=seed)).offered
    expected_s = ticket_sale.last_wait_s(ticket_sale.Sale(came, 10.0, WRITES_RPS))
    assert drained_after_s(design, seed, 20.0, 0.01) == pytest.approx(expected_s, abs=0.03)


@pytest.mark.parametrize("seconds", [15.0, 40.0, 80.0])
@pytest.mark.parametrize("queue", [{}, {"most_messages": 100_000}, None])
def test_buyers_add_up_whenever_one_looks(seconds: float, queue: dict[str, Any] | None) -> None:
    """In the middle, when most still wait; with a line in which not everybody has a place; and without any, where who
    has run out of patience may have a ticket without knowing."""
    result = on_sale(queue, sale={"waits_s": 15.0}, seconds=seconds, **{"database.cores": 4})
    found = sold(result)
    assert found is not None
    twice = found.sold + found.sold_out + found.gave_up + found.failed + found.open - found.buyers
    assert 0 <= twice <= (found.unknown if queue is None else 0)
    assert found.oversold == 0
    assert (found.failed == 0) == (queue == {})


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("waits_s", [5.0, 20.0])
def test_who_gives_up_leaves_a_line_in_which_nobody_waits_longer(seed: int, waits_s: float) -> None:
    """All wait for T at most, and whoever has gone costs nothing: as many are served as workers write until the last
    place in line is T old, c (A + T). All others gave up."""
    result = on_sale({}, seed=seed, sale={"waits_s": waits_s, "stock": 1_000_000})
    story, sale = broker(result).tickets, result.sale
    assert sale is not None
    assert sale.sold + sale.gave_up == tickets(result).offered == story.done
    assert sale.sold == pytest.approx(WRITES_RPS * (10.0 + waits_s), rel=0.005)
    slowest_s = result.latency[0].edges_ns[np.flatnonzero(story.waits)[-1]] / S
    assert slowest_s <= waits_s + 0.01


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_look_at_the_stock_before_the_write_sells_what_others_are_about_to_buy(seed: int) -> None:
    """All who look before the last ticket is written buy one: with the queue no more than threads have in hand; without
    it, as many as stand before the database."""
    before = {"check": "before"}
    exponential = {"database.write": {"kind": "exponential", "mean_ms": 10.0}, "database.read.mean_ms": 1.0}
    found = [on_sale(queue, seed=seed, sale=before, **exponential).sale for queue in ({}, None)]
    queued, bare = (sale.sold - sale.stock for sale in found if sale is not None)
    assert 0 < queued <= MANY["threads"] - 1
    assert bare > 10 * MANY["threads"]


@pytest.mark.parametrize("queue", [{}, None])
def test_retries_of_buyers_buy_nothing_twice_behind_an_idempotent_worker(queue: dict[str, Any] | None) -> None:
    """Each attempt gets an answer too late: with the queue another attempt is a message that changes nothing; without
    it, it is a second ticket for the same buyer. In neither case more go than there are."""
    patience = {"workload.patience.timeout_s": 0.5, "workload.patience.retries": 2}
    slow = {"flush_ms": 1000.0, "timeout_s": 5.0}
    few = {"buyers": 5000, "stock": 2_000_000}
    result = on_sale(None if queue is None else slow, sale=few, **patience, **{"database.cores": 4})
    sale, asked = result.sale, tickets(result)
    assert sale is not None
    assert asked.offered == asked.served + asked.failed
    assert asked.sent > 2 * asked.offered
    orders = next(row for row in result.endpoints if row.name == "order").offered
    assert sale.sold == sum(log.durable for log in result.logs) - orders
    if queue is None:
        assert sale.sold > asked.offered + 100
        return
    story = broker(result).tickets
    assert story.published == asked.sent == story.applied + story.no_ops
    assert story.applied == sale.sold == asked.offered
    assert story.duplicates == 0


@pytest.mark.parametrize("retries", [0, 2])
def test_the_stage_survives_its_sale_with_the_queue_and_goes_under_without_it(retries: int) -> None:
    """The same sites and the same buyers. With the queue nearly everybody has a place in line, and whoever came for
    something else notices nothing; without it hardly anybody gets an answer, and a tenth of the others none either."""
    failed, others, sales = {}, {}, {}
    for name, change in (("queue", {}), ("bare", {"queue": None})):
        design = put_all(
            stage("queue").design,
            {"faults": [SALE], "seconds": 60.0, "workload.patience.retries": retries, **change},
        )
        result = run(design)
        assert identities(result) == ()
        asked = [row for row in result.endpoints if row.name.startswith("ticket")]
        rest = [row for row in result.endpoints if row.name.partition("@")[0] in ("page", "order")]
        failed[name] = sum(row.failed for row in asked) / sum(row.offered for row in asked)
        others[name] = sum(row.failed for row in rest) / sum(row.offered for row in rest)
        sales[name] = result.sale
        accounted = sum(row.served + row.failed + row.in_flight for row in asked)
        assert accounted == sum(row.offered for row in asked) > 295_000
    assert failed["queue"] < 0.01
    assert failed["bare"] > 0.9
    assert others["queue"] < 0.001
    assert others["bare"] > 0.05
    assert all(sale is not None and sale.sold <= sale.stock for sale in sales.values())
