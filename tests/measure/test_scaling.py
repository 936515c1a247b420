"""Server-hours, overshoot and cost of a tier that grows from two servers to three and back, counted by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import availability, cost, objectives
from playground.measure.report import report
from playground.measure.rows import rows
from playground.measure.scaling import Step, scaling
from playground.result import Order, Result, S
from tests.measure import factory

LARGE = 0.0816 * 730


def grown(**changes: Any) -> Result:
    """web-3 is started at 15 s, serves from 20 s, is drained from 35 s on and leaves at 38 s; 30 of 40 s are counted. A
    restart at 25 s changes nothing."""
    knobs = {"web.servers": 2, "web.autoscale.interval_s": 10.0, "start": "cold"}
    given = [(15, "scale_out", 0), (20, "join", 0), (25, "retire", 1), (35, "drain", 0), (38, "retire", 2)]
    design = put_all(stage("load-balancer").design, knobs)
    orders = tuple(Order(t * S, 0, what, "web-3", "", 2, why) for t, what, why in given)
    return factory.result(**{"design": design, "orders": orders, **changes})


def test_servers_over_time() -> None:
    found = scaling(grown())
    assert found is not None
    assert found.over_time == (
        Step(0.0, 2, 0),
        Step(15.0, 2, 1),
        Step(20.0, 3, 0),
        Step(35.0, 2, 0, 1),
        Step(38.0, 2, 0),
    )
    assert (found.started, found.left, found.most_servers) == (1, 1, 3)
    assert rows(grown())["servers_in_service"].tolist() == [2, 2, 3, 2]  # a window ends before what happens then


def test_server_hours_are_paid_from_the_start_to_the_leave() -> None:
    found = scaling(grown())
    assert found is not None
    assert found.server_hours == pytest.approx((2 * 30 + 23) / 3600)
    assert found.mean_paid == pytest.approx(83 / 30)
    assert found.mean_in_service == pytest.approx((2 * 30 + 15) / 30)


def test_overshoot_is_what_nobody_needed_in_hindsight() -> None:
    result = grown()
    found = scaling(result)
    assert found is not None
    cores = [row for row in result.stations if row.system == "web" and row.measures_node]
    answers = int((result.requests.answered + result.requests.late).sum())
    work_s = sum(int(row.busy_ns.sum()) for row in cores) / S / answers
    assert isinstance(result.design, WebSystem)
    needed = math.ceil(400 / 10 * work_s / (result.design.web.cores * 0.5))
    assert found.needed_servers == max(2, needed)
    assert found.overshoot_servers == 3 - found.needed_servers


def test_the_rate_of_ten_times_the_work_needs_more() -> None:
    """The same servers were too few: the overshoot is negative."""
    stations = tuple(
        factory.replace(row, busy_ns=row.busy_ns * 20) if row.system == "web" and row.measures_node else row
        for row in factory.stations()
    )
    found = scaling(grown(stations=stations))
    assert found is not None
    assert found.needed_servers is not None
    assert found.needed_servers > 3
    assert found.overshoot_servers == 3 - found.needed_servers < 0


def test_the_bill_is_by_server_hours() -> None:
    """A mean of 83 / 30 servers is paid for, not two, three or sixteen."""
    bill = cost.bill(grown())
    assert bill is not None
    lines = {line.what: line for line in bill.lines}
    assert lines["web"].usd == pytest.approx(83 / 30 * LARGE)
    assert {row.name: row.value for row in bill.assumptions}["servers_mean"] == pytest.approx(83 / 30)
    steady = cost.bill(grown(orders=()))
    assert steady is not None
    assert bill.usd_month - steady.usd_month == pytest.approx(23 / 30 * LARGE)
    assert (bill.machines, steady.machines) == (5, 4)


def test_the_report_tells_it_and_says_nothing_where_nothing_scales() -> None:
    told = report(grown())["scaling"]
    assert told["over_time"][1] == {"t_s": 15.0, "in_service": 2, "booting": 1, "draining": 0}
    assert told["server_hours"] == pytest.approx(83 / 3600)
    assert report(factory.result())["scaling"] is None
    assert "servers_in_service" not in rows(factory.result())


def test_what_survives_the_loss_of_one_are_those_in_service() -> None:
    """The tier's work is that of 2.5 servers on the mean, whatever places there are for more."""
    verdicts = {row.name: row for row in objectives.objectives(grown())}
    plain = {row.name: row for row in objectives.objectives(grown(design=stage("load-balancer").design, orders=()))}
    got, before = verdicts["survives_one_server"].got, plain["survives_one_server"].got
    assert got == pytest.approx(before * (2 - 1) / (2.5 - 1))


def test_how_many_there_are_is_not_known_beforehand() -> None:
    kill = {"kind": "kill", "node": "web-1", "mtbf_s": 100.0, "mttr_s": 10.0}
    plain = put_all(stage("load-balancer").design, {"faults": [kill]})
    assert availability.expected(plain) is not None
    assert availability.expected(put_all(plain, {"web.autoscale.max_servers": 8})) is None
