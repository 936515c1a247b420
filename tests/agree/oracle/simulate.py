"""From a design and a seed to a finished world."""

from __future__ import annotations

import math
from itertools import accumulate

from playground.design.design import Common, Queueing, Start, WebChain, WebSystem
from playground.design.endpoint import CallKind, Endpoint
from playground.design.fault import Attack
from playground.design.workload import Region
from playground.traffic.rate import profile
from playground.traffic.trace import ASSET, ORDER, Trace
from tests.agree.oracle.arrivals import (
    BUNDLES,
    FILES,
    REGION,
    REQUESTS,
    begin_buyers,
    begin_crowds,
    begin_hostile,
    begin_replay,
    begin_source,
)
from tests.agree.oracle.autoscale import Autoscaler
from tests.agree.oracle.behind import Behind
from tests.agree.oracle.cache_watch import Watch
from tests.agree.oracle.chance import PRELUDE, job_luck
from tests.agree.oracle.client import Kind
from tests.agree.oracle.control import begin_checks, probed, probed_of_caches
from tests.agree.oracle.deploy import Deployer
from tests.agree.oracle.devices import who_asks
from tests.agree.oracle.drift import Hands
from tests.agree.oracle.faults import Faults, stand_by
from tests.agree.oracle.monitor import begin_monitor
from tests.agree.oracle.parts import Parts
from tests.agree.oracle.people import warm as warm_people
from tests.agree.oracle.place import Link
from tests.agree.oracle.sale import NAME as TICKET
from tests.agree.oracle.scan import begin_scans
from tests.agree.oracle.scheduler import BEFORE_ALL, Moment
from tests.agree.oracle.site import Site
from tests.agree.oracle.textbook import begin_chain, begin_queueing
from tests.agree.oracle.web_system import Walks
from tests.agree.oracle.world import World


def simulate(design: Common, seed: int, window_ns: int, trace: Trace | None = None) -> World:
    """The world at the end of the run."""
    if isinstance(design, WebSystem):
        world = World(seed, design.workload.patience, window_ns, drops_abandoned=design.web.drops_abandoned)
        _web_system(world, design, trace)
    else:
        world = World(seed, None, window_ns)
        if isinstance(design, Queueing):
            begin_queueing(world, design)
        elif isinstance(design, WebChain):
            begin_chain(world, design)
        Faults(world, design.faults)
    world.clock.run_to(int(design.seconds * 1e9 + 0.5))
    world.clock._now = int(design.seconds * 1e9 + 0.5)
    for station in world.stations:
        station.touch()
    return world


def _web_system(world: World, design: WebSystem, trace: Trace | None) -> None:
    parts = Parts(world, design)
    kinds: list[list[Kind]] = [_region(parts, region, number, trace) for number, region in enumerate(_all(design))]
    if trace is not None:
        _replay(world, design, trace, kinds[0])
    _attacks(world, design, kinds[0])
    _sale(parts, design, trace)
    begin_scans(parts)
    world.net, world.files, world.people = parts.net, parts.files, list(parts.people.values())
    world.names, world.pages = parts.dns, parts.pages
    may_deploy = design.balancer is not None and design.database.own_machine
    has_standby = design.balancer is not None and design.balancer.standby
    pairs = [site.balancer for site in parts.sites] if has_standby else []
    faults = Faults(world, design.faults, pairs=pairs, may_deploy=may_deploy)
    for balancer in pairs:
        world.clock.process(stand_by(faults, balancer, design.balancer.takeover_s))
    begin_checks(parts, faults)
    if parts.net is not None:
        parts.net.begin(faults, checks_before=probed(parts) + probed_of_caches(parts))
    for tier in parts.tiers:
        Watch(tier, faults)
    if design.replication is not None:
        faults.behind = [Behind(databases) for databases in parts.all_databases]
    if parts.tiers and parts.tiers[0].write_back is not None:
        world.write_back = parts.tiers[0].write_back
        world.write_back.begin(Walks(parts, []).flush)
    first_row = 0
    for crew in world.crews:
        first_row = crew.begin(first_row, Walks(parts, []))
    if faults.behind:
        begin_monitor(parts, faults)
    world.databases, world.shards = parts.databases, parts.shards
    _look_at_windows(world)
    if design.web.drift is not None:
        faults.hands = Hands(parts, faults, design.web.drift)
    if design.balancer is not None:
        faults.deployer = Deployer(parts, faults)
    if design.web.autoscale is not None:
        Autoscaler(parts, faults, design.web.autoscale)
    if design.start is Start.NORMAL:
        _prelude(world, parts, trace)


def _look_at_windows(world: World) -> None:
    """At the end of each window, before anything that happens at that instant."""
    sites = None if world.names is None else world.names.sites
    brokers = [crew.broker for crew in world.crews]
    posts = None if world.timelines is None else world.timelines.posts
    looks = [one.look for one in (world.databases, world.shards, sites, posts, *brokers) if one is not None]

    def look(at_ns: int) -> None:
        Moment(world.clock, at_ns, (BEFORE_ALL,), lambda: ([one() for one in looks], look(at_ns + world.window_ns)))

    look(world.window_ns)


def _all(design: WebSystem) -> tuple[Region, ...]:
    return design.workload.regions


def _region(parts: Parts, region: Region, number: int, trace: Trace | None) -> list[Kind]:
    """The users of one region: what they ask for, and when."""
    world, design = parts.world, parts.design
    workload = design.workload
    walks = Walks(parts, _ways_in(parts, region, number), region.name)
    at = "" if region.name == "home" else f"@{region.name}"
    asked = _asked(design)
    kinds = [Kind(e.name + at, walks.dynamic(e), e.response_kb * 1000, e.writes) for e in asked]
    for endpoint, kind in zip(asked, kinds, strict=True):
        kind.posts = parts.timelines is not None and parts.timelines.is_post(endpoint.name)
    world.kinds += kinds
    if trace is not None:
        static = walks.file(parts.files[-1]) if parts.files else walks.static()
        kinds.append(Kind("static" + at, static, workload.bundle_kb * 1000))
        world.kinds += kinds[-1:] if number == 0 else []
        return kinds
    share = _share_of(region, design)
    shares = list(zip(accumulate(workload.share_of(e) for e in asked), kinds, strict=True))
    requests = profile(workload.shape, workload.requests_rps * share, design.seconds)
    for endpoint, kind in zip(asked, kinds, strict=True):
        wanted, of_all = [(1.0, kind)], workload.share_of(endpoint)
        begin_crowds(world, REQUESTS + REGION * number, requests, design.faults, wanted, endpoint.name, of_all)
    flows = [(REQUESTS, workload.requests_rps, shares)]
    for place, file in enumerate(parts.files):
        kind = Kind(file.given.name + at, walks.file(file), file.given.mean_kb * 1000, counts_as="bundle")
        world.kinds.append(kind)
        files_rps = workload.pages_rps * file.given.per_page * who_asks(workload, file.given.device)
        flows.append((FILES + place, files_rps / (1 - file.browser_share), [(1.0, kind)]))
    bundle = Kind("bundle" + at, walks.static(), workload.bundle_kb * 1000, counts_as="bundle")
    if workload.bundle_kb > 0 and workload.app_share < 1 and not parts.files:
        world.kinds.append(bundle)
        flows.append((BUNDLES, workload.pages_rps * (1 - workload.app_share), [(1.0, bundle)]))
    for stream, rate_rps, wanted in flows:
        segments = profile(workload.shape, rate_rps * share, design.seconds)
        begin_source(world, stream + REGION * number, segments, wanted)
        begin_crowds(world, stream + REGION * number, segments, design.faults, wanted)
    return kinds


def _asked(design: WebSystem) -> list[Endpoint]:
    """Of what is there, what somebody asks for."""
    return [e for e in design.workload.endpoints if who_asks(design.workload, e.device) > 0]


def _share_of(region: Region, design: WebSystem) -> float:
    return region.share / sum(r.share for r in design.workload.regions)


def _sale(parts: Parts, design: WebSystem, trace: Trace | None) -> None:
    """Who come for a ticket; nobody does beside a log."""
    if trace is not None:
        parts.sale = parts.world.sale = None
    sale, world = parts.sale, parts.world
    if sale is None:
        return
    kinds = []
    for number, region in enumerate(_all(design)):
        walks = Walks(parts, _ways_in(parts, region, number), region.name)
        at = "" if region.name == "home" else f"@{region.name}"
        kinds.append(Kind(TICKET + at, walks.dynamic(sale.endpoint), 1000.0, writes=True, buys=True))
    world.kinds += kinds
    shares = accumulate(_share_of(region, design) for region in _all(design))
    begin_buyers(world, sale.given, design.seconds, list(zip(shares, kinds, strict=True)))


def _ways_in(parts: Parts, region: Region, number: int) -> list[list[Link]]:
    """To each site, to each of its doors."""
    users = "users" if region.name == "home" else f"users-{region.name}"
    return [
        [parts.link(users, door, parts.far.of_users(number, site.number) / 2) for door in site.doors]
        for site in parts.sites
    ]


def _replay(world: World, design: WebSystem, trace: Trace, kinds: list[Kind]) -> None:
    """A log: assets are static files, orders the first endpoint that writes, pages the first that does not."""
    *dynamic, static = kinds
    reads = next((kind for kind in dynamic if not kind.writes), dynamic[0])
    writes = next((kind for kind in dynamic if kind.writes), reads)
    wanted = design.workload.replay.speed_up if design.workload.replay else None
    speed = trace.speed_up(wanted)
    lines = []
    for at_s, key, what, size in zip(trace.at_s, trace.key, trace.kind, trace.size, strict=True):
        kind = writes if what == ORDER else static if what == ASSET else reads
        lines.append(
            (int(float(at_s) / speed * 1e9 + 0.5), kind, int(key), kind.size if math.isnan(size) else float(size))
        )
    begin_replay(world, lines)


def _attacks(world: World, design: WebSystem, kinds: list[Kind]) -> None:
    """Attackers do what users of the first region do who look at a page, but ask for what does not exist."""
    page = next((kind for kind in kinds[: len(_asked(design))] if not kind.writes), kinds[0])
    names = {"cache", *(cache.name for cache in world.caches)} if world.caches else set()
    attacks = (fault for fault in design.faults if isinstance(fault, Attack) and fault.node in names)
    for nth, fault in enumerate(attacks, start=1):
        name = "attack" if nth == 1 else f"attack-{nth}"
        kind = Kind(name, page.program, page.size, page.writes, attacks=fault.keys)
        world.kinds.append(kind)
        begin_hostile(world, nth, fault, design.seconds, kind)


def _prelude(world: World, parts: Parts, trace: Trace | None) -> None:
    """Caches as they are in the middle of a day: each has seen its share of the look-ups."""
    workload = parts.design.workload
    reads = sum(
        workload.share_of(endpoint) * call.times
        for endpoint in workload.endpoints
        for call in endpoint.calls
        if call.kind is CallKind.READ
    )
    for place, disk in enumerate(world.page_caches):
        disk.warm(parts.keys, world.seed, len(world.caches) + place)
    warm_people(parts.people, parts.design, parts.sessions)
    if parts.net is not None:
        parts.net.warm()
    shares = parts.dns.sites.shares if parts.dns is not None and parts.dns.sites is not None else [1.0]
    for site, share in zip(parts.sites, shares, strict=True):
        _warm_caches(parts, site, workload.requests_rps * reads * share)


def _warm_caches(parts: Parts, site: Site, rate_rps: float) -> None:
    """The cache servers of a site together, or each of the caches in its first web servers."""
    caches = parts.world.caches
    if site.tier is not None:
        row = caches.index(site.tier.caches[0])
        site.tier.warm(rate_rps, job_luck(parts.world.seed, PRELUDE, row, 0))
        return
    first = site.servers[: parts.design.first_servers]
    for cache in [server.cache for server in first if server.cache is not None]:
        luck = job_luck(parts.world.seed, PRELUDE, caches.index(cache), 0)
        cache.warm(parts.keys, rate_rps / len(first), luck)
