"""Tables grow without changing a bit; past the budget requests fail, say so, and are still accounted for."""

from __future__ import annotations

import pytest

from playground.dataplane import world
from playground.dataplane.plane import DataPlane
from playground.design import catalogue
from playground.design.change import put_all
from playground.design.design import LONGEST_S, Common, Queueing, WebSystem
from playground.design.patience import Backoff, Patience
from playground.design.problem import BadDesign
from playground.design.queueing import Arrivals, Station
from playground.design.web import Web
from playground.design.workload import Workload
from playground.measure.identities import identities
from playground.run import Run, run
from tests.run.child import digests
from tests.run.designs import CASES, Case

SMALLEST, LARGEST = 128, 1 << 16


def crowd() -> Queueing:
    """Twenty thousand requests a second for a station that serves one."""
    return Queueing(seconds=2.0, warmup_s=0.0, workload=Arrivals(rate_rps=20_000.0), station=Station(service_ms=1000.0))


def storm() -> WebSystem:
    """Clients that give up and try again at once, while what they gave up is worked on to its end."""
    return WebSystem(
        seconds=3.0,
        warmup_s=0.0,
        workload=Workload(
            rate_rps=900.0,
            write_share=0.5,
            bundle_kb=0.0,
            patience=Patience(timeout_s=0.4, retries=5, backoff=Backoff.FIXED, backoff_ms=10.0),
        ),
        web=Web(servers=2, cores=1, worker_threads=2000, accept_queue=100_000),
    )


def _first_tables(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    for name in ("FIRST_TOKENS", "FIRST_RING", "FIRST_TWINS", "FIRST_FLIGHTS", "TRACE_ROOM"):
        monkeypatch.setattr(world, name, rows)


@pytest.mark.parametrize("name", ["crowd", "storm", *CASES])
def test_growing_changes_no_bit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    design, trace = {"crowd": (crowd(), None), "storm": (storm(), None), **CASES}[name]
    _first_tables(monkeypatch, LARGEST)
    roomy = Run(design, trace=trace)
    roomy.advance()
    _first_tables(monkeypatch, SMALLEST)
    tight = Run(design, trace=trace)
    tight.advance()
    assert tight.result().digest() == roomy.result().digest()
    assert len(roomy._plane.world.tokens) == LARGEST
    if name in ("crowd", "storm"):
        assert len(tight._plane.world.tokens) >= 16 * SMALLEST
    if name == "stampede":
        assert len(tight._plane.world.flights) > SMALLEST


def test_every_table_grew() -> None:
    """The storm needs more of everything than a run begins with."""
    run_of = Run(storm())
    tables = run_of._plane.world
    begun = len(tables.tokens), len(tables.ring), len(tables.twins), len(tables.heap)
    run_of.advance()
    assert all(now > before for now, before in zip(
        (len(tables.tokens), len(tables.ring), len(tables.twins), len(tables.heap)), begun, strict=True
    ))  # fmt: skip


@pytest.mark.parametrize(("design", "least"), [(crowd(), 10_000), (storm(), 1)], ids=["crowd", "storm"])
def test_past_the_budget_requests_fail_and_say_so(design: Common, least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DataPlane.__init__.__kwdefaults__, "budget_bytes", 6 << 20)
    result = run(design)
    assert result.over_budget
    assert sum(row.failures.get("over_budget", 0) for row in result.endpoints) >= least
    assert identities(result) == ()
    assert any("over_budget" in chain.causes for chain in result.chains)


def test_within_the_budget_nobody_fails_for_it() -> None:
    result = run(crowd())
    assert not result.over_budget
    assert all("over_budget" not in row.failures for row in result.endpoints)
    assert result.endpoints[0].in_flight > 30_000


def test_a_budget_that_cannot_hold_what_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DataPlane.__init__.__kwdefaults__, "budget_bytes", 1 << 20)
    with pytest.raises(BadDesign, match="more requests are on their way than the memory"):
        run(crowd())


def test_many_deaths_leave_room_in_the_calendar() -> None:
    """Thousands at work die together, again and again, and the events that they had planned stay behind as stale ones.

    In a process of its own: a calendar written beyond its end takes the process with it.
    """
    kills = [
        {"kind": "kill", "node": "external-api", "start_s": start, "duration_s": 0.01} for start in range(4, 24, 4)
    ]
    design = put_all(
        catalogue.find("split-tiers"),
        {
            "seconds": 22.0,
            "warmup_s": 0.0,
            "workload.rate_rps": 1000.0,
            "workload.write_share": 1.0,
            "workload.bundle_kb": 0.0,
            "workload.patience.timeout_s": None,
            "external.share_of_orders": 1.0,
            "external.work": {"kind": "deterministic", "mean_ms": 3_600_000.0},
            "external.timeout_s": 3600.0,
            "web.worker_threads": 10_000,
            "web.accept_queue": 100_000,
            "web.cores": 64,
            "database.cores": 64,
            "database.pool_size": 1000,
            "faults": kills,
        },
    )
    assert len(digests([(Case(design), 1)])) == 1


@pytest.mark.parametrize("seconds", [600_000.0, LONGEST_S])
def test_the_longest_runs_have_an_end(seconds: float) -> None:
    """The calendar's integers hold the time of the longest run, also when nothing more is due."""
    design = put_all(catalogue.find("mm1"), {"seconds": seconds, "workload.rate_rps": 0.01})
    found = digests([(Case(design), 1)])
    result = run(design)
    assert found == [result.digest()]
    assert result.until_ns == seconds * 1e9
    assert abs(result.endpoints[0].offered - seconds / 100) < 4 * (seconds / 100) ** 0.5
