"""A fault of a whole site meets every machine that stands there, and nothing else."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.design.sites import site_of
from playground.result import Result
from playground.run import run

TINY = {"workload.daily_users": 20_000.0, "seconds": 8.0, "warmup_s": 1.0}
NOT_OURS = ("edge-1", "edge-2", "edge-america-1", "edge-america-2", "monitor")


def killed(name: str, node: str, **more: object) -> Result:
    fault = {"kind": "kill", "node": node, "start_s": 2.0, "duration_s": 3.0}
    design = put_all(stage(name).design, {**TINY, "faults": [fault], **more})
    assert isinstance(design, WebSystem)
    return run(design)


@pytest.mark.parametrize(("node", "site"), [("site-a", 0), ("site-b", 1)])
def test_all_that_stands_there_dies_and_comes_back(node: str, site: int) -> None:
    result = killed("multi-dc", node)
    ours = {row.name for row in result.nodes} - set(NOT_OURS)
    there = sorted(name for name in ours if site_of(name) == site)
    for what in ("kill", "revive"):
        assert sorted(order.node for order in result.orders if order.what == what) == there
    assert not result.asleep


def test_of_a_system_at_one_place_it_is_all_of_it() -> None:
    """Servers that are not there cannot die, and are no fault that sleeps."""
    result = killed("stateless", "site-a")
    dead = {order.node for order in result.orders if order.what == "kill"}
    away = {f"web-{number}" for number in range(7, 21)}
    assert dead == {row.name for row in result.nodes} - set(NOT_OURS) - away
    assert not result.asleep


@pytest.mark.parametrize(("name", "node"), [("stateless", "site-b"), ("multi-dc", "site-c")])
def test_a_site_that_is_not_there_sleeps(name: str, node: str) -> None:
    assert killed(name, node).asleep == (f"kill:{node}",)


def test_sites_that_are_cut_apart_write_to_nobody_and_still_serve_their_readers() -> None:
    """The second site cannot reach the primary, whose changes do not reach the second site."""
    fault = {"kind": "cut", "node": "site-b", "start_s": 2.0, "duration_s": 4.0}
    design = put_all(stage("multi-dc").design, {**TINY, "faults": [fault], "database.query_timeout_s": 1.0})
    assert isinstance(design, WebSystem)
    result = run(design)
    failed = {row.name: row.failed for row in result.endpoints if row.failed}
    assert set(failed) == {"order@america"}
    cut = {order.node for order in result.orders if order.what == "set_loss"}
    assert all(site_of(near) != site_of(far) for near, far in (name.split(">") for name in cut))
    assert {"database>b-database", "b-web-1>database"} <= cut
    assert result.replication is not None
    lag = next(copy for copy in result.replication.copies if copy.name == "b-database").received_lag_ns.max()
    assert lag > 3e9
