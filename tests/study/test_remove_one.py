"""What is left of a design without one of its boxes."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import cost, latency, traffic
from playground.run import run
from playground.study.break_point import NOTCH, find
from playground.study.most_users import STEP
from playground.study.remove_one import WHOLE, Without, designs, fewer, of_plain, search

KILL = {"kind": "kill", "node": "web-1", "start_s": 8.0, "duration_s": None}


def balanced() -> WebSystem:
    found = put_all(stage("load-balancer").design, {"seconds": 20.0, "warmup_s": 3.0, "faults": [KILL]})
    assert isinstance(found, WebSystem)
    return found


@pytest.fixture(scope="module")
def rows() -> dict[str, Without]:
    looking: Any = search(balanced(), 1)
    looking.start()
    looking.join(300)
    assert looking.problem == ""
    return {name: of_plain(row) for name, row in looking.found.items()}


def test_a_row_for_each_box_and_one_for_all(rows: dict[str, Without]) -> None:
    assert set(rows) == {WHOLE, "balancer", "servers", "one_server", "own_machine"}


def test_a_row_is_the_run_of_what_is_left(rows: dict[str, Without]) -> None:
    for name, design in designs(balanced())[0].items():
        result = run(design, seed=1)
        bill = cost.bill(result)
        assert bill is not None
        assert rows[name].latency_ms_p99 == latency.summary(result).p99_ms
        assert rows[name].error_rate == traffic.error_rate(result)
        assert rows[name].usd_month == pytest.approx(bill.usd_month)


def test_what_it_carries_is_where_it_breaks(rows: dict[str, Without]) -> None:
    three = put(designs(balanced())[0]["one_server"], "faults", [])
    assert isinstance(three, WebSystem)
    broken = find(three, (1,)).mean
    assert broken / STEP < rows["one_server"].carries.users <= broken * NOTCH


def test_boxes_contribute(rows: dict[str, Without]) -> None:
    """One server alone dies with the fault, and was never to survive it."""
    assert rows["servers"].error_rate is not None
    assert rows["servers"].error_rate > 0.5
    assert rows["servers"].carries.users == 0
    assert rows["servers"].carries.missed == "survives_one_server"
    assert rows["one_server"].usd_month < rows[WHOLE].usd_month
    assert fewer(rows[WHOLE], rows["servers"]) == float("inf")
    assert fewer(rows[WHOLE], rows["one_server"]) >= 1


def test_what_cannot_be_taken_out_says_why() -> None:
    found, kept = designs(stage("replicas").design)
    assert [row.box for row in kept] == ["own_machine"]
    assert str(kept[0].problem).startswith("database.own_machine must be true")
    assert "own_machine" not in found
