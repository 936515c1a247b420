"""Systems at several sites in which nothing takes time, unless a test says otherwise: one web server each, pages
without work, names that are known at once, and hardly any way between people, sites and databases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from playground.design.balancer import Balancer, HealthCheck
from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.dns import Dns
from playground.design.endpoint import Endpoint
from playground.design.entry import Entry
from playground.design.fault_text import parse
from playground.design.patience import Patience
from playground.design.replication import Replication
from playground.design.sites import Sites
from playground.design.visits import Visits
from playground.design.web import Web
from playground.design.workload import Region, Workload
from playground.result import Result, S
from tests.agree.one_cdn import PAGE
from tests.agree.replicated import EVEN, NO_WORK

APART_MS = 0.01  # there and back: as good as nothing, but it tells which site is the nearest
HOME = Region(name="home", rtt_ms=0.0)
# The second site stands in the second region, the third in the third one.
REGIONS = (
    Region(name="home", rtt_ms=0.0, edge_rtt_ms=0.0),
    Region(name="away", rtt_ms=APART_MS, edge_rtt_ms=0.0),
    Region(name="south", rtt_ms=APART_MS, edge_rtt_ms=0.0),
)
QUICK = HealthCheck(interval_s=0.2, timeout_s=0.1, fall=1, rise=1, work_ms=0.0)


def sited(
    *faults: str,
    rate_rps: float,
    seconds: float,
    count: int = 2,
    regions: Iterable[Region] | None = None,
    endpoints: tuple[Endpoint, ...] = (PAGE,),
    **knobs: Any,
) -> WebSystem:
    """So many people live near each site. Nobody keeps a connection, and everybody asks a resolver each time. `knobs`
    are dotted names, with __ for the dots."""
    load = Workload(
        rate_rps=rate_rps,
        pages_per_session=100.0,
        requests_per_page=10.0,
        write_share=0.0,
        endpoints=endpoints,
        bundle_kb=0.0,
        regions=tuple(REGIONS[:count] if regions is None else regions),
        visits=Visits(session_s=1000.0, keep_alive_s=0.0, handshake_round_trips=0),
        patience=Patience(timeout_s=20.0),
    )
    names = {"hit_ms": 0.0, "miss_ms": 0.0, "browser_s": 0.0, "violator_share": 0.0, "violator_ttl_s": 86_400.0}
    base = WebSystem(
        name="sites",
        seconds=seconds,
        warmup_s=0.0,
        workload=load,
        dns=Dns(**names, check=QUICK, check_rtt_ms=0.0),
        sites=Sites(count=count, rtt_ms=APART_MS, lag_s=0.0),
        entry=Entry(link_gbit_s=None),
        balancer=Balancer(rtt_ms=0.0, proxy_ms=0.0, check=QUICK),
        web=Web(servers=1, worker_threads=10_000, public=False, cores=64, **EVEN),
        database=Database(
            read=NO_WORK, write=NO_WORK, hop_ms=0.0, pool_size=500, query_timeout_s=15.0, cores=64, **EVEN
        ),
        replication=Replication(replicas=1, apply=NO_WORK, ship_delay_s=0.0),
        objectives=(),
    )
    given = {name.replace("__", "."): value for name, value in knobs.items()}
    found = put_all(base, {**given, "faults": [parse(fault).model_dump() for fault in faults]})
    assert isinstance(found, WebSystem)
    return found


def changed_ns(result: Result, what: str = "mark_down") -> int:
    """When the authority first changed its mind about a site."""
    assert result.sites is not None
    return next(order.t_ns for order in result.orders if order.what == what and order.node in result.sites.doors)


def windows(result: Result, from_s: float, to_s: float, since_ns: int = 0) -> slice:
    """The windows between two instants, which they begin at, counted from `since_ns` on."""
    ends_ns = [since_ns + round(at_s * S) for at_s in (from_s, to_s)]
    first, last = (at_ns // result.window_ns for at_ns in ends_ns)
    assert [first * result.window_ns, last * result.window_ns] == ends_ns
    return slice(first, last)


def led(result: Result, site: int, from_s: float, to_s: float, since_ns: int = 0) -> float:
    """Share of the requests of these windows that were sent to the site."""
    assert result.sites is not None
    rows: np.ndarray = result.sites.led[windows(result, from_s, to_s, since_ns)].sum(axis=0)
    return float(rows[site] / rows.sum())
