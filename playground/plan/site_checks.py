"""How sites are probed: through the balancer to one of its servers, as a user would be."""

from __future__ import annotations

from collections.abc import Sequence

from playground.dataplane import opcodes as code
from playground.design.dns import Dns
from playground.design.service import Deterministic
from playground.plan.balancer import Balancer
from playground.plan.builder import Builder, Check, Group
from playground.plan.entry import Entry
from playground.plan.walk import Walk
from playground.plan.web import Web, inside

PROBER = "dns"


def site_checks(builder: Builder, given: Dns, group: Group, places: Sequence[tuple[Entry, Web, Balancer]]) -> None:
    """A probe to each site: it is up when one of the servers that the balancer believes up answers.

    Source: Amazon Route 53, "How Amazon Route 53 determines whether a health check is healthy": it asks the endpoint,
    which here is the balancer's address.
    """
    for site, (out, servers, ways) in enumerate(places):
        if ways.group is None or ways.link is None:
            raise ValueError("a site has a balancer")
        door = ways.door.name
        link = builder.link(f"{PROBER}>{door}", given.check_rtt_ms / 2)
        walk = Walk(builder, f"probe of {door}", on_failure=code.REPORT_FAILED)
        lane = builder.patience_lane(given.check.timeout_s, code.PATIENCE_OF_CLIENT)
        walk.emit(code.PROBE, "DNS probes", lane=lane)
        walk.travel(link)
        walk.arrive(ways.door)
        walk.pick(ways.group)
        walk.travel(ways.link)
        with inside(walk, servers):
            walk.serve(servers.cores, Deterministic(mean_ms=given.check.work_ms), code.PROBE_WORK)
        walk.travel(ways.link, back=True)
        walk.close()
        if out.node is not None:
            walk.arrive(out.node)  # an answer that cannot leave is none
        walk.travel(link, back=True)
        start_pc, _ = walk.end(code.REPORT, "DNS knows")
        probe = builder.row("probes", (0, 0, 0, 0, 0, 0))
        builder.checks.append(Check(group.first, site, probe, start_pc, door, PROBER))
