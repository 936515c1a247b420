"""Random small designs with a message queue or workers that are called, and with a sale of few tickets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.askers import QUICK
from tests.agree.dense import written_to
from tests.agree.designs import web_systems
from tests.agree.guests import SHORT_S, with_short_sessions
from tests.agree.ingredients import SERVICES, one_of, seconds
from tests.agree.mishaps import mishaps
from tests.agree.placed import authors

Drawn = tuple[WebSystem, Trace | None]
NODES = ["queue"] * 5 + ["worker-1"] * 4 + ["worker-2"] * 2 + ["database"] * 2 + ["replica-1", "web-1", "cache-1"]
LINKS = [
    *["queue", "worker-1", "worker-1>queue", "worker-2>queue", "web-1>queue", "web-2>queue", "worker-1>database"],
    *["worker-1>database", "worker-2>database", "worker-1>replica-1", "web>worker-1", "database"],
]
STARTS = seconds(0.0, 0.05, 0.1, 0.103, 0.2, 0.3)
RATE = one_of([100.0, 200.0])


@composite
def message_queues(draw: DrawFn) -> dict[str, Any]:
    """Small ones, which are soon full, slow, and impatient."""
    kept = draw(one_of(["memory", "disk", "disk"]))
    return {
        "way": draw(one_of(["queue"] * 4 + ["call"])),
        "kept": kept,
        "confirms": "at_once" if kept == "memory" else draw(one_of(["at_once", "when_flushed", "when_flushed"])),
        "most_messages": draw(one_of([None, None, None, 1, 3, 10])),
        "partitions": draw(one_of([1, 1, 2, 5])),
        "keeps_order": draw(st.booleans()),
        "hop_ms": draw(one_of([0.0, 0.5, 2.0, 20.0])),
        "work_ms": draw(one_of([0.0, 0.033, 1.0])),
        "flush_ms": draw(one_of([0.0, 1.0, 5.0, 20.0])),
        "timeout_s": draw(seconds(0.01, 0.05, 0.1, 0.3)),
        "poll_s": draw(seconds(0.01, 0.05, 0.2, 20.0)),
        "visibility_s": draw(seconds(0.005, 0.02, 0.05, 0.1, 0.3, 30.0)),
        "most_deliveries": draw(one_of([1, 2, 2, 5, 100])),
        "poison_share": draw(one_of([0.0, 0.0, 0.1, 0.5])),
        "workers": {
            "count": draw(one_of([1, 2, 3])),
            "cores": draw(one_of([1, 2])),
            "threads": draw(one_of([1, 1, 2, 5])),
            "work": draw(SERVICES).model_dump(mode="json"),
            "batch": draw(one_of([1, 1, 2, 3, 10])),
            "commit_share": draw(one_of([0.0, 0.5, 0.83, 1.0])),
            "idempotent": draw(st.booleans()),
            "retry_s": draw(seconds(0.01, 0.05, 0.1)),
        },
    }


@composite
def spikes(draw: DrawFn) -> dict[str, Any]:
    """Many come at once, most of them with orders."""
    many = {"factor": draw(one_of([3.0, 10.0])), "duration_s": draw(one_of([None, 0.2]))}
    return {"kind": "spike", "node": draw(one_of(["order", "order", "page", "users"])), "start_s": draw(STARTS), **many}


@composite
def sales(draw: DrawFn) -> dict[str, Any]:
    """Of tickets that are soon gone, or never."""
    return {
        "kind": "sale",
        "start_s": draw(STARTS),
        "duration_s": draw(seconds(0.1, 0.3, 5.0)),
        "buyers": draw(one_of([20, 50, 100])),
        "stock": draw(one_of([0, 5, 30, 1000])),
        "check": draw(one_of(["by_write", "before"])),
        "waits_s": draw(seconds(0.01, 0.1, 600.0)),
        "web_ms": draw(one_of([0.0, 1.0])),
    }


@composite
def queued(draw: DrawFn, stage: str, *, has_tier: bool | None = None) -> Drawn:
    """One of the stages in which databases stand alone, among all that can go wrong."""
    design, trace = draw(web_systems(stage, has_tier=has_tier))
    return _with_queue(draw, plain(design)), trace


@composite
def queued_sites(draw: DrawFn) -> Drawn:
    """Brokers at several sites, whose orders go to one primary or to those of all sites."""
    data = plain(draw(authors()))
    data["workload"]["visits"]["session_s"] = 1.0
    return with_short_sessions(plain(_with_queue(draw, data)), draw(one_of(SHORT_S))), None


@composite
def queued_copies(draw: DrawFn) -> Drawn:
    """Failovers lose what workers have written."""
    return _with_queue(draw, plain(draw(written_to()))), None


@composite
def on_sale(draw: DrawFn, stage: str) -> Drawn:
    """Tickets that the web servers write by themselves."""
    design, _ = draw(web_systems(stage))
    data = plain(design)
    data["workload"] |= {"replay": None}
    data["faults"] = [*data["faults"][:2], draw(sales()), *draw(st.lists(spikes(), max_size=1))]
    return parse(data), None


def _with_queue(draw: DrawFn, data: dict[str, Any]) -> WebSystem:
    """The same with a queue, where orders are many and hardly anything else is in their way."""
    data["queue"] = draw(message_queues())
    data["database"] |= {"own_machine": True, "shared": True}
    if draw(one_of([True, True, False])):
        data["database"] |= {"pool_size": 100, "cores": 3, "read": draw(one_of(QUICK)), "write": draw(one_of(QUICK))}
        data["web"] |= {"worker_threads": 200, "accept_queue": 100}
    if data["database"]["disk"] is not None:
        data["queue"]["workers"]["batch"] = 1
    if data["cache"] is not None:
        data["cache"]["writes"] = "around"
    load = data["workload"]
    load["popularity"] |= {"births_share": 0.0, "deaths_share": 0.0}
    load |= {"write_share": draw(one_of([0.3, 0.6])), "rate_rps": draw(RATE)}
    data["faults"] = [*data["faults"][:2], *draw(st.lists(mishaps(NODES, LINKS), max_size=3))]
    data["faults"] += draw(st.lists(sales(), max_size=1)) + draw(st.lists(spikes(), max_size=1))
    return parse(data)
