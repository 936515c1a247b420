"""Random small systems in which people post and read timelines, whose machines may die."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind
from playground.design.timelines import POST, TIMELINE
from playground.traffic.trace import Trace
from tests.agree.askers import QUICK
from tests.agree.designs import web_systems
from tests.agree.divided import SOON, divided_queues
from tests.agree.guests import SHORT_S, STARTS, with_short_sessions
from tests.agree.ingredients import SERVICES, one_of, seconds
from tests.agree.mishaps import mishaps
from tests.agree.placed import placed
from tests.agree.random_queues import message_queues, queued, queued_sites
from tests.agree.sited import sited

Drawn = tuple[WebSystem, Trace | None]
NODES = [
    *["timeline-1"] * 4, *["celebrity-1"] * 3, "timeline-2", "b-timeline-1", "b-timeline-1", "b-celebrity-1", "web-1",
    "worker-1", "worker-1", "queue", "site-a", "site-b",
]  # fmt: skip
LINKS = [
    *["timeline-1", "celebrity-1", "b-timeline-1", "web>timeline-1", "web>celebrity-1", "web-1>timeline-1"],
    *["worker>timeline-1", "worker>celebrity-1", "timeline-1>b-timeline-1", "web>b-timeline-1", "site-b"],
    *["celebrity-1>b-celebrity-1", "b-worker>b-timeline-1", "b-timeline-1>timeline-2"],
]


@composite
def fanned(draw: DrawFn) -> Drawn:
    """Web servers copy posts in the background, at one site or at several."""
    design, _ = draw(web_systems("load-balancer") | placed())
    return _with_short(draw, _with_timelines(draw, plain(design))), None


@composite
def fanned_queues(draw: DrawFn) -> Drawn:
    """Workers copy them, or web servers after having called a worker."""
    drawn = queued("load-balancer") | queued("replicas") | queued_sites() | divided_queues()
    return _with_short(draw, _with_timelines(draw, plain(draw(drawn)[0]))), None


@composite
def fanned_alone(draw: DrawFn) -> Drawn:
    """Posts at one site or two where little else takes time: messages come again while somebody copies, and primaries
    die that have been written to."""
    calls = (Call(kind=CallKind.WRITE),)
    both = (POST.model_copy(update={"calls": calls}), TIMELINE.model_copy(update={"response_kb": 1.0}))
    design = sited(rate_rps=draw(one_of([50.0, 150.0])), seconds=draw(seconds(0.6, 1.0)), endpoints=both)
    data = plain(design)
    data["queue"] = draw(st.none() | message_queues())
    data["timelines"] = draw(timelines(2))
    data["workload"] |= {"write_share": draw(one_of([0.3, 0.8]))}
    data["workload"]["popularity"] |= {"keys": 20}
    data["workload"]["patience"] |= {"timeout_s": draw(seconds(0.1, 1.0)), "retries": draw(one_of([0, 1]))}
    data["sites"] |= {"rtt_ms": draw(one_of([0.01, 10.0, 40.0])), "lag_s": draw(seconds(0.0, 0.02, 0.1))}
    data["database"]["query_timeout_s"] = draw(seconds(0.02, 0.1))
    data["replication"]["failover"] |= {**SOON, "timeout_s": 0.04}
    if data["queue"] is not None:
        data["queue"]["workers"]["batch"] = min(data["queue"]["workers"]["batch"], 2)
        data["queue"] |= {"poison_share": 0.0, "timeout_s": 0.3, "most_messages": None}
        data["queue"]["workers"]["work"] = {"kind": "deterministic", "mean_ms": draw(one_of([0.0, 1.0]))}
    if draw(one_of([True, False])):
        data["sites"] = None
        data["dns"] = None
        data["workload"]["regions"] = data["workload"]["regions"][:1]
    if draw(one_of([True, False])):
        data["sharding"] = {"shards": draw(one_of([1, 2]))}
        if data["queue"] is not None:
            data["queue"]["workers"]["batch"] = 1
    part = "" if data["sharding"] is None else "shard-1-"
    nodes = [*NODES[:-2], "worker-1", "worker-2", f"{part}database", f"{part}database"]
    data["faults"] = draw(st.lists(mishaps(nodes, LINKS), max_size=4)) + draw(st.lists(celebrities(), max_size=1))
    return parse(data), None  # type: ignore[return-value]


def _with_short(draw: DrawFn, data: dict[str, Any]) -> WebSystem:
    if data["sites"] is None:
        return parse(data)  # type: ignore[return-value]
    data["workload"]["visits"]["session_s"] = 1.0
    return with_short_sessions(data, draw(one_of(SHORT_S)))


def _with_timelines(draw: DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """The same, where posts are most of what is written."""
    load, sites = data["workload"], 1 if data["sites"] is None else data["sites"]["count"]
    load["replay"], data["database"]["own_machine"] = None, True
    order = next(row for row in load["endpoints"] if row["writes"])
    order["share"] = draw(one_of([0.2, 1.0]))
    quick = {"web_work": draw(one_of(QUICK)), "response_kb": draw(one_of([1.0, 30.0]))}
    load["endpoints"] = [
        *load["endpoints"],
        {**order, **quick, "name": "post", "share": draw(one_of([0.3, 1.0]))},
        {"name": "timeline", "share": draw(one_of([0.5, 1.0])), **quick},
    ]
    load["rate_rps"], load["write_share"] = draw(one_of([60.0, 150.0])), draw(one_of([0.2, 0.5]))
    data["timelines"] = draw(timelines(sites))
    faults = draw(st.lists(mishaps(NODES, LINKS), min_size=1, max_size=3))
    data["faults"] = [*faults, *data["faults"][:3], *draw(st.lists(celebrities(), max_size=1))]
    if data["queue"] is not None:
        data["queue"]["workers"]["batch"] = min(data["queue"]["workers"]["batch"], 2)
    return data


@composite
def timelines(draw: DrawFn, sites: int) -> dict[str, Any]:
    """Of authors who have a few followers, or some dozens; inserted slowly, and given up soon."""
    mean = draw(one_of([1.0, 3.0, 10.0]))
    return {
        "form": draw(one_of(["push", "pull", "hybrid", "hybrid", "hybrid"])),
        "threshold_followers": draw(one_of([1, 5, 20])),
        "followers_mean": mean,
        "followers_most": draw(one_of([11, 50, 300])),
        "followers_exponent": draw(one_of([0.5, 1.0, 1.276, 2.0])),
        "post_exponent": draw(one_of([0.0, 0.5, 1.0])),
        "shards": {"count": draw(one_of([1, 2, 3])), "cores": draw(one_of([1, 2]))},
        "lists": {"count": draw(one_of([1, 2, 3])), "cores": 1, "fetch_ms": draw(one_of([0.01, 0.3, 2.0]))},
        "insert_ms": draw(one_of([0.1, 1.0, 5.0])),
        "fetch": draw(SERVICES).model_dump(mode="json"),
        "insert_batch": draw(one_of([1, 3, 10])),
        "at_once": draw(one_of([1, 2, 5])) if sites < 4 else 1,
        "hop_ms": draw(one_of([0.0, 0.5, 2.0])),
        "timeout_s": draw(seconds(0.005, 0.02, 0.05, 0.3)),
        "retry_s": draw(seconds(0.01, 0.05, 0.1)),
    }


@composite
def celebrities(draw: DrawFn) -> dict[str, Any]:
    """They post for a while."""
    when = {"start_s": draw(STARTS), "duration_s": draw(one_of([None, 0.1, 0.25]))}
    return {"kind": "celebrity", "share": draw(one_of([0.3, 1.0])), **when}
