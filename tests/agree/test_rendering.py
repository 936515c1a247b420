"""HTML that the server renders, or JSON that the browser does: bytes on the link, work on the cores, time to answer."""

from __future__ import annotations

import pytest

from playground.design import catalogue, change
from playground.design.facts import value
from playground.measure import cost, latency, utilisation, where_time_goes
from playground.result import Result
from playground.run import run

TEMPLATE_MS = 3.0
USERS = 200_000.0


def answered(kb: float, work_ms: float) -> Result:
    """The stage of the load balancer, whose pages are so large and take so much work."""
    stage = catalogue.find("load-balancer")
    work = {"kind": "exponential", "mean_ms": work_ms}
    kinds = [{**kind, "response_kb": kb, "web_work": work} for kind in change.get(stage, "workload.endpoints")]
    given = {"workload.endpoints": kinds, "workload.daily_users": USERS, "workload.bundle_kb": 0.0}
    return run(change.put_all(stage, given))


def test_json_is_smaller_and_spares_the_server_its_template() -> None:
    """The same data as a page of 22 KB with 3 ms of rendering, and as 5.9 KB without."""
    html_ms, html_kb, json_kb = value("ladder.web_cpu_ms"), value("users.html_kb"), 5.922
    both = answered(html_kb, html_ms), answered(json_kb, html_ms - TEMPLATE_MS)
    nodes = [utilisation.nodes(result) for result in both]
    used = [sum(row.utilisation or 0.0 for row in rows if row.name.startswith("web-")) for rows in nodes]
    assert used[1] / used[0] == pytest.approx((html_ms - TEMPLATE_MS) / html_ms, rel=0.03)
    bytes_gb = [cost.egress_gb_month(cost.bill(result)) or 0.0 for result in both]
    assert bytes_gb[1] / bytes_gb[0] == pytest.approx(json_kb / html_kb)
    links = [next(row for row in rows if row.name == "entry").utilisation or 0.0 for rows in nodes]
    assert links[1] / links[0] == pytest.approx(json_kb / html_kb, rel=0.01)
    means = [latency.summary(result).mean_ms or 0.0 for result in both]
    assert means[0] - means[1] > TEMPLATE_MS
    webs = [where_time_goes.mean(result).systems_ms["web"] for result in both]
    assert webs[0] - webs[1] > TEMPLATE_MS, "and less waiting for the cores"
