"""A read model against the books: how far it is behind, who does not find the own order yet, and which events are lost
when the worker that knows of them dies."""

from __future__ import annotations

import math

import pytest

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import AnyFault, Kill
from playground.design.message_queue import MessageQueue, Workers
from playground.design.patience import Patience
from playground.design.read_model import ReadModel
from playground.design.service import Deterministic, Exponential
from playground.design.services import Services
from playground.design.web import Web
from playground.design.workload import Workload
from playground.measure.identities import identities
from playground.measure.queues import queues
from playground.measure.read_model import Lag, lag, over_time
from playground.result import Result
from playground.run import run
from playground.theory import lost_events, projection_lag
from tests.agree.agreement import compare
from tests.agree.sited import sited
from tests.agree.split_off import NOTHING, PLENTY, part

ORDER = Endpoint(name="order", writes=True, web_work=NOTHING, calls=(Call(kind=CallKind.WRITE),), response_kb=0.0)
PAGE = Endpoint(name="page", web_work=NOTHING, response_kb=0.0)
SEEDS = range(1, 11)
AT_ONCE: dict[str, object] = {
    "hop_ms": 0.0,
    "work_ms": 0.0,
    "flush_ms": 0.0,
    "visibility_s": 2.0,
    "most_deliveries": 1000,
    "workers": Workers(count=1, threads=256, work=NOTHING, retry_s=0.1),
}


def projected(
    model: ReadModel, *faults: AnyFault, orders_rps: float, seconds: float, workers: int = 1, **given: object
) -> WebSystem:
    """Orders that nothing holds up but the store: no way takes time, and neither the broker nor the database does."""
    load = {
        "rate_rps": orders_rps,
        "write_share": 1.0,
        "endpoints": (ORDER, PAGE),
        "bundle_kb": 0.0,
        "patience": Patience(timeout_s=30.0),
    }
    queue = {**AT_ONCE, "workers": Workers(count=workers, threads=256, work=NOTHING, retry_s=0.1)}
    knobs: dict[str, object] = {
        "name": "read-model",
        "seconds": seconds,
        "warmup_s": 0.0,
        "workload": Workload(**load | dict(given.pop("workload", {}))),  # type: ignore[call-overload]
        "web": Web(servers=1, worker_threads=10_000, cache_items=0),
        "database": Database(cores=PLENTY, contention=0.0, coherency=0.0, read=NOTHING, write=NOTHING, hop_ms=0.0),
        "queue": MessageQueue(**queue),  # type: ignore[arg-type]
        "read_model": model,
        "faults": faults,
        "objectives": (),
    }
    return WebSystem(**knobs | given)  # type: ignore[arg-type]


def found(result: Result) -> Lag:
    assert identities(result) == ()
    told = lag(result)
    assert told is not None
    return told


def model(cores: int, index_ms: float, **given: object) -> ReadModel:
    return ReadModel(cores=cores, index=Exponential(mean_ms=index_ms), hop_ms=0.0, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("refresh_s", [0.0, 0.1, 1.0])
def test_how_far_it_is_behind_and_who_misses_the_own_order(refresh_s: float) -> None:
    """Two cores index, half of the time; a commit falls anywhere between refreshes. Whoever looks an exponential time
    after the commit does not find the order as often as the transform of the lag says."""
    rate_rps, index_ms, cores, look_s = 100.0, 10.0, 2, 0.1
    design = projected(
        model(cores, index_ms, refresh_s=refresh_s, look_after_s=look_s), orders_rps=rate_rps, seconds=1500.0
    )
    results = [found(run(design, seed=seed)) for seed in SEEDS]
    about = (rate_rps, index_ms, cores, refresh_s * 1000)
    expects = {
        "lag_ms_mean": projection_lag.lag_mean_ms(*about),
        "not_yet_share": projection_lag.missed_share(*about, look_s * 1000),
    }
    told = {name: [getattr(row, name) for row in results] for name in expects}
    for row in compare(f"refreshed every {refresh_s:g} s", expects, told):
        assert row.agrees, row
        assert row.is_sharp, row
    assert {row.lost for row in results} == {0}


@pytest.mark.parametrize("outbox", [False, True])
def test_a_dying_worker_takes_along_what_only_it_knows(outbox: bool) -> None:
    """100 orders a second, 50 ms from each commit until the store has the event: 5 at each death, and none where the
    event is part of the order's transaction."""
    dies = Kill(node="worker-1", mtbf_s=10.0, mttr_s=0.01)
    design = projected(model(PLENTY, 50.0, outbox=outbox), dies, orders_rps=100.0, seconds=2000.0)
    results = [run(design, seed=seed) for seed in (1, 2, 3)]
    deaths = sum(order.what == "kill" for result in results for order in result.orders)
    lost = sum(found(result).lost for result in results)
    assert deaths > 500
    if outbox:
        assert lost == 0
        told = [queues(result) for result in results]
        assert all(row is not None and row.redelivered > 0 and row.no_ops > 0 for row in told)
        return
    expected = deaths * lost_events.lost_per_crash(100.0, 50.0)
    assert abs(lost - expected) < 4 * math.sqrt(expected)


@pytest.mark.parametrize("outbox", [False, True])
def test_events_of_an_outage_are_lost_or_late(outbox: bool) -> None:
    """The store is away from 20 to 25 s."""
    design = projected(
        model(PLENTY, 1.0, outbox=outbox), Kill(node="documents", start_s=20.0, duration_s=5.0),
        orders_rps=100.0, seconds=60.0,
    )  # fmt: skip
    told = found(run(design))
    if outbox:
        assert told.lost == 0
        assert told.open < 5  # under way at the end
        assert told.lag_ms_p99 is not None
        assert told.lag_ms_p99 > 4000
    else:
        expected = lost_events.lost_in_outage(100.0, 5.0)
        assert abs(told.lost - expected) < 4 * math.sqrt(expected)
        assert told.lag_ms_p99 is not None
        assert told.lag_ms_p99 < 1100


def at_two_sites(*faults: str, **given: object) -> Result:
    """60 ms there and back between them, and 2 ms to index; a store for each."""
    design = sited(
        *faults, rate_rps=100.0, seconds=40.0, sites__rtt_ms=60.0, endpoints=(ORDER, PAGE), workload__write_share=1.0,
        queue=MessageQueue(**AT_ONCE).model_dump(), read_model=ReadModel(  # type: ignore[arg-type]
            cores=PLENTY, index=Deterministic(mean_ms=2.0), hop_ms=0.0, refresh_s=0.0, **given  # type: ignore[arg-type]
        ).model_dump(),
    )  # fmt: skip
    return run(design)


def test_an_event_goes_on_to_the_store_of_every_site() -> None:
    """It is in the other index 30 ms and its work later than in the own one; the second site hears 30 ms late of a
    commit at the first."""
    result = at_two_sites()
    told = found(result)
    assert told.lag_ms_mean is not None
    assert told.elsewhere_ms_mean is not None
    assert told.copied > 3800
    assert (told.lag_ms_mean - 2.0) / 30.0 == pytest.approx(0.5, abs=0.04)
    assert told.elsewhere_ms_mean - told.lag_ms_mean == pytest.approx(32.0, rel=0.002)


def test_a_dead_store_gets_everything_when_it_is_back() -> None:
    """That of the second site is away for 10 s: whoever ordered at the first notices nothing."""
    before, result = at_two_sites(), at_two_sites("kill:b-documents@5+10")
    told = found(result)
    model = result.read_model
    assert model is not None
    assert model.copying < 10
    assert told.lost == 0
    assert told.elsewhere_ms_mean is not None
    assert told.elsewhere_ms_mean > 500
    first, second = (row.queues[0] for row in (before, result))
    assert (first.orders.done, first.redelivered) == (second.orders.done, second.redelivered)
    assert (first.orders.waits == second.orders.waits).all()


HISTORY, ORDERS_RPS, PAGES_RPS, INDEXED_RPS = 30_000, 400.0, 100.0, 1000.0
BEGINS_S = 5.0


@pytest.mark.parametrize("beside", [False, True])
def test_a_rebuild_takes_what_live_events_leave_to_it(beside: bool) -> None:
    """Two cores index 1000 events a second, of which 400 are live. A document takes no time to read, and each page
    wants any one: whoever threw the index away misses those that are not yet back, and whoever kept it reads the old
    one, which makes the rebuild take three times as long."""
    flat = model(
        2, 2.0, refresh_s=0.0, read=NOTHING, past_orders=HISTORY, rebuild_at_s=BEGINS_S, rebuild_batch=10,
        rebuild_beside=beside,
    )  # fmt: skip
    pages = {"rate_rps": ORDERS_RPS + PAGES_RPS, "write_share": ORDERS_RPS / (ORDERS_RPS + PAGES_RPS)}
    design = projected(flat, orders_rps=ORDERS_RPS, seconds=200.0, workload=pages)
    results = [found(run(design, seed=seed)) for seed in (*SEEDS, *range(11, 31))]
    orders = HISTORY + BEGINS_S * ORDERS_RPS
    if beside:
        takes_s = projection_lag.rebuild_beside_s(orders, INDEXED_RPS, ORDERS_RPS)
        assert {row.absent_share < 0.001 for row in results if row.absent_share is not None} == {True}
        told = [row.old_share * row.reads / PAGES_RPS for row in results if row.old_share is not None]
        expects = {"rebuild_s": takes_s, "seconds": takes_s}
    else:
        assert {row.old_share for row in results} == {0.0}
        told = [row.absent_share * row.reads / PAGES_RPS for row in results if row.absent_share is not None]
        expects = {
            "rebuild_s": projection_lag.rebuild_s(orders, INDEXED_RPS, ORDERS_RPS),
            "seconds": projection_lag.absent_s(orders, INDEXED_RPS, ORDERS_RPS),
        }
    took = [row.rebuild_s for row in results if row.rebuild_s is not None]
    for row in compare("30 000 earlier orders", expects, {"rebuild_s": took, "seconds": told}):
        assert row.agrees, row
        assert row.is_sharp, row


@pytest.mark.parametrize("beside", [False, True])
def test_what_was_lost_is_wrong_until_the_index_is_built_anew(beside: bool) -> None:
    """The store is away from 10 to 15 s and from 40 to 45 s, and built anew from 25 s on: of both outages' orders,
    those of the first have a document again, and those of the second never will."""
    flat = model(PLENTY, 1.0, outbox=False, past_orders=10_000, rebuild_at_s=25.0, rebuild_beside=beside)
    away = [Kill(node="documents", start_s=start_s, duration_s=5.0) for start_s in (10.0, 40.0)]
    result = run(projected(flat, *away, orders_rps=100.0, seconds=60.0))
    told, over = found(result), over_time(result)
    at_s = [int(second * 1e9 / result.window_ns) for second in (20.0, 35.0)]
    assert told.cured == over.divergent[at_s[0]] == over.lost[at_s[1]]
    assert over.divergent[at_s[1]] == 0
    assert told.divergent == told.lost - told.cured
    expected = lost_events.lost_in_outage(100.0, 5.0)
    for lost in (told.cured, told.divergent):
        assert abs(lost - expected) < 4 * math.sqrt(expected)
    assert told.divergent_share == told.divergent / (told.projected + told.lost)


def test_a_store_that_dies_while_it_is_built_anew_goes_on_where_it_was() -> None:
    """It would be whole 30 s after it was begun, was it not away for 10 s of that; with an outbox nothing is lost."""
    flat = model(1, 1.0, past_orders=30_000, rebuild_at_s=5.0, rebuild_batch=50)
    design = projected(flat, Kill(node="documents", start_s=10.0, duration_s=10.0), orders_rps=1.0, seconds=60.0)
    told = found(run(design))
    assert told.rebuild_s == pytest.approx(30.0 + 10.0, abs=0.5)
    assert told.restored - 30_000 < 20
    assert told.divergent == told.lost == 0


def test_the_stores_of_both_sites_are_built_anew() -> None:
    """Each has its own builders, beside orders of both sites."""
    result = at_two_sites(rebuild_at_s=20.0, past_orders=20_000, rebuild_batch=20)
    told, model = found(result), result.read_model
    assert model is not None
    assert model.given == told.restored
    assert told.restored == pytest.approx(2 * (20_000 + 20 * 100), rel=0.01)
    assert told.rebuild_s is not None
    assert told.rebuild_s < 1.0


def test_a_page_is_one_document_and_no_join() -> None:
    """Of three services with twenty rows each, one after another, and of one document: 0.5 ms on the way and 1 ms."""
    pages = {"write_share": 0.1, "rate_rps": 50.0}
    split = Services(parts=tuple(part(name) for name in ("orders", "delivery", "members")), rows=20, hop_ms=0.5)
    flat = ReadModel(cores=PLENTY, read=Exponential(mean_ms=1.0), hop_ms=0.5)
    joined = projected(flat, orders_rps=50.0, seconds=60.0, workload=pages, services=split).model_copy(
        update={"read_model": None}
    )
    design = projected(flat, orders_rps=50.0, seconds=60.0, workload=pages, services=split)
    mean_ms = []
    for one in (joined, design):
        page = next(row for row in run(one).endpoints if row.name == "page")
        mean_ms.append(page.latency_ns / page.served / 1e6)
    assert mean_ms[0] == pytest.approx(20 * 1.5, rel=1e-6)
    assert mean_ms[1] == pytest.approx(1.5, rel=0.1)
