"""Random small designs at two, three or four sites, of which some die, or are out of reach of those who say so."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.askers import QUICK, gather
from tests.agree.designs import cache_tiers, web_systems
from tests.agree.guests import SHORT_S, STARTS, sessions, with_short_sessions
from tests.agree.ingredients import failovers, one_of, seconds
from tests.agree.mishaps import mishaps
from tests.agree.networks import networks

WHOLE = ["site-a"] * 3 + ["site-b"] * 3 + ["site-c"]
ALL = ["site-a", "site-b"]
WEB = ["web-1", "b-web-1", "b-web-2", "c-web-1", "balancer", "b-balancer", "entry", "b-entry", "b-own-link"]
DATA = [
    "database", "database", "b-database", "replica-1", "b-replica-1", "cache-1", "b-cache-1", "b-cache-replica-1",
    "b-sentinel-1", "session-store", "b-session-store", "monitor", "external-api", "b-external-api", "edge-1",
]  # fmt: skip
LINKS = [
    *["dns>balancer", "dns>b-balancer", "users>balancer", "users>b-balancer", "users-far>b-balancer"],
    *["database>b-database", "b-database>database", "b-database>b-replica-1", "web-1>database", "b-web-1>database"],
    *["b-web-1>b-database", "monitor>b-database", "b-balancer>b-web-1", "b-web>b-session-store", "b-web>b-cache-1"],
    *["edges>b-balancer", "edges-far>b-balancer", "shield>b-balancer", "b-database"],
    *["site-a", "site-a", "site-b", "site-b", "site-b", "site-c"],  # all that leads from there to other sites
]
HIDDEN = ["b-session-store", "b-database", "b-replica-1", "b-cache-1", "b-entry"]
CACHES = one_of(["cache", "cache-1", "b-cache", "b-cache-1", "b-cache-2", "c-cache-1"])


@composite
def placed(draw: DrawFn, *, has_net: bool = False) -> tuple[WebSystem, Trace | None]:
    """All that may be slow, full, or broken; and the log that is replayed, if one is."""
    design, trace = draw(networks("replicas") if has_net else web_systems("replicas"))
    data = plain(design)
    data["seconds"] = draw(seconds(0.5, 0.8))
    _settle(draw, data)
    faults = data["faults"][:3]
    faults += draw(st.lists(mishaps(WHOLE, LINKS) | mishaps(WEB + DATA, LINKS), max_size=4))
    faults += draw(st.lists(raids(), max_size=2))
    data["faults"] = draw(st.permutations(faults))
    return with_short_sessions(data, draw(one_of(SHORT_S))), trace


@composite
def alone(draw: DrawFn, stage: str) -> tuple[WebSystem, Trace | None]:
    """One of the stages, which stands at one place, of which everything may die at once."""
    design, trace = draw(web_systems(stage) | networks(stage))
    data = plain(design)
    data["workload"]["patience"]["timeout_s"] = data["workload"]["patience"]["timeout_s"] or 0.3
    data["database"]["query_timeout_s"] = data["database"]["query_timeout_s"] or 0.2
    if data["external"]["share_of_orders"] > 0:
        data["external"]["timeout_s"] = data["external"]["timeout_s"] or 0.2
    data["faults"] = [*data["faults"][:3], *draw(st.lists(mishaps(["site-a", "site-a", "site-b"], LINKS), max_size=3))]
    return parse(data), trace


@composite
def authors(draw: DrawFn) -> WebSystem:
    """People at all sites who write to few keys, while databases die, and come back, or are far behind."""
    design, _ = draw(web_systems("replicas"))
    data = plain(design)
    load = data["workload"]
    data["seconds"], data["warmup_s"] = draw(seconds(0.8, 1.2)), 0.0
    data["web"] |= {"worker_threads": 200, "accept_queue": 100}
    data["database"] |= {"pool_size": 100, "cores": 3, "read": draw(one_of(QUICK)), "write": draw(one_of(QUICK))}
    load |= {"replay": None, "rate_rps": draw(one_of([60.0, 150.0])), "write_share": 0.7}
    _, order = load["endpoints"]
    order["calls"] = draw(st.lists(one_of([{"kind": "write", "times": 1}, {"kind": "read", "times": 1}]), max_size=2))
    order["calls"].append({"kind": "write", "times": draw(one_of([1, 1, 2.4]))})
    load["popularity"] |= {"keys": draw(one_of([1, 3, 10])), "births_share": 0.0, "deaths_share": 0.0}
    load["patience"] |= {"timeout_s": draw(seconds(0.1, 0.3)), "retries": draw(one_of([0, 1]))}
    _settle(draw, data)
    hit = mishaps(
        [*WHOLE, "database", "database", "b-database", "b-database", "replica-1", "b-replica-1", "monitor"], LINKS
    )
    data["faults"] = draw(st.lists(hit, max_size=4))
    if data["sites"]["writers"] == "one" and draw(st.booleans()):  # another site is to lead, and soon
        soon = {"automatic": True, "interval_s": 0.05, "fall": 1, "election_s": 0.01, "promotion_s": 0.02}
        data["replication"]["failover"] |= soon
        data["replication"]["commit"] = draw(one_of(["async", "semi_sync", "sync"]))
        data["faults"] = [{"kind": "kill", "node": "site-a", "start_s": draw(STARTS)}, *data["faults"][:2]]
    return with_short_sessions(data, draw(one_of(SHORT_S)))


@composite
def travellers(draw: DrawFn, *, has_net: bool = False) -> WebSystem:
    """People who are led from one site to another, because sites die and come back, while little else goes wrong."""
    design, _ = draw(networks("replicas") if has_net else web_systems("replicas"))
    data = plain(design)
    load = data["workload"]
    data["seconds"], data["warmup_s"] = draw(seconds(0.8, 1.2)), 0.1
    data["web"] |= {"worker_threads": 200, "accept_queue": 100}
    data["database"] |= {"pool_size": 100, "query_timeout_s": 0.2}
    load |= {"replay": None, "rate_rps": draw(one_of([60.0, 150.0]))}
    for endpoint in load["endpoints"]:
        endpoint["web_work"] = draw(one_of(QUICK))
        endpoint["calls"] = endpoint["calls"][:1]
    load["patience"] |= {"timeout_s": draw(seconds(0.05, 0.1, 0.3)), "retries": draw(one_of([0, 1, 3]))}
    _settle(draw, data)
    data["faults"] = [*data["faults"][:1], *draw(st.lists(mishaps(WHOLE, LINKS), min_size=1, max_size=3))]
    data["faults"] += draw(st.lists(mishaps(WEB + DATA[:5], LINKS), max_size=2))
    if draw(one_of([False, False, True])):  # all sites are dead for a while
        both = [{"kind": "kill", "node": node, "start_s": draw(STARTS), "duration_s": 0.25} for node in ALL]
        data["sites"] |= {"count": 2, "route": draw(one_of(["weighted", "anycast", "anycast"]))}
        data["dns"]["check"] |= {"interval_s": 0.05, "fall": 1, "rise": 1}
        data["faults"] = [*both, *data["faults"][:2]]
    return with_short_sessions(data, draw(one_of(SHORT_S)))


def _settle(draw: DrawFn, data: dict[str, Any]) -> None:
    """At several sites, with what is not there of a system that stands at one."""
    given = draw(sites())
    data["sites"] = given
    data["web"] |= {"autoscale": None, "drift": None, "servers": draw(one_of([1, 1, 2, 3, 4]))}
    data["web"]["release"] |= {"batch_share": draw(one_of([0.01, 0.5, 0.5, 0.7])), "drain_s": 0.05, "restart_s": 0.05}
    data["database"]["disk"] = None
    if data["cdn"] is not None and draw(st.booleans()):
        data["cache"], data["web"]["cache_items"] = draw(cache_tiers()).model_dump(mode="json"), 0
    data["web"]["public"] = draw(st.booleans())
    if data["cache"] is not None:
        data["cache"] |= {"reads": "look_aside", "writes": "around"}
    replicas = draw(one_of([1, 1, 2]))
    copying = {"multi_primary": False, "replicas": replicas, "acks": draw(st.integers(1, replicas + 1))}
    data["replication"] |= {**copying, "failover": draw(failovers()).model_dump(mode="json")}
    data["replication"]["read_from"] = draw(one_of(["replicas", "primary", "primary", "everybody"]))
    if given["writers"] != "one":
        data["replication"]["commit"] = "async"
        data["workload"]["popularity"] |= {"births_share": 0.0, "deaths_share": 0.0}
    data["workload"]["regions"] = draw(regions())
    gather(draw, data)
    if data["cdn"] is not None:
        data["cdn"]["carries_pages"] = draw(one_of([False, False, True]))
    if draw(one_of([False, True])):
        data["sessions"] = draw(sessions(has_balancer=True))


@composite
def sites(draw: DrawFn) -> dict[str, Any]:
    """Near and far, of which one network after the other hears soon."""
    return {
        "count": draw(one_of([2, 2, 2, 3, 4])),
        "rtt_ms": draw(one_of([0.0, 10.0, 40.0])),
        "lag_s": draw(seconds(0.0, 0.005, 0.05, 0.2)),
        "route": draw(one_of(["nearest", "nearest", "weighted", "anycast"])),
        "weights": draw(one_of([[], [1, 3], [3, 1, 1], [2]])),
        "misplaced_share": draw(one_of([0.0, 0.0, 0.5, 1.0])),
        "converge_s": draw(seconds(0.0, 0.05, 0.2)),
        "converge_tail_s": draw(seconds(0.01, 0.3)),
        "writers": draw(one_of(["one", "one", "one", "last_writer", "merge", "home"])),
        "shares_sessions": draw(st.booleans()),
    }


@composite
def regions(draw: DrawFn) -> list[dict[str, Any]]:
    """Some live near the second site, others near none."""
    home = {"name": "home", "rtt_ms": draw(one_of([0.0, 4.0, 20.0])), "edge_rtt_ms": draw(one_of([0.0, 1.0]))}
    far = {"name": "far", "share": draw(one_of([0.2, 1.0])), "rtt_ms": 30.0, "edge_rtt_ms": draw(one_of([2.0, 30.0]))}
    third = {"name": "third", "share": 0.3, "rtt_ms": draw(one_of([10.0, 50.0])), "edge_rtt_ms": 5.0}
    return draw(one_of([[home], [home, far], [home, far], [home, far, third]]))


@composite
def raids(draw: DrawFn) -> dict[str, Any]:
    """What is done to machines that stay where they are."""
    kind = draw(one_of(["deploy", "scan", "attack", "flush", "expire", "spike"]))
    row: dict[str, Any] = {"kind": kind, "start_s": draw(STARTS), "duration_s": draw(one_of([None, 0.2]))}
    if kind == "scan":
        where = one_of(["b-web-1", "b-web-1", "b-web-2", "b-balancer", "b-balancer", *HIDDEN, "c-web-1", "c-balancer"])
        return {**row, "node": draw(where), "rate_rps": 100.0, "work_ms": draw(one_of([0.0, 5.0]))}
    if kind == "attack":
        return {**row, "node": draw(CACHES), "rate_rps": 100.0, "keys": draw(one_of([0, 1, 5]))}
    if kind in ("flush", "expire"):
        return {"kind": kind, "node": draw(CACHES), "start_s": row["start_s"]}
    much = {"factor": 3.0} if kind == "spike" else {"fails_share": draw(one_of([0.0, 0.3, 1.0]))}
    return {**row, **much}
