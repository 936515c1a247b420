"""The ladder's stages about the world: what each of them cures, and what the stage before cannot do."""

from __future__ import annotations

import pytest

from playground.design import catalogue, change
from playground.measure import cost, files, traffic, utilisation
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import run
from playground.study.break_point import find


def kept(result: Result) -> dict[str, bool | None]:
    return {verdict.name: verdict.ok for verdict in objectives(result)}


def test_the_cdn_earns_its_place() -> None:
    """Without it the way out is full, and far users wait too long however few there are."""
    stage = catalogue.find("cdn")
    result, without = run(stage), run(change.put(stage, "cdn", None))
    assert all(kept(result).values())
    assert kept(without)["error_rate"] is False
    used = {row.name: row.utilisation for row in utilisation.nodes(result)}
    assert used["entry"] < 0.2
    assert traffic.error_rate(without) > 0.4
    calm = run(change.put_all(stage, {"cdn": None, "workload.daily_users": 100_000.0}))
    assert kept(calm)["files_ms_p95"] is False
    assert [name for name, ok in kept(calm).items() if not ok] == ["files_ms_p95"]
    far, near = (files.by_region(row)[1].files_p95_ms for row in (calm, result))
    assert far > 4 * near


def test_the_stage_opens_below_its_break_and_the_web_tier_ends_it() -> None:
    found = find(catalogue.find("cdn"), (1,))
    assert 2_200_000 / found.mean == pytest.approx(0.87, abs=0.03)
    assert found.missed == "survives_one_server"


def test_a_cdn_does_not_make_the_bytes_cheaper() -> None:
    """Here a gigabyte from the edge costs more than one from the origin; both cost far more than all machines."""
    stage = catalogue.find("cdn")
    bills = [cost.bill(run(change.put_all(stage, given))) for given in ({}, {"cdn": None})]
    with_it, without = (bill.usd_month for bill in bills if bill is not None)
    assert 1.2 < with_it / without < 1.35
    assert all(bill.usd_month > 50 * sum(line.usd for line in bill.lines if line.what == "web") for bill in bills)


def test_an_outage_of_the_cdn_asks_more_of_the_link_than_it_has() -> None:
    """6.6 Gbit/s of files through 5."""
    fault = {"kind": "kill", "node": "cdn", "start_s": 15.0, "duration_s": 24.0}
    stage = change.put_all(catalogue.find("cdn"), {"faults": [fault], "cdn.fallback": "origin"})
    result = run(stage)
    assert kept(result)["latency_ms_p99"] is False
    assert stage.workload.pages_rps * stage.workload.page_kb * 8 / 1e6 == pytest.approx(6.6, abs=0.05)
    own = run(change.put(stage, "cdn.own_link_gbit_s", 10.0))
    assert kept(own)["latency_ms_p99"] is True
    assert kept(own)["error_rate"] is True
