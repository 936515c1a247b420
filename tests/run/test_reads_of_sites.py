"""Who answers the reads of a site's servers: its own copies, and one of another site where none of these may."""

from __future__ import annotations

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import traffic
from playground.result import Result
from playground.run import run

TINY = {
    "workload.daily_users": 20_000.0,
    "seconds": 40.0,
    "warmup_s": 1.0,
    "web.servers": 2,
    "cache": None,
    "cdn": None,
    "replication.failover.interval_s": 0.5,
    "replication.failover.timeout_s": 0.4,
}


def told(**more: object) -> Result:
    design = put_all(stage("multi-dc").design, {**TINY, **{k.replace("__", "."): v for k, v in more.items()}})
    assert isinstance(design, WebSystem)
    return run(design)


def dead(*names: str) -> list[dict[str, object]]:
    return [{"kind": "kill", "node": name, "start_s": 10.0, "duration_s": 15.0} for name in names]


def reads(result: Result) -> dict[str, int]:
    assert result.replication is not None
    return {copy.name: copy.reads for copy in result.replication.copies}


def test_each_site_reads_its_own_copies() -> None:
    """The primary writes, and everybody else answers."""
    found = reads(told())
    assert found.pop("database") == 0
    assert min(found.values()) > 0


def test_where_only_the_primary_may_answer_all_sites_ask_it() -> None:
    result = told(replication__read_from="primary")
    assert traffic.requests(result).failed == 0
    assert {name for name, count in reads(result).items() if count} == {"database"}


def test_a_site_without_copies_reads_from_the_primary_until_they_are_back() -> None:
    result = told(faults=dead("b-database", "b-replica-1", "b-replica-2"))
    lent = [(order.what, order.node, order.value) for order in result.orders if order.what in ("lend", "take_back")]
    assert lent == [("lend", "database", 1.0), ("take_back", "database", 1.0)]
    assert reads(result)["database"] > 100
    in_time = result.requests.failed[int(15e9 // result.window_ns) : int(24e9 // result.window_ns)]
    assert in_time.sum() == 0
