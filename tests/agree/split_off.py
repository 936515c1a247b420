"""Systems in which nothing matters but the services that a page asks: web servers without work, and lines nowhere."""

from __future__ import annotations

from typing import Any

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, Endpoint
from playground.design.fault import AnyFault
from playground.design.fault_text import parse
from playground.design.patience import Patience
from playground.design.service import Deterministic, Service
from playground.design.services import Services, SplitOff
from playground.design.web import Web
from playground.design.workload import Workload

NOTHING = Deterministic(mean_ms=0.0)
PLENTY = 64  # cores: nobody waits


def part(name: str = "orders", **given: Any) -> SplitOff:
    """A service with cores enough and calls of a constant millisecond, unless it is said otherwise."""
    return SplitOff(**{"name": name, "cores": PLENTY, "call": Deterministic(mean_ms=1.0), "row_ms": 0.0, **given})


def split_off(
    *parts: SplitOff,
    rate_rps: float,
    seconds: float,
    read: Service = NOTHING,
    reads: float = 0,
    faults: tuple[AnyFault | str, ...] = (),
    **given: Any,
) -> WebSystem:
    """Pages only. `reads`: queries of their own before they ask the services, each with this work and half a
    millisecond on the way, as calls of services have."""
    page = Endpoint(name="page", web_work=NOTHING, calls=(Call(times=reads),) if reads else (), response_kb=0.0)
    load = Workload(
        rate_rps=rate_rps, write_share=0.0, endpoints=(page,), bundle_kb=0.0, patience=Patience(timeout_s=30.0)
    )
    return WebSystem(
        name="split-off",
        seconds=seconds,
        warmup_s=0.0,
        workload=load,
        web=Web(servers=1, worker_threads=10_000, cache_items=0),
        database=Database(cores=PLENTY, contention=0.0, coherency=0.0, read=read, hop_ms=0.5, pool_size=1000),
        services=Services(parts=parts, hop_ms=0.5, **given),
        faults=tuple(parse(fault) if isinstance(fault, str) else fault for fault in faults),
        objectives=(),
    )
