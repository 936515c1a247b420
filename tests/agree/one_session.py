"""Systems in which nothing but sessions matters: pages take no time, or so little that only an autoscaler sees it, and
hardly anybody's session ends."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.dataplane.cache.placement import owners
from playground.dataplane.layout import Tier
from playground.design.autoscale import Autoscale
from playground.design.balancer import Balancer, HealthCheck
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.facts import value
from playground.design.fault_text import parse
from playground.design.service import Deterministic
from playground.design.sessions import Sessions
from playground.design.visits import Visits
from playground.design.web import Release, Web
from playground.design.workload import Workload
from playground.plan.sessions import PLACEMENT
from playground.result import Result

CHECK = HealthCheck(interval_s=1.0, timeout_s=0.5, work_ms=0.0)  # a death is noticed within 3 s, a return within 2
REQUESTS_PER_PAGE = 100.0
BUSY = 0.05  # of a core, where servers come and go
JOIN_S = 8.0  # when the autoscaler of `growing` has looked


def guest_system(
    people: int,
    known: Sessions | None,
    *faults: str,
    seconds: float,
    servers: int = 4,
    asks_s: float = 1.0,
    session_s: float | None = None,
    work_ms: float = 0.0,
    autoscale: Autoscale | None = None,
    release: Release | None = None,
    **more: Any,
) -> WebSystem:
    """So many people ask so often; without `session_s`, one in ten thousand requests begins a session."""
    session_s = session_s or 9999 / asks_s
    load = Workload(
        rate_rps=people * asks_s,
        pages_per_session=(1 + asks_s * session_s) / REQUESTS_PER_PAGE,
        requests_per_page=REQUESTS_PER_PAGE,
        write_share=0.0,
        endpoints=(Endpoint(name="page", web_work=Deterministic(mean_ms=work_ms), response_kb=0.0),),
        bundle_kb=0.0,
        visits=Visits(session_s=session_s, handshake_round_trips=0),
        shape=more.pop("shape", {"kind": "steady"}),
    )
    web = Web(
        servers=servers,
        cores=1,
        worker_threads=10_000,
        public=False,
        autoscale=autoscale,
        release=release or Release(batch_share=1 / servers, drain_s=0.0, restart_s=8.0),
    )
    return WebSystem(
        name="guests",
        seconds=seconds,
        warmup_s=0.0,
        workload=load,
        balancer=Balancer(rtt_ms=0.0, proxy_ms=0.0, check=CHECK),
        web=web,
        sessions=known,
        faults=tuple(parse(fault) for fault in faults),
        objectives=(),
        **more,
    )


def growing(people: int, known: Sessions, before: int, after: int, *, seconds: float, **more: Any) -> WebSystem:
    """From cold on there are too few servers; all that lack join at JOIN_S, when the autoscaler looks."""
    scale = Autoscale(target_utilisation=BUSY, max_servers=after, interval_s=JOIN_S, boot_s=0.0)
    work_ms = 1000 * BUSY * after / (people * more.get("asks_s", 1.0))
    given = {"seconds": seconds, "servers": before, "work_ms": work_ms, "autoscale": scale, "start": "cold"}
    return guest_system(people, known, **given, **more)


def logged_out(result: Result, from_s: float = 0.0, to_s: float = math.inf) -> float:
    """How often each of the people was logged out between two instants that windows begin at."""
    assert result.sessions is not None
    return float(in_time(result, result.sessions.logged_out_in, from_s, to_s)) / result.people[0].seats


def in_time(result: Result, series: np.ndarray, from_s: float, to_s: float = math.inf) -> int:
    """The sum of a series (W,) between two instants that windows begin at."""
    span_s = result.window_ns / 1e9
    first, last = round(from_s / span_s), min(len(series), round(min(to_s, 1e6) / span_s))
    assert abs(first * span_s - from_s) < 1e-9, f"no window of {span_s} s begins at {from_s} s"
    return int(series[first:last].sum())


def moved(known: Sessions, servers: int, gone: int) -> float:
    """Share of all slots that another server has when this one is gone, or is back."""
    up = np.ones(servers, bool)
    tier = Tier(int(PLACEMENT[known.sticky]), servers, value("sharding.vnodes"), full_coverage=False)
    before = owners(tier, up)
    up[gone] = False
    return float((before != owners(tier, up)).mean())
