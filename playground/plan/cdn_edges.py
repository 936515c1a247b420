"""What a CDN is made of: edges near the users of each region, a shield before the origin, and a second CDN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.dataplane import opcodes as code
from playground.design.cdn import Cdn as Given
from playground.design.cdn import Fallback, edge_names
from playground.design.design import WebSystem
from playground.design.device import reach
from playground.design.facts import value
from playground.design.sites import apart_ms, rtt_ms
from playground.design.workload import Region
from playground.plan.balancer import Balancer
from playground.plan.builder import PLENTY, Builder, Check, Group, Link, NodeRef, Place, Ref, S
from playground.plan.flight import Locks, locks
from playground.plan.group import group_of
from playground.plan.shelving import Shelving
from playground.plan.walk import Walk
from playground.traffic.files import shares

EDGE = 2  # the register of the edge that the user's address leads to
CDN, SHIELD, SPARE = "cdn", "shield", "spare"
GB = 1e9


@dataclass(frozen=True)
class Shelves:
    """The edges of a region, or the shield: what holds a request while it is there, the shelves and their caches, and
    the locks of what they fetch."""

    desk: Place
    node: NodeRef
    shelves: Ref
    caches: Ref
    locks: Locks | None


@dataclass(frozen=True)
class Edges(Shelves):
    """Of one region: whom an address leads to, and the links from the users and onwards to the origin at each site, or
    to the shield."""

    group: Group
    link: Link
    onwards: tuple[Link, ...]


@dataclass(frozen=True)
class Cdn:
    """The edges of each region, the shield, and the edges of a second CDN."""

    given: Given
    edges: dict[str, Edges]
    shield: Shelves | None
    to_origin: tuple[Link, ...]  # from the shield, which stands near the first site
    spare: dict[str, Edges]


def cdn(builder: Builder, design: WebSystem, origins: Sequence[Balancer]) -> Cdn | None:
    """None where nobody has hired one. `origins`: the ways into each site."""
    given = design.cdn
    if given is None:
        return None
    regions, files = design.workload.regions, sum(kind.objects for kind in design.workload.files)
    shield: Shelves | None = None
    to_origin: tuple[Link, ...] = ()
    if given.shield:
        node = builder.node(SHIELD)
        shield = _shelves(builder, given, files, node, (SHIELD,), given.shield_gb, is_shield=True)
        near_ms = value("network.rtt_cross_az_ms")
        far_ms = [near_ms + apart_ms(design.sites, 0, site) for site in range(len(origins))]
        to_origin = tuple(_to(builder, SHIELD, ms / 2, ways) for ms, ways in zip(far_ms, origins, strict=True))

    def edges(region: Region, *, is_spare: bool = False) -> Edges:
        place = regions.index(region)
        onwards: tuple[Link, ...]
        names = edge_names(given, region.name, is_spare=is_spare)
        start = f"{SPARE + '-' if is_spare else ''}edges" + ("" if region.name == "home" else f"-{region.name}")
        if shield is not None:
            onwards = (builder.link(f"{start}>{SHIELD}", region.rtt_ms / 2),)
        else:
            far_ms = [rtt_ms(design.sites, region, place, site) for site in range(len(origins))]
            onwards = tuple(_to(builder, start, ms / 2, ways) for ms, ways in zip(far_ms, origins, strict=True))
        return _edges(builder, given, files, region, names, onwards)

    own = {region.name: edges(region) for region in regions}
    has_spare = given.fallback is Fallback.SECOND
    spare = {region.name: edges(region, is_spare=True) for region in regions} if has_spare else {}
    return Cdn(given, own, shield, to_origin, spare)


def _to(builder: Builder, start: str, one_way_ms: float, ways: Balancer) -> Link:
    names, doors, door = [f"{start}>{name}" for name in ways.doors], ways.doors, ways.door
    return builder.link(f"{start}>{door.name}", one_way_ms, count=len(doors), register=door.register, names=names)


def _edges(
    builder: Builder, given: Given, files: int, region: Region, names: tuple[str, ...], onwards: tuple[Link, ...]
) -> Edges:
    node = builder.nodes_of(names, EDGE)
    users = "users" if region.name == "home" else f"users-{region.name}"
    ways = [f"{users}>{name}" for name in names]
    link = builder.link(f"{users}>edges", region.edge_rtt_ms / 2, count=len(names), register=EDGE, names=ways)
    base = _shelves(builder, given, files, node, names, given.edge_gb)
    group = group_of(builder, node, "edge", names, policy=code.IP_HASH)
    edges = Edges(base.desk, base.node, base.shelves, base.caches, base.locks, group, link, onwards)
    _probes(builder, given, edges, names)
    return edges


def _shelves(
    builder: Builder,
    given: Given,
    files: int,
    node: NodeRef,
    names: tuple[str, ...],
    gb: float,
    *,
    is_shield: bool = False,
) -> Shelves:
    """A shelf on each of these nodes."""
    count, where = len(names), "shield" if is_shield else "edge"
    desk = builder.station(f"{where} desk", node, count, system="cdn", slots=PLENTY, is_front=True, measures_node=False)
    first = len(builder.caches)
    within_ns = int(given.admit_within_s * S) if given.admit_second else 0
    shelves = len(builder.rows.get("shelves", []))
    for place, name in enumerate(names):
        row = builder.cache(name, NodeRef(node.first + place), 1, size=2 * files)
        flags = (int(given.revalidates), int(is_shield))
        builder.row("shelves", (row.first, int(gb * GB), 0, 0, 0, 0, within_ns, 0, *flags))
    stride, register = (1 if count > 1 else 0), node.register
    lock = None
    if given.coalesces:
        lock = locks(
            builder, node, count, is_shared=False, ttl_s=None, wait_s=None, system="cdn", name=f"the {where}'s lock"
        )
    return Shelves(desk, node, Ref(shelves, stride, register), Ref(first, stride, register), lock)


def _probes(builder: Builder, given: Given, edges: Edges, names: tuple[str, ...]) -> None:
    """The CDN looks after its own edges."""
    start = builder.link("cdn>edges", edges.link.one_way_ns / 1e6, count=len(names), register=EDGE)
    walk = Walk(builder, f"probe-{names[0]}", on_failure=code.REPORT_FAILED)
    lane = builder.patience_lane(given.check.timeout_s, code.PATIENCE_OF_CLIENT)
    walk.emit(code.PROBE, "the CDN probes", lane=lane)
    walk.travel(start)
    walk.arrive(edges.node)
    walk.travel(start, back=True)
    start_pc, _ = walk.end(code.REPORT, "the CDN knows")
    for place, name in enumerate(names):
        probe = builder.row("probes", (0, 0, 0, 0, 0, 0))
        builder.checks.append(Check(edges.group.first, place, probe, start_pc, name, CDN))


def shelving(design: WebSystem, net: Cdn) -> Shelving:
    """What the run needs to know of the shelves, in the order in which they were put up."""
    parts: dict[int, tuple[str, np.ndarray | None]] = {}
    for region in design.workload.regions:
        rates_rps = warm_rates(design, region) / net.given.edges
        for place, name in enumerate(edge_names(net.given, region.name)):
            parts[net.edges[region.name].shelves.first + place] = (name, rates_rps)
        for place, name in enumerate(edge_names(net.given, region.name, is_spare=True) if net.spare else ()):
            parts[net.spare[region.name].shelves.first + place] = (name, None)
    if net.shield is not None:
        parts[net.shield.shelves.first] = (SHIELD, None)
    names, rates = zip(*(parts[row] for row in sorted(parts)), strict=True)
    return Shelving(names, rates, None if net.shield is None else net.shield.shelves.first)


def warm_rates(design: WebSystem, region: Region) -> np.ndarray:
    """(files,) float64: how often the users of a region ask for each file at the peak, per second."""
    load = design.workload
    pages_rps = load.pages_rps * region.share / sum(r.share for r in load.regions)
    per_page = [kind.per_page * reach(kind.device, load.app_share) for kind in load.files]
    popular = [shares(kind.objects, kind.zipf_exponent) for kind in load.files]
    return np.concatenate([pages_rps * each * share for each, share in zip(per_page, popular, strict=True)])
