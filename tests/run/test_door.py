"""The door itself: what a run can be asked, and what it refuses."""

from __future__ import annotations

import pytest

from playground.design import catalogue
from playground.design.change import put, put_all
from playground.design.problem import BadDesign
from playground.run import Run, is_compiled, run
from playground.traffic.log import read_log
from tests.run.designs import CASES, LOG, balanced


def test_a_log_that_is_not_there() -> None:
    with pytest.raises(BadDesign, match=r"workload\.replay: .* tiny\.csv \(60 lines\), which is not here"):
        Run(CASES["replayed"].design)


def test_another_log_is_not_taken_for_it() -> None:
    other = read_log(LOG.replace("0.02", "0.03").encode(), "tiny.csv")
    with pytest.raises(BadDesign, match="give the file again"):
        Run(CASES["replayed"].design, trace=other)


def test_a_log_that_nobody_asked_for_is_left_aside() -> None:
    design = CASES["single-server"].design
    assert run(design, trace=CASES["replayed"].trace).digest() == run(design).digest()


def test_a_log_is_replayed_line_by_line() -> None:
    case = CASES["replayed"]
    result = run(case.design, trace=case.trace)
    assert {row.name: row.offered for row in result.endpoints} == {"page": 20, "order": 20, "static": 20}
    assert result.warmup_ns == 0
    assert result.requests.offered.sum() == 60


def test_a_run_tells_how_far_it_has_come() -> None:
    part = Run(CASES["web-chain"].design)
    assert (part.now_ns, part.end_ns, part.is_complete, part.births) == (0, 1_000_000_000, False, 0)
    part.advance(10_000_000)
    assert part.now_ns == 10_000_000
    assert part.births == part.result().requests.offered.sum() > 0
    part.advance(5_000_000)
    assert part.now_ns == 10_000_000
    part.advance(10**15)
    assert part.is_complete
    assert part.result().windows * part.result().window_ns >= part.end_ns


def test_a_run_that_has_not_begun_has_an_empty_result() -> None:
    result = Run(CASES["balanced"].design).result()
    assert result.until_ns == 0
    assert sum(row.offered for row in result.endpoints) == 0


def test_faults_on_what_is_not_there_sleep() -> None:
    faults = [
        {"kind": "kill", "node": "web-9"},
        {"kind": "cut", "node": "cdn"},
        {"kind": "slow", "node": "database-3"},
        {"kind": "kill", "node": "web-1", "start_s": 0.5},
    ]
    result = run(put(balanced(), "faults", faults))
    assert result.asleep == ("kill:web-9", "cut:cdn", "slow:database-3")
    assert [order.node for order in result.orders if order.what == "kill"] == ["web-1"]


def test_a_sleeping_fault_changes_nothing() -> None:
    quiet = run(put(balanced(), "faults", []))
    asleep = run(put(balanced(), "faults", [{"kind": "kill", "node": "web-9"}]))
    assert asleep.orders == quiet.orders
    assert asleep.split.ns.tobytes() == quiet.split.ns.tobytes()


def test_every_named_design_runs() -> None:
    for name in catalogue.names():
        design = put_all(catalogue.find(name), {"seconds": 1.0, "warmup_s": 0.1})
        assert run(design).is_complete


def test_the_kernel_is_on_the_disk_after_a_run() -> None:
    run(CASES["web-chain"].design)
    assert is_compiled()
