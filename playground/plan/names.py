"""Names: browsers ask resolvers, these ask the authority, which gives out one of several addresses: of servers, one
after the other, or of sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.design.design import WebSystem
from playground.design.dns import Dns
from playground.design.sites import Route, Sites
from playground.plan.balancer import Balancer, probes
from playground.plan.builder import SERVICE, Builder, S
from playground.plan.entry import Entry
from playground.plan.group import group_of
from playground.plan.site_checks import PROBER, site_checks
from playground.plan.web import Web

POLICY = {Route.NEAREST: code.NEAREST, Route.WEIGHTED: code.WEIGHTED, Route.ANYCAST: code.NEAREST}


@dataclass(frozen=True)
class Names:
    """What a look-up takes, and whom the authority chooses among: the row of its group, or NONE where the name has
    one address. `is_of_servers`: these are the addresses of servers. `is_anycast`: all sites have the same one."""

    group: int
    hit_lane: int
    miss_lane: int
    browser_ns: int
    part: int
    is_of_servers: bool = False
    is_anycast: bool = False

    @property
    def has_choice(self) -> bool:
        """Is somebody led to one of several places?"""
        return self.group != NONE


def names(builder: Builder, design: WebSystem, sites: Sequence[tuple[Entry, Web, Balancer]]) -> Names | None:
    """None where everybody knows the addresses. `sites`: what stands at each."""
    given = design.dns
    if given is None:
        return None
    servers = sites[0][1]
    group, of_servers = NONE, has_choice(design, servers)
    if of_servers:
        group = _of_servers(builder, given, servers)
    elif design.sites is not None:
        group = _of_sites(builder, given, design.sites, sites)
    hit_ns, miss_ns = (int(ms * 1e6 + 0.5) for ms in (given.hit_ms, given.miss_ms))
    hit, miss = (builder.lane(span_ns, code.TRAVELLING) for span_ns in (hit_ns, hit_ns + miss_ns))
    anycast = design.sites is not None and design.sites.route is Route.ANYCAST
    return Names(group, hit, miss, int(given.browser_s * S), builder.part("dns", SERVICE), of_servers, anycast)


def has_choice(design: WebSystem, servers: Web) -> bool:
    """Does the name lead to one of several servers?"""
    return design.dns is not None and design.balancer is None and len(servers.names) > 1


def named(design: WebSystem, servers: Web) -> tuple[float, tuple[int, ...]] | None:
    """What the prelude has to know: how long browsers keep an address, and the weights of all; none: of the nearest
    site each."""
    if design.dns is None:
        return None
    if design.sites is None:
        return design.dns.browser_s, (1,) * (len(servers.names) if has_choice(design, servers) else 1)
    weights = tuple(design.sites.weight_of(site) for site in range(design.sites.count))
    return design.dns.browser_s, weights if design.sites.route is Route.WEIGHTED else ()


def converges(design: WebSystem) -> tuple[float, float] | None:
    """Within how many seconds most networks know a new way, and all of them; None without anycast."""
    if design.sites is None or design.sites.route is not Route.ANYCAST:
        return None
    return design.sites.converge_s, max(design.sites.converge_s, design.sites.converge_tail_s)


def _of_servers(builder: Builder, given: Dns, servers: Web) -> int:
    """All servers, those that its probes have found dead left out."""
    count, register = len(servers.names), servers.node.register
    group = group_of(builder, servers.node, "address", servers.names, policy=code.ROUND_ROBIN)
    ways = [f"{PROBER}>{server}" for server in servers.names]
    link = builder.link(f"{PROBER}>web", given.check_rtt_ms / 2, count=count, register=register, names=ways)
    probes(builder, given.check, servers, group, link, PROBER, "DNS")
    return group.first


def _of_sites(builder: Builder, given: Dns, sites: Sites, places: Sequence[tuple[Entry, Web, Balancer]]) -> int:
    """All sites, those left out behind whose door nobody has answered."""
    doors = tuple(ways.door.first for *_, ways in places)
    names = tuple(ways.door.name for *_, ways in places)
    weights = [sites.weight_of(site) for site in range(sites.count)]
    group = group_of(
        builder, places[0][2].door, "site", names, policy=POLICY[sites.route], weights=weights, nodes=doors
    )
    site_checks(builder, given, group, places)
    return group.first


def resolvers(builder: Builder, design: WebSystem, region: int, count: int) -> int:
    """So many of a region, the first of which keep answers as long as they like; the last stand in the next region,
    as far as the authority can see. The row of the first."""
    given, first = design.dns, len(builder.rows.get("resolvers", []))
    if given is None:
        return first
    violators = int(given.violator_share * count + 0.5)
    misplaced = 0 if design.sites is None else int(design.sites.misplaced_share * count + 0.5)
    for number in range(count):
        life_s = given.violator_ttl_s if number < violators else given.ttl_s
        is_misplaced = number >= count - misplaced
        seen = (region + is_misplaced) % len(design.workload.regions)
        builder.row("resolvers", ((0, 0, 0), int(life_s * S), 0, 0, 0, seen, 0, 0))
    return first
