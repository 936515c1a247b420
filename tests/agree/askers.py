"""Random small designs whose people have to know an address before they open a connection, on servers of which some
are dead, or out of reach of those who say so."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.designs import web_systems
from tests.agree.guests import SHORT_S, sessions, with_short_sessions
from tests.agree.ingredients import SHAPES, one_of, seconds
from tests.agree.mishaps import mishaps
from tests.agree.networks import networks

TTLS_S = [0.0, 0.05, 0.2, 1.0]
LINKS = ["users>web-1", "users>web-2", "users-far>web-1", "dns>web-1", "dns>web-1", "dns>web-2", "web-1"]
SERVERS = ["web-1", "web-1", "web-2", "web-3", "server"]
EDGES = ["cdn", "cdn", "edge-1"]
QUICK = [{"kind": kind, "mean_ms": ms} for kind in ("deterministic", "exponential") for ms in (0.0, 1.0, 5.0)]


@composite
def askers(draw: DrawFn, stage: str, *, has_net: bool = False) -> tuple[WebSystem, Trace | None]:
    """One of the stages with all that may be slow, full, or broken; and the log that it replays, if it does."""
    design, trace = draw(networks(stage) if has_net else web_systems(stage))
    data = plain(design)
    data["seconds"] = draw(seconds(0.5, 0.8))
    if stage == "replicas" and draw(st.booleans()):
        data["balancer"] = data["web"]["autoscale"] = None
    has_balancer = data["balancer"] is not None
    if not has_balancer:
        data["web"]["servers"] = draw(st.integers(1, 4))
    gather(draw, data)
    if draw(one_of([False, False, True])):
        data["sessions"] = draw(sessions(has_balancer=has_balancer))
    data["faults"] = draw(st.permutations([*data["faults"][:3], *draw(st.lists(mishaps(SERVERS, LINKS), max_size=4))]))
    return with_short_sessions(data, draw(one_of(SHORT_S))), trace


@composite
def wanderers(draw: DrawFn, *, has_net: bool = False) -> WebSystem:
    """People who are sent from one address to another, because servers die and come back, while little else goes
    wrong."""
    design, _ = draw(networks("split-tiers") if has_net else web_systems("split-tiers", has_tier=False))
    data = plain(design)
    load = data["workload"]
    data["seconds"], data["warmup_s"] = draw(seconds(0.8, 1.2)), 0.1
    data["web"] |= {"servers": draw(st.integers(2, 4)), "worker_threads": 200, "accept_queue": 100, "cache_items": 0}
    data["database"] |= {"pool_size": 100, "disk": None}
    load |= {"replay": None, "shape": draw(SHAPES).model_dump(mode="json"), "rate_rps": draw(one_of([60.0, 150.0]))}
    for endpoint in load["endpoints"]:
        endpoint["web_work"] = draw(one_of(QUICK))
        endpoint["calls"] = endpoint["calls"][:1]
    if not has_net and draw(st.booleans()):
        far = {"name": "far", "share": draw(one_of([0.1, 1.0])), "rtt_ms": draw(one_of([0.0, 30.0]))}
        load["regions"] = [{"name": "home", "rtt_ms": draw(one_of([0.0, 4.0]))}, far]
    load["patience"] |= {"timeout_s": draw(seconds(0.05, 0.1, 0.3)), "retries": draw(one_of([0, 1, 3]))}
    gather(draw, data)
    data["faults"] = [*data["faults"][:1], *draw(st.lists(mishaps(SERVERS, LINKS), min_size=1, max_size=5))]
    if has_net:
        data["faults"] += draw(st.lists(mishaps(EDGES, LINKS), min_size=1, max_size=2))
    return with_short_sessions(data, draw(one_of(SHORT_S)))


def gather(draw: DrawFn, data: dict[str, Any]) -> None:
    """People who come again after longer and shorter than connections are kept open, and have to know addresses. What
    would come from a CDN may come from the servers, always or where the CDN is broken."""
    data["dns"] = draw(names())
    if data["cdn"] is not None:
        data["cdn"]["fallback"] = draw(one_of(["none", "origin", "origin", "second", "second", "placeholder"]))
        data["cdn"] = draw(one_of([None, data["cdn"], data["cdn"]]))
    data["start"] = draw(one_of(["cold", "normal", "normal"]))
    data["workload"]["visits"] = {
        "keep_alive_s": draw(one_of([0.0, 0.05, 0.05, 60.0])),
        "handshake_round_trips": draw(one_of([0, 0, 1, 2])),
    }
    data["workload"]["pages_per_session"] = draw(one_of([1.5, 3.0, 10.0]))
    data["workload"]["requests_per_page"] = draw(one_of([1.0, 4.0]))
    patience = data["workload"]["patience"]
    patience["timeout_s"] = patience["timeout_s"] or 0.3  # losses need an end
    data["database"]["query_timeout_s"] = data["database"]["query_timeout_s"] or 0.2
    if data["external"]["share_of_orders"] > 0:
        data["external"]["timeout_s"] = data["external"]["timeout_s"] or 0.2


@composite
def names(draw: DrawFn) -> dict[str, Any]:
    """Few resolvers that soon forget, and an authority that soon notices."""
    ttl_s = draw(one_of(TTLS_S))
    return {
        "ttl_s": ttl_s,
        "hit_ms": draw(one_of([0.0, 0.0, 1.0, 5.0])),
        "miss_ms": draw(one_of([0.0, 0.0, 2.0, 20.0])),
        "resolvers": draw(st.integers(1, 5)),
        "browser_s": draw(one_of([0.0, 0.05, 0.5])),
        "violator_share": draw(one_of([0.0, 0.3, 1.0])),
        "violator_ttl_s": draw(one_of([one for one in (0.05, 0.4, 3600.0) if one >= ttl_s])),
        "check": {
            "interval_s": draw(seconds(0.05, 0.05, 0.07)),
            "timeout_s": draw(seconds(0.01, 0.02, 0.05, 0.12)),
            "fall": draw(one_of([1, 1, 2])),
            "rise": draw(one_of([1, 1, 2])),
            "work_ms": draw(one_of([0.0, 0.5, 5.0])),
        },
        "check_rtt_ms": draw(one_of([0.0, 2.0, 15.0])),
    }
