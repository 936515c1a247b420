"""Random small designs whose people have sessions, on servers that die, are drained and restarted, or in a store that
fails."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.designs import surges, web_systems
from tests.agree.ingredients import CORES, SPEED, autoscales, one_of, seconds
from tests.agree.networks import networks

STARTS = seconds(0.0, 0.05, 0.1, 0.103, 0.2, 0.25, 0.3, 0.5)
LINKS = ["web>session-store"] * 3 + ["session-store", "web-1>session-store", "server>session-store"]
SHORT_S = [0.05, 0.2, 0.5, 2.0]
BUSY = [{"kind": kind, "mean_ms": ms} for kind in ("deterministic", "exponential") for ms in (1.0, 5.0)]


@composite
def guests(draw: DrawFn, stage: str) -> tuple[WebSystem, Trace | None]:
    """One of the stages with all that may be slow, full, or broken; and the log that it replays, if it does."""
    design, trace = draw(web_systems(stage) | networks(stage))
    data = plain(design)
    has_balancer = design.balancer is not None
    data["seconds"] = draw(seconds(0.5, 0.8))
    if has_balancer and draw(st.booleans()):
        data["web"]["autoscale"] = draw(autoscales(design.web.servers)).model_dump(mode="json")
        data["database"]["shared"] = True
    _invite(draw, data, draw(sessions(has_balancer=has_balancer)))
    names = [f"web-{place + 1}" for place in range(design.web.servers + 1)]
    faults = [*data["faults"][:2], *draw(st.lists(mishaps(names), max_size=4))]
    faults += draw(st.lists(deploys(), max_size=3 if has_balancer else 1))
    data["faults"] = draw(st.permutations(faults))
    return with_short_sessions(data, draw(one_of(SHORT_S))), trace


@composite
def regulars(draw: DrawFn, kept: str, sticky: tuple[str, ...] = ("cookie", "modulo", "ring")) -> WebSystem:
    """People who come again and again to servers that come and go, are deployed, die and come back, while little else
    goes wrong."""
    data = plain(draw(surges()))
    data["start"] = draw(one_of(["cold", "normal", "normal"]))
    data["workload"]["patience"]["timeout_s"] = 0.3
    for endpoint in data["workload"]["endpoints"]:
        endpoint["web_work"] = draw(one_of(BUSY))
        endpoint["calls"] = endpoint["calls"][:1]
    _invite(draw, data, {**draw(sessions(has_balancer=True)), "kept": kept, "sticky": draw(one_of(sticky))})
    if kept == "store":
        data["sessions"]["store"]["timeout_s"] = draw(seconds(0.005, 0.05))
    if not draw(one_of([True, True, False])):
        data["web"]["autoscale"] = None
    servers = [f"web-{place + 1}" for place in range(data["web"]["servers"] + 1)]
    hit = mishaps(["session-store"] * 5 + servers[:1] if kept == "store" else servers)
    faults = [draw(deploys()), draw(hit), *draw(st.lists(deploys() | hit, max_size=3))]
    data["faults"] = draw(st.permutations(faults))
    return with_short_sessions(data, draw(one_of(SHORT_S)))


def _invite(draw: DrawFn, data: dict[str, Any], drawn: dict[str, Any]) -> None:
    """People who have sessions, few at a time, and deploys that are soon over."""
    data["sessions"] = drawn
    data["workload"]["visits"] = {
        "keep_alive_s": draw(one_of([0.0, 0.05, 60.0])),
        "handshake_round_trips": draw(one_of([0, 0, 1, 2])),
    }
    data["workload"]["pages_per_session"] = draw(one_of([1.5, 3.0, 10.0]))
    data["workload"]["requests_per_page"] = draw(one_of([1.0, 4.0]))
    data["web"]["drift"] = draw(st.none() | hands())
    data["web"]["release"] = {
        "compatible": draw(st.booleans()),
        "batch_share": draw(one_of([0.01, 0.25, 0.5, 0.5, 1.0])),
        "drain_s": draw(seconds(0.0, 0.02, 0.05, 0.103)),
        "restart_s": draw(seconds(0.0, 0.02, 0.05, 0.1)),
    }


def with_short_sessions(data: dict[str, Any], session_s: float) -> WebSystem:
    """Shorter ones than any design may have: they begin and end in a run that is short enough to be told twice."""
    design = parse(data)
    assert isinstance(design, WebSystem)
    assert design.workload.visits is not None
    visits = design.workload.visits.model_copy(update={"session_s": session_s})
    return design.model_copy(update={"workload": design.workload.model_copy(update={"visits": visits})})


@composite
def sessions(draw: DrawFn, *, has_balancer: bool) -> dict[str, Any]:
    sticky = ["cookie", "cookie", "modulo", "ring", "none"] if has_balancer else ["none"]
    return {
        "kept": draw(one_of(["server", "store"])),
        "sticky": draw(one_of(sticky)),
        "login_ms": draw(one_of([0.0, 0.0, 1.0, 5.0])),
        "store": {
            "work_ms": draw(one_of([0.0, 0.1, 1.0, 4.0])),
            "hop_ms": draw(one_of([0.0, 0.3, 2.0])),
            "timeout_s": draw(seconds(0.002, 0.005, 0.05)),
            "forgets": draw(st.booleans()),
            "without": draw(one_of(["fail", "anonymous"])),
            "cores": draw(CORES),
            **{name: draw(values) for name, values in SPEED.items()},
        },
    }


@composite
def deploys(draw: DrawFn) -> dict[str, Any]:
    """On a date, or at random; two may overlap, and one that is said to last does not."""
    row = {"kind": "deploy", "fails_share": draw(one_of([0.0, 0.0, 0.05, 0.5, 1.0]))}
    if draw(one_of([False, False, True])):
        return {**row, "mtbf_s": 1.0, "mttr_s": draw(seconds(0.01, 0.1))}  # the shortest allowed
    return {**row, "start_s": draw(STARTS), "duration_s": draw(one_of([None, None, 0.05]))}


@composite
def mishaps(draw: DrawFn, nodes: list[str]) -> dict[str, Any]:
    """What happens to those who keep sessions, and on the way to a store."""
    kind = draw(one_of(["kill", "kill", "kill", "replace", "slow", "lose", "cut", "scan"]))
    row: dict[str, Any] = {"kind": kind, "start_s": draw(STARTS)}
    row["duration_s"] = draw(one_of([None, 0.001, 0.05, 0.1, 0.25]))
    if kind in ("lose", "cut"):
        return {**row, "node": draw(one_of(LINKS)), **({"share": draw(one_of([0.3, 0.7]))} if kind == "lose" else {})}
    if kind != "scan" and draw(one_of([False, False, False, True])):
        row = {"kind": kind, "mtbf_s": 1.0, "mttr_s": draw(seconds(0.01, 0.1))}
    row["node"] = draw(one_of(["session-store", *nodes]))
    if kind == "kill":
        row["silent"] = draw(st.booleans())
    elif kind == "slow":
        row["factor"] = draw(one_of([3.0, 10.0]))
    elif kind == "scan":
        row |= {"rate_rps": 100.0, "work_ms": draw(one_of([0.0, 1.0]))}
    return row


@composite
def hands(draw: DrawFn) -> dict[str, Any]:
    """Servers are changed by hand every tenth of a second, or every second, and made alike again or not."""
    return {
        "changed_every_s": draw(one_of([0.1, 1.0])),
        "slow_factor": draw(one_of([1.0, 1.5, 3.0])),
        "apply_every_s": draw(one_of([None, 0.1, 0.25])),
        "apply_s": draw(one_of([0.0, 0.05])),
    }
