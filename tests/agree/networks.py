"""Random small designs whose files come by a CDN, some of whose edges die, are purged or begin anew."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.designs import web_systems
from tests.agree.ingredients import one_of, seconds
from tests.agree.mixes import divide

MACHINES = ["cdn", "cdn", "edge-1", "edge-far-1", "shield", "balancer", "web-1", "entry"]
LINKS = ["users>edge-1", "edges-far>shield", "edges>balancer", "shield>balancer", "edge-1"]
FILES = ["code", "pictures", "cdn"]


@composite
def networks(draw: DrawFn, stage: str) -> tuple[WebSystem, Trace | None]:
    """One of the stages, and the log that it replays, if it does."""
    design, trace = draw(web_systems(stage, has_tier=False))
    data = plain(design)
    data["cdn"] = draw(cdns())
    if trace is None:
        divide(draw, data["workload"])
    data["workload"]["files"] = [draw(kinds("code")), draw(kinds("pictures"))]
    regions = [{"name": "home", "rtt_ms": 4.0, "edge_rtt_ms": draw(one_of([0.0, 1.0]))}]
    if draw(st.booleans()):
        regions.append({"name": "far", "share": 0.5, "rtt_ms": 30.0, "edge_rtt_ms": 2.0})
    data["workload"]["regions"] = regions
    data["workload"]["visits"] = draw(st.none() | visits())
    data["workload"]["initial_window_kb"] = draw(one_of([3.0, 14.6, 1000.0]))
    patience = data["workload"]["patience"]
    patience["timeout_s"] = patience["timeout_s"] or 0.3  # losses need an end
    data["database"]["query_timeout_s"] = data["database"]["query_timeout_s"] or 0.2
    if data["external"]["share_of_orders"] > 0:
        data["external"]["timeout_s"] = data["external"]["timeout_s"] or 0.2
    data["faults"] = [*data["faults"][:2], *draw(st.lists(mishaps(), max_size=4))]
    found = parse(data)
    assert isinstance(found, WebSystem)
    return found, trace


@composite
def cdns(draw: DrawFn) -> dict[str, Any]:
    return {
        "edges": draw(st.integers(1, 3)),
        "edge_gb": draw(one_of([0.001, 0.001, 0.003, 1.0])),
        "coalesces": draw(st.booleans()),
        "revalidates": draw(st.booleans()),
        "admit_second": draw(one_of([False, False, True])),
        "admit_within_s": draw(one_of([1.0, 3600.0])),
        "shield": draw(st.booleans()),
        "shield_gb": draw(one_of([0.001, 1.0])),
        "carries_pages": draw(st.booleans()),
        "publishing": draw(one_of(["ttl", "purge", "versioned"])),
        "purge_median_s": draw(one_of([0.001, 0.05, 0.2])),
        "purge_p90_factor": draw(one_of([1.0, 2.5, 10.0])),
        "key_ignores_query": draw(one_of([False, False, True])),
        "html_ttl_s": draw(one_of([0.0, 0.0, 0.2])),
        "fallback": draw(one_of(["none", "origin", "second", "placeholder"])),
        "own_link_gbit_s": draw(one_of([None, 0.05])),
        "timeout_s": draw(seconds(0.02, 0.1, 2.0)),
        "stale_if_error": draw(st.booleans()),
        "check": {
            "interval_s": draw(one_of([0.05, 0.1])),
            "timeout_s": draw(one_of([0.05, 0.5])),
            "fall": draw(st.integers(1, 3)),
            "rise": draw(st.integers(1, 2)),
        },
    }


@composite
def visits(draw: DrawFn) -> dict[str, Any]:
    return {
        "session_s": draw(one_of([1.0, 5.0])),
        "keep_alive_s": draw(one_of([0.0, 0.05, 0.5, 60.0])),
        "handshake_round_trips": draw(st.integers(0, 3)),
    }


@composite
def kinds(draw: DrawFn, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "device": draw(one_of(["any", "any", "web", "app"])),
        "objects": draw(one_of([1, 3, 20])),
        "zipf_exponent": draw(one_of([0.0, 0.75, 1.2])),
        "mean_kb": draw(one_of([1.0, 60.0, 400.0])),
        "size_cv": draw(one_of([0.0, 1.0, 3.0])),
        "per_page": draw(one_of([0.5, 1.0])),
        "ttl_s": draw(one_of([1.0, 5.0, 86_400.0])),
        "browser_share": draw(one_of([0.0, 0.0, 0.5, 0.9])),
        "browser_ttl_s": draw(one_of([1.0, 3600.0])),
    }


@composite
def mishaps(draw: DrawFn) -> dict[str, Any]:
    """What can happen to a CDN, or behind it."""
    kind = draw(one_of(["kill", "kill", "publish", "publish", "purge", "flush", "expire", "slow", "lose", "cut"]))
    start_s = draw(seconds(0.0, 0.05, 0.1, 0.103, 0.2, 0.25))
    row: dict[str, Any] = {"kind": kind, "start_s": start_s}
    if kind in ("publish", "purge"):
        return {**row, "node": draw(one_of(FILES))}
    if kind in ("flush", "expire"):
        extra = {"hot_only": draw(st.booleans())} if kind == "expire" else {}
        return {**row, "node": draw(one_of(["cdn", "edge-1", "shield"])), **extra}
    row["duration_s"] = draw(one_of([None, 0.001, 0.05, 0.1, 0.25]))
    if kind == "kill":
        return {**row, "node": draw(one_of(MACHINES)), "silent": draw(st.booleans())}
    if kind == "slow":
        return {**row, "node": draw(one_of(MACHINES)), "factor": 3.0}
    return {**row, "node": draw(one_of(LINKS)), **({"share": 0.3} if kind == "lose" else {})}
