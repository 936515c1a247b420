"""Scans: attempts to connect to a machine's own address, refused by the application or dropped at the edge."""

from __future__ import annotations

from collections.abc import Callable

from playground.design.fault import Scan
from playground.design.patience import Patience
from playground.design.service import Exponential
from tests.agree.oracle.arrivals import begin_hostile
from tests.agree.oracle.client import Client, Kind
from tests.agree.oracle.distance import bare, site_named
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.parts import Parts
from tests.agree.oracle.place import Link
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.token import Token

NOT_OURS = ("entry", "external-api", "monitor", "bus", "web")  # places that are no machine of ours, or stand for some


def begin_scans(parts: Parts) -> None:
    """Every scan of a machine of ours has books of its own; whom it scans decides what becomes of it. Nobody
    knows the addresses of servers that may come later."""
    world, workload = parts.world, parts.design.workload
    to_come = {server.node.name for server in parts.servers if server.place >= parts.design.first_servers}
    known = [name for name in world.nodes if name not in to_come and bare(name) not in NOT_OURS]
    ours = {name for name in known if not bare(name).startswith("sentinel")}
    scans = (fault for fault in parts.design.faults if isinstance(fault, Scan) and fault.node in ours)
    links: dict[str, Link] = {}
    for nth, fault in enumerate(scans, start=1):
        if _is_open(parts, fault.node):
            if fault.node not in links:
                far_ms = parts.far.of_users(0, site_named(fault.node))
                links[fault.node] = parts.link("outside", fault.node, far_ms / 2)
            program, timeout_s = _connects(parts, fault, links[fault.node]), workload.patience.timeout_s
        else:
            program, timeout_s = _is_dropped, None
        client = Client(world, Patience(timeout_s=timeout_s, retries=0, budget_share=None))
        kind = Kind("scan" if nth == 1 else f"scan-{nth}", program, counts_as="scan", client=client)
        world.kinds.append(kind)
        begin_hostile(world, nth, fault, parts.design.seconds, kind)


def _is_open(parts: Parts, name: str) -> bool:
    """A packet from outside reaches the balancer; the servers where there is none, or where they are public, too."""
    is_server = any(server.node.name == name for server in parts.servers)
    if parts.design.balancer is None:
        return is_server
    return bare(name) == "balancer" or (parts.design.web.public and is_server)


def _connects(parts: Parts, fault: Scan, link: Link) -> Callable[[Token], Walk]:
    def program(token: Token) -> Walk:
        yield from token.travel(link)
        yield from token.arrive(parts.world.nodes[fault.node])
        for server in parts.servers:
            if server.node.name == fault.node:
                with (yield from server.workers.seize(token)):
                    yield from server.cores.serve(token, Exponential(mean_ms=fault.work_ms), "web")
        yield from token.travel(link, back=True)

    return program


def _is_dropped(_: Token) -> Walk:
    raise Failed("blocked", 0)
    yield
