"""Scans: attempts to connect to a machine's own address, by nobody who is served.

Where the machine can be reached, the attempt is a connection like any other: it takes a worker thread, waits for a
core, and is refused by the application. The balancer turns it away at no cost. Everywhere else the edge drops it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.dataplane.tables import SCANS
from playground.design import exposure
from playground.design.design import WebSystem
from playground.design.fault import Scan
from playground.design.service import Exponential
from playground.design.sites import rtt_ms, site_of
from playground.plan import arrivals, client
from playground.plan.builder import Builder, Link
from playground.plan.walk import Walk
from playground.plan.web import Web, inside

OUTSIDE = "outside"  # where scanners are: as far from our door as the users of the first region


def scans(builder: Builder, design: WebSystem, sites: Sequence[Web]) -> None:
    """A program, a source and books for every scan of one of our machines. Nobody tries twice, and a scanner waits as
    long as a user does; for what was dropped nobody waits."""
    ours = (*exposure.reachable(design), *exposure.hidden(design))
    links: dict[str, Link] = {}
    for nth, fault in enumerate((row for row in design.faults if isinstance(row, Scan) and row.node in ours), start=1):
        name = "scan" if nth == 1 else f"scan-{nth}"
        walk = client.begin(builder, f"{name} of {fault.node}")
        site = site_of(fault.node) if len(sites) > 1 else 0
        if fault.node in exposure.reachable(design):
            if fault.node not in links:
                far_ms = rtt_ms(design.sites, design.workload.regions[0], 0, site)
                links[fault.node] = builder.link(f"{OUTSIDE}>{fault.node}", far_ms / 2)
            _connect(walk, links[fault.node], sites[site], fault)
            patience = client.one_try(builder, design.workload.patience.timeout_s)
        else:
            walk.fail(code.BLOCKED)
            patience = client.one_try(builder, None)
        start_pc, _ = client.receive(walk)
        row = arrivals.endpoint(builder, name, SCANS, start_pc, patience=patience)
        arrivals.hostile(builder, arrivals.SCAN, nth, fault, design.seconds, row)


def _connect(walk: Walk, link: Link, servers: Web, fault: Scan) -> None:
    """There, refused by the application, and back."""
    walk.travel(link)
    if fault.node in servers.names:
        one = _only(servers, servers.names.index(fault.node))
        with inside(walk, one):
            walk.serve(one.cores, Exponential(mean_ms=fault.work_ms), code.WEB_WORK)
    else:
        walk.arrive(walk.builder.node(fault.node))
    walk.travel(link, back=True)


def _only(servers: Web, place: int) -> Web:
    """One of the servers, whichever a balancer would have chosen."""
    name = servers.names[place]
    node = replace(servers.node, first=servers.node.first + place, stride=0, name=name)
    workers = replace(servers.workers, first=servers.workers.first + place, stride=0)
    return Web((name,), node, workers, replace(servers.cores, first=servers.cores.first + place, stride=0))
