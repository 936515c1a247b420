"""Pages that are put together from several services, against closed forms: N+1, parallel calls and batches, queries
that are scattered over machines, and how often a page of several services is there at all."""

from __future__ import annotations

import math

import pytest

from playground.design.fault import Kill
from playground.design.service import Deterministic, Exponential
from playground.design.services import How
from playground.measure import utilisation
from playground.measure.pages import PageUse, pages
from playground.result import Result
from playground.run import run
from playground.theory import application_join, page_of_services, scatter_gather
from playground.theory.application_join import Call
from playground.theory.slowest_of_many import exponential_mean_ms
from tests.agree.agreement import compare
from tests.agree.split_off import part, split_off

CALL = Call(trip_ms=0.5, call_ms=1.0, row_ms=0.25)
ROWS = (1, 2, 7, 20, 30)
LISTS = part(row_ms=CALL.row_ms)


def used(result: Result) -> PageUse:
    found = pages(result)
    assert found is not None
    return found


def agree(where: str, expects: dict[str, float], results: list[Result]) -> None:
    """Every figure lies within 4 standard errors of at most 0.5 %."""
    found = {name: [getattr(used(result), name) for result in results] for name in expects}
    for row in compare(where, expects, found):
        assert row.is_sharp, row
        assert row.agrees, row


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("how", "given"),
    [
        (How.ONE_BY_ONE, {}),
        (How.PARALLEL, {"at_once": 50}),
        (How.PARALLEL, {"at_once": 8}),
        (How.BATCHED, {"batch": 8}),
        (How.BATCHED, {"batch": 50}),
    ],
)
def test_a_page_takes_what_its_calls_take(how: How, given: dict[str, int], rows: int) -> None:
    """All times are constant and nobody waits, so it is exactly as the books say. The query for the page itself is one
    at the database, for one row."""
    read = Deterministic(mean_ms=CALL.work_ms(1))
    result = run(split_off(LISTS, rate_rps=20.0, seconds=20.0, read=read, reads=1, join=how, rows=rows, **given))
    expected = {
        How.ONE_BY_ONE: lambda: application_join.one_by_one(rows, CALL),
        How.PARALLEL: lambda: application_join.parallel(rows, CALL, given["at_once"]),
        How.BATCHED: lambda: application_join.batched(rows, CALL, given["batch"]),
    }[how]()
    found = used(result)
    assert found.shown > 300
    assert found.mean_ms == pytest.approx(expected.time_ms, rel=1e-9)
    assert found.calls_mean == pytest.approx(expected.calls - 1, rel=0.01)  # but for pages under way at the end
    assert found.work_ms_mean == pytest.approx(expected.work_ms - CALL.work_ms(1), rel=0.01)


def test_parallel_calls_wait_for_the_slowest() -> None:
    orders = part(call=Exponential(mean_ms=2.0))
    design = split_off(orders, rate_rps=50.0, seconds=600.0, join=How.PARALLEL, rows=20, read=Deterministic(mean_ms=0))
    results = [run(design, seed=seed) for seed in range(1, 7)]
    alone_ms = application_join.parallel_exponential_ms(20, 0.5, 2.0) - (0.5 + 2.0)  # but for the query of the page
    agree("20 at once", {"mean_ms": alone_ms}, results)


@pytest.mark.parametrize("side_by_side", [True, False])
def test_services_are_asked_beside_each_other_or_one_after_another(side_by_side: bool) -> None:
    means_ms = {"orders": 4.0, "delivery": 2.0, "members": 1.0}
    parts = [part(name, call=Exponential(mean_ms=ms)) for name, ms in means_ms.items()]
    design = split_off(*parts, rate_rps=60.0, seconds=600.0, rows=1, side_by_side=side_by_side)
    services = [page_of_services.Service(1.0, ms) for ms in means_ms.values()]
    mean_ms = page_of_services.side_by_side_mean_ms if side_by_side else page_of_services.in_a_row_mean_ms
    trips_ms = 0.5 if side_by_side else 1.5
    agree("3 services", {"mean_ms": mean_ms(services) + trips_ms}, [run(design, seed=seed) for seed in range(1, 7)])


DOWN = {"orders": (20.0, 2.0), "delivery": (20.0, 1.0), "members": (10.0, 1.0)}  # mean time up, mean time down


@pytest.mark.parametrize("needed", [("orders", "delivery", "members"), ("orders", "members"), ()])
def test_a_page_is_there_as_often_as_all_that_it_needs(needed: tuple[str, ...]) -> None:
    """It is shown with the product of those that it needs, and whole with the product of all."""
    parts = [part(name, needed=name in needed) for name in DOWN]
    faults = tuple(Kill(node=f"service-{name}", mtbf_s=up, mttr_s=down) for name, (up, down) in DOWN.items())
    design = split_off(*parts, rate_rps=20.0, seconds=12_000.0, rows=1, faults=faults)
    results = [run(design, seed=seed) for seed in range(1, 7)]
    services = [
        page_of_services.Service(up / (up + down), 1.0, needed=name in needed) for name, (up, down) in DOWN.items()
    ]
    expects = {"whole_share": page_of_services.whole_share(services)}
    if needed:
        expects["shown_share"] = page_of_services.shown_share(services)
    else:
        assert {used(result).shown_share for result in results} == {1.0}
    agree(f"needs {needed}", expects, results)


def busy(result: Result) -> float:
    """Mean utilisation of the machines of services."""
    found = [row.utilisation for row in utilisation.nodes(result) if row.name.startswith("service-")]
    return math.fsum(found) / len(found)


def test_scattered_queries_are_as_much_work_for_every_machine() -> None:
    """So more machines carry no more; where one machine answers, each of n has a nth of the work."""
    query = scatter_gather.Query(asked_ms=1.0 + 20 * 0.25)
    loads = {}
    for how in (How.SCATTER, How.BATCHED):
        for machines in (1, 2, 4, 8):
            orders = part(machines=machines, row_ms=0.25)
            result = run(split_off(orders, rate_rps=200.0, seconds=60.0, join=how, rows=20))
            loads[how, machines], found = busy(result), used(result)
            asked = machines if how is How.SCATTER else 1
            assert found.calls_mean == pytest.approx(asked, rel=0.001)
            assert found.rows_mean == pytest.approx(scatter_gather.rows_moved(20, asked), rel=0.001)
            assert found.work_ms_mean == pytest.approx(query.work_ms(machines, float(asked > 1)), rel=0.001)
    for machines in (2, 4, 8):
        gain = scatter_gather.gain(query, machines, 1.0)
        assert gain == 1.0
        assert loads[How.SCATTER, machines] == pytest.approx(loads[How.SCATTER, 1] / gain, rel=1e-3)
        routed = scatter_gather.gain(query, machines, 0.0)
        assert loads[How.BATCHED, machines] == pytest.approx(loads[How.BATCHED, 1] / routed, rel=1e-3)


def test_a_scattered_query_waits_for_the_slowest_machine() -> None:
    orders = part(machines=8, call=Exponential(mean_ms=4.0))
    results = [
        run(split_off(orders, rate_rps=50.0, seconds=600.0, join=How.SCATTER, rows=20), seed=seed)
        for seed in range(1, 7)
    ]
    agree("8 machines", {"mean_ms": 0.5 + exponential_mean_ms(4.0, 8)}, results)


def test_a_scattered_query_needs_every_machine() -> None:
    orders = part(machines=4)
    faults = tuple(Kill(node=f"service-orders-{place}", mtbf_s=20.0, mttr_s=1.0) for place in (1, 2, 3, 4))
    design = split_off(orders, rate_rps=20.0, seconds=12_000.0, join=How.SCATTER, rows=20, faults=faults)
    results = [run(design, seed=seed) for seed in range(1, 7)]
    agree("4 machines", {"shown_share": scatter_gather.answered_chance(20 / 21, 4)}, results)


def test_a_dead_service_takes_every_page_along_unless_there_is_a_fallback() -> None:
    """Dead from 10 to 20 s of 40."""
    for needed in (True, False):
        parts = (part("orders"), part("delivery", needed=needed))
        faults = ("kill:service-delivery@10+10",)
        result = run(split_off(*parts, rate_rps=100.0, seconds=40.0, rows=1, faults=faults))
        found = used(result)
        if needed:
            assert found.shown_share == pytest.approx(0.75, abs=0.02)
            assert found.degraded == 0
            assert result.endpoints[0].failures.keys() <= {"node_down", "died_with_server"}
        else:
            assert found.shown_share == 1.0
            assert found.whole_share == pytest.approx(0.75, abs=0.02)
            assert found.left_out == {"orders": 0, "delivery": found.degraded}
