"""The balancer: one address, a choice among the servers it believes up, and a probe to each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.balancer import HealthCheck, Policy
from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.plan.builder import PLENTY, Builder, Check, Group, Link, NodeRef, Ref
from playground.plan.group import group_of
from playground.plan.walk import Walk
from playground.plan.web import REGISTER, Web

BALANCER = "balancer"
POLICY = {policy: number for number, policy in enumerate(Policy)}


@dataclass(frozen=True)
class Balancer:
    """Where requests knock first, whom they may be sent to, and over which links. Without a balancer, clients know the
    servers' addresses and keep to one (`link` is None); with a single server there is nothing to choose (no
    `group`)."""

    door: NodeRef
    doors: tuple[str, ...]
    group: Group | None
    link: Link | None


def balancer(builder: Builder, design: WebSystem, servers: Web) -> Balancer:
    """The way to the servers."""
    given = design.balancer
    if given is None:
        group = None
        if len(servers.names) > 1:
            group = group_of(builder, servers.node, "web", servers.names, policy=code.IP_HASH)
        return Balancer(servers.node, servers.names, group, None)
    door = builder.node(builder.here(BALANCER))
    weights = [given.weight_of(place) for place in range(len(servers.names))]
    group = group_of(
        builder,
        servers.node,
        builder.here("web"),
        servers.names,
        policy=POLICY[given.policy],
        weights=weights,
        door=door.first,
        count=design.first_servers,
        slow_start_s=given.slow_start_s,
        most_open=given.most_open or PLENTY,
    )
    names = [f"{door.name}>{server}" for server in servers.names]
    link = builder.link(
        f"{door.name}>web", given.rtt_ms / 2 + given.proxy_ms, count=len(names), register=REGISTER, names=names
    )
    probes(builder, given.check, servers, group, link, door.name, "the balancer")
    return Balancer(door, (door.name,), group, link)


@contextmanager
def through(walk: Walk, ways: Balancer, way_in: Link, leads: int = code.FREELY) -> Iterator[None]:
    """From the client to a server and back, by way of the balancer where there is one; `leads`: how it leads a person
    to the same server again."""
    if ways.link is None:
        if ways.group is not None:
            _choose(walk, ways.group, leads)
        walk.travel(way_in)
        yield
        if ways.group is not None:
            walk.close()
    elif ways.group is not None:
        walk.travel(way_in)
        walk.arrive(ways.door)
        _choose(walk, ways.group, leads)
        walk.travel(ways.link)
        yield
        walk.travel(ways.link, back=True)
        walk.close()


def _choose(walk: Walk, group: Group, leads: int) -> None:
    """The server that the person is led to, or else any."""
    if leads == code.FREELY:
        walk.pick(group)
        return
    stick = walk.emit(
        code.STICK, "led to a server?", at=Ref(group.first, 0, group.register), count=leads, link=group.site
    )
    walk.pick(group)
    walk.patch(stick)


def probes(builder: Builder, check: HealthCheck, servers: Web, group: Group, link: Link, prober: str, who: str) -> None:
    """The program of a probe, and the servers that get one; `who` probes, in words."""
    walk = Walk(builder, builder.here("probe"), on_failure=code.REPORT_FAILED)
    lane = builder.patience_lane(check.timeout_s, code.PATIENCE_OF_CLIENT)
    walk.emit(code.PROBE, f"{who} probes", lane=lane)
    walk.travel(link)
    walk.arrive(servers.node)
    walk.seize(servers.workers)
    walk.serve(servers.cores, Deterministic(mean_ms=check.work_ms), code.PROBE_WORK)
    walk.release(servers.workers)
    walk.travel(link, back=True)
    start_pc, _ = walk.end(code.REPORT, f"{who} knows")
    for place, server in enumerate(servers.names):
        probe = builder.row("probes", (0, 0, 0, 0, 0, 0))
        builder.checks.append(Check(group.first, place, probe, start_pc, server, prober))
