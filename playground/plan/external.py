"""Somebody else's service: a hop, its time, and a deadline of ours."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.plan.builder import PLENTY, Builder, Link, NodeRef, Place
from playground.plan.walk import Walk
from playground.plan.web import REGISTER, Web

API = "external-api"


@dataclass(frozen=True)
class External:
    """Its node, the links to it, and a station without limits."""

    node: NodeRef
    link: Link
    station: Place


def external(builder: Builder, design: WebSystem, servers: Web) -> External | None:
    """None where nobody calls it."""
    if design.external.share_of_orders == 0:
        return None
    node = builder.node(builder.here(API))
    names = [f"{server}>{node.name}" for server in servers.names]
    link = builder.link(
        "web>external-api", design.external.rtt_ms / 2, count=len(names), register=REGISTER, names=names
    )
    return External(
        node, link, builder.station("external API", node, 1, system="external", slots=PLENTY, is_front=True)
    )


def call(walk: Walk, api: External, design: WebSystem) -> None:
    """Call it and wait; after the deadline, or on an error, the request fails."""
    with walk.times(design.external.share_of_orders), walk.guarded(), walk.deadline(design.external.timeout_s):
        walk.travel(api.link)
        walk.arrive(api.node)
        walk.seize(api.station)
        walk.work(api.station, design.external.work, code.EXTERNAL_WORK)
        walk.release(api.station)
        walk.travel(api.link, back=True)
