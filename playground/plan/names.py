"""Names: browsers ask resolvers, these ask the authority, which gives out one address after the other."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.design.design import WebSystem
from playground.design.dns import Dns
from playground.plan.balancer import probes
from playground.plan.builder import SERVICE, Builder, S
from playground.plan.group import group_of
from playground.plan.web import Web

PROBER = "dns"


@dataclass(frozen=True)
class Names:
    """What a look-up takes, and whom the authority chooses among: the row of its group, or NONE where the name has
    one address."""

    group: int
    hit_lane: int
    miss_lane: int
    browser_ns: int
    part: int

    @property
    def has_choice(self) -> bool:
        return self.group != NONE


def names(builder: Builder, design: WebSystem, servers: Web) -> Names | None:
    """None where everybody knows the addresses."""
    given = design.dns
    if given is None:
        return None
    group = _authority(builder, given, servers) if has_choice(design, servers) else NONE
    hit_ns, miss_ns = (int(ms * 1e6 + 0.5) for ms in (given.hit_ms, given.miss_ms))
    hit, miss = (builder.lane(span_ns, code.TRAVELLING) for span_ns in (hit_ns, hit_ns + miss_ns))
    return Names(group, hit, miss, int(given.browser_s * S), builder.part("dns", SERVICE))


def has_choice(design: WebSystem, servers: Web) -> bool:
    """Does the name lead to one of several addresses?"""
    return design.dns is not None and design.balancer is None and len(servers.names) > 1


def named(design: WebSystem, servers: Web) -> tuple[float, int] | None:
    """What the prelude has to know."""
    if design.dns is None:
        return None
    return design.dns.browser_s, len(servers.names) if has_choice(design, servers) else 1


def _authority(builder: Builder, given: Dns, servers: Web) -> int:
    """All servers, those that its probes have found dead left out."""
    count, register = len(servers.names), servers.node.register
    group = group_of(builder, servers.node, "address", servers.names, policy=code.ROUND_ROBIN)
    ways = [f"{PROBER}>{server}" for server in servers.names]
    link = builder.link(f"{PROBER}>web", given.check_rtt_ms / 2, count=count, register=register, names=ways)
    probes(builder, given.check, servers, group, link, PROBER, "DNS")
    return group.first


def resolvers(builder: Builder, given: Dns | None, count: int) -> int:
    """So many of a region, the first of which keep answers as long as they like; the row of the first."""
    first = len(builder.rows.get("resolvers", []))
    violators = 0 if given is None else int(given.violator_share * count + 0.5)
    for number in range(count if given is not None else 0):
        assert given is not None  # noqa: S101 - for the type checker
        life_s = given.violator_ttl_s if number < violators else given.ttl_s
        builder.row("resolvers", ((0, 0, 0), int(life_s * S), 0, 0, 0))
    return first
