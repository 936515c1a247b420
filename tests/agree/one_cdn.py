"""Systems in which nothing but files matters: pages take no time, the origin is near, and one kind of file is asked
for."""

from __future__ import annotations

from typing import Any

from playground.design.cdn import Cdn
from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.entry import Entry
from playground.design.fault_text import parse
from playground.design.files import FileKind
from playground.design.patience import Patience
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Region, Workload

NOTHING = Deterministic(mean_ms=0.0)
PAGE = Endpoint(name="page", web_work=NOTHING, response_kb=0.0)
CODE = FileKind(name="code", objects=1, mean_kb=100.0)
NEAR = Region(rtt_ms=1.0, edge_rtt_ms=1.0)


def file_system(
    kinds: tuple[FileKind, ...],
    net: Cdn | None,
    *,
    files_rps: float,
    seconds: float,
    warmup_s: float = 0.0,
    regions: tuple[Region, ...] = (NEAR,),
    faults: tuple[str, ...] = (),
    link_gbit_s: float | None = None,
    **more: Any,
) -> WebSystem:
    """`files_rps`: page views per second, each of which asks for one file of each kind, and in one of ten for the page
    itself; `pages` says otherwise."""
    pages = more.pop("pages", 0.1)
    load = Workload(
        rate_rps=files_rps * pages,
        requests_per_page=pages,
        write_share=0.0,
        endpoints=(PAGE,),
        files=kinds,
        regions=regions,
        patience=Patience(timeout_s=more.pop("patience_s", 30.0)),
        initial_window_kb=more.pop("window_kb", 100_000.0),
    )
    return WebSystem(
        name="files",
        seconds=seconds,
        warmup_s=warmup_s,
        workload=load,
        entry=Entry(link_gbit_s=link_gbit_s),
        web=Web(servers=1, worker_threads=10_000),
        database=Database(),
        cdn=net,
        faults=tuple(parse(fault) for fault in faults),
        objectives=(),
        **more,
    )
