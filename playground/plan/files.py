"""The files of a page: who asks for them, and how the origin answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import ASSETS
from playground.design.cdn import Publishing
from playground.design.design import WebSystem
from playground.design.workload import Region
from playground.plan import arrivals, client, entry
from playground.plan.at_site import at_its_site
from playground.plan.balancer import through
from playground.plan.builder import Builder, Link, Ref, S
from playground.plan.calls import Tiers
from playground.plan.cdn import by_cdn
from playground.plan.cdn_edges import Cdn
from playground.plan.people import ORIGIN, Audience, come, find, open_connection, over_connection
from playground.plan.sessions import leads_to
from playground.plan.spread import spread
from playground.plan.walk import Walk
from playground.traffic.files import sizes
from playground.traffic.rate import profile


@dataclass(frozen=True)
class Assets:
    """How files come to the users: from one of the origin's sites, or by a CDN. `own_links`: of each site, for what
    cannot come by the CDN."""

    sites: tuple[Tiers, ...]
    net: Cdn | None
    own_links: tuple[entry.Entry | None, ...]

    @property
    def window_kb(self) -> float:
        return self.sites[0].window_kb

    def audience(self, region: Region) -> Audience | None:
        """The people of a region."""
        return self.sites[0].people.get(region.name)


def kinds(builder: Builder, design: WebSystem) -> None:
    """A row for each kind of file, and the size of every one of them."""
    net = design.cdn
    is_versioned = net is not None and net.publishing is Publishing.VERSIONED
    is_keyed = net is not None and is_versioned and not net.key_ignores_query
    html_ns = 0 if net is None else int(net.html_ttl_s * S)
    first = 0
    for kind in design.workload.files:
        ttl_ns = int(kind.ttl_s * S)
        shape = (kind.objects, kind.zipf_exponent, 0.0, 0.0, 0.0, first, ttl_ns, html_ns)
        own = (kind.browser_share if net is not None else 0.0, int(kind.browser_ttl_s * S), 0, 0)
        builder.row("files", (*shape, 0, 0, int(is_versioned), int(is_keyed), *own))
        builder.file_bytes.append(sizes(kind))
        first += kind.objects


def from_origin(
    walk: Walk,
    tiers: Tiers,
    link: Link,
    kind: int | None,
    *,
    out: entry.Entry | None = None,
    may_be_known: bool = False,
    audience: Audience | None = None,
) -> None:
    """Bytes that need no work: a server's event loop hands them over, without a worker thread. `kind`: the row of the
    file's kind; None: a bundle of whatever the page needs. `may_be_known`: whoever asks may have the same version.
    `audience`: a person asks, and not an edge."""
    with through(walk, tiers.ways, link, leads_to(audience, None)):
        walk.arrive(tiers.servers.node)
        if kind is not None:
            walk.emit(code.READ_FILE, "the file as it is now", at=Ref(kind), count=int(may_be_known))
    entry.send_out(walk, tiers.out if out is None else out)


def static_file(
    walk: Walk,
    assets: Assets,
    ways_in: Sequence[Link],
    kind: int | None,
    audience: Audience | None,
    *,
    is_around: bool = False,
) -> None:
    """From the origin to a user, over whatever distance. `is_around`: because the CDN does not answer."""
    find(walk, audience, ORIGIN)

    def from_site(site: int) -> None:
        way_in = ways_in[site]
        open_connection(walk, audience, way_in, ORIGIN)
        with over_connection(walk, audience):
            out = assets.own_links[site] if is_around else None
            from_origin(walk, assets.sites[site], way_in, kind, out=out, audience=audience)
            spread(walk, way_in, assets.window_kb)
            walk.travel(way_in, back=True)

    at_its_site(walk, audience, len(assets.sites), from_site)


def traffic(
    builder: Builder, design: WebSystem, assets: Assets, ways_in: Sequence[Link], region: Region, number: int
) -> None:
    """The users of a region ask for what their pages need beside the answers themselves."""
    load = design.workload
    suffix = "" if region.name == "home" else f"@{region.name}"
    if load.files:
        for place, kind in enumerate(load.files):
            own_share = kind.browser_share if assets.net is not None else 0.0
            walks = _program(assets, ways_in, region, place, own_share)
            row = _endpoint(builder, design, kind.name + suffix, kind.mean_kb, walks)
            rate_rps = load.files_rps(kind) / (1 - own_share)
            _source(builder, design, arrivals.stream(arrivals.FILES + place, number), rate_rps, region, row)
    elif load.bundles_rps > 0:
        row = bundle(builder, design, assets, ways_in, "bundle" + suffix, ASSETS, region)
        _source(builder, design, arrivals.stream(arrivals.BUNDLES, number), load.bundles_rps, region, row)


def bundle(
    builder: Builder,
    design: WebSystem,
    assets: Assets,
    ways_in: Sequence[Link],
    name: str,
    counts_as: int,
    region: Region | None = None,
) -> int:
    """All files of a page as one; or, of a replayed log, a static file, which is of the last kind where there are
    kinds. Its row of ENDPOINT."""
    last = len(design.workload.files) - 1
    region = design.workload.regions[0] if region is None else region
    if last >= 0:
        return _endpoint(builder, design, name, 0.0, _program(assets, ways_in, region, last), counts_as)

    def walks(walk: Walk) -> None:
        audience = assets.audience(region)
        come(walk, audience)
        static_file(walk, assets, ways_in, None, audience)

    return _endpoint(builder, design, name, design.workload.bundle_kb, walks, counts_as)


def _program(
    assets: Assets, ways_in: Sequence[Link], region: Region, kind: int, own_share: float = 0.0
) -> Callable[[Walk], None]:
    """`own_share`: of the users have a copy themselves."""

    def walks(walk: Walk) -> None:
        walk.emit(code.ASK_FILE, "which file?", at=Ref(kind))
        audience, net = assets.audience(region), assets.net
        if net is None:
            come(walk, audience)
            static_file(walk, assets, ways_in, kind, audience)
            return

        def fetch(site: int, link: Link) -> None:
            from_origin(walk, assets.sites[site], link, kind, may_be_known=net.given.revalidates)

        def around() -> None:
            static_file(walk, assets, ways_in, kind, audience, is_around=True)

        def by_edge() -> None:
            come(walk, audience)
            by_cdn(walk, net, region.name, kind, fetch, around, assets.window_kb, audience)

        if own_share == 0:
            by_edge()
            return
        own = walk.emit(code.OWN_FILE, "in the browser?", at=Ref(kind))
        with walk.on_miss(own):
            by_edge()

    return walks


def _endpoint(
    builder: Builder,
    design: WebSystem,
    name: str,
    kb: float,
    walks: Callable[[Walk], None],
    counts_as: int = ASSETS,
) -> int:
    walk = client.begin(builder, name)
    walks(walk)
    start_pc, _ = client.receive(walk)
    return arrivals.endpoint(builder, name, counts_as, start_pc, kb=kb)


def _source(builder: Builder, design: WebSystem, stream: int, rate_rps: float, region: Region, row: int) -> None:
    load = design.workload
    segments = profile(load.shape, rate_rps * load.share_of_region(region), design.seconds)
    arrivals.source(builder, stream, segments, row, 1)
    arrivals.crowds(builder, stream, segments, design.faults, row, 1)
