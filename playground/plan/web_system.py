"""A web system, from the users to the database and back: the program of every kind of request, in the order in which it
happens."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane.tables import REQUESTS, TRAIL
from playground.design.design import WebSystem
from playground.design.sites import rtt_ms
from playground.design.workload import Region
from playground.plan import arrivals, client, entry, files
from playground.plan.at_sites import at_sites
from playground.plan.builder import Builder, Link
from playground.plan.buyers import buyers
from playground.plan.calls import Tiers
from playground.plan.cdn_edges import Cdn, cdn, shelving
from playground.plan.copies import Copies
from playground.plan.disk import value_caches
from playground.plan.names import has_choice, named
from playground.plan.operations import note_slow_queries
from playground.plan.page import page
from playground.plan.people import paces
from playground.plan.plan import Plan, finish
from playground.plan.replay import replay
from playground.plan.scan import scans
from playground.plan.sessions import doors
from playground.plan.shards import shards
from playground.plan.tiers import everything
from playground.plan.timelines import is_post
from playground.plan.versions import deploys
from playground.plan.walk import Walk
from playground.traffic.rate import profile
from playground.traffic.trace import ASSET, ORDER, Trace


def plan(design: WebSystem, trace: Trace | None = None) -> Plan:
    """The plan of a web system. `trace` is the log that the design says is replayed."""
    builder = Builder()
    sites = everything(builder, design)
    tiers = sites[0]
    assets = _assets(builder, design, sites)
    bases = [one.base for one in sites if isinstance(one.base, Copies)]
    copying = replay(builder, design, bases) if bases else None
    ways = [_ways_in(builder, design, sites, region, number) for number, region in enumerate(design.workload.regions)]
    for number, region in enumerate(design.workload.regions):
        _traffic(builder, design, assets, ways[number], region, number, trace)
    _attacks(builder, design)
    buyers(builder, design, assets, ways, trace)
    scans(builder, design, [one.servers for one in sites])
    divided = shards(builder, design, sum(len(one.servers.names) for one in sites))
    layout = builder.layout(orphan_pc=_orphan(builder), drops_abandoned=design.web.drops_abandoned)
    layout = note_slow_queries(builder, layout._replace(**_about(design, sites), shards=divided), design)
    rate = design.workload.requests_rps
    if trace is not None:
        layout, rate = _replayed(design, layout, trace)
    return finish(
        builder,
        layout,
        seconds=design.seconds,
        warmup_s=design.warmup_s if trace is None else 0.0,
        requests_rps=rate,
        **at_sites(builder, design, sites),
        replay=copying,
        consumers=tuple(builder.consumers),
        flushers=None if tiers.behind is None else tiers.behind.flushers,
        shelving=None if assets.net is None else shelving(design, assets.net),
        regions=tuple(region.name for region in design.workload.regions),
        paces=paces(design),
        named=named(design, tiers.servers),
        known=None if tiers.known is None else (tiers.known.leads, tiers.known.store is not None, tiers.known.each),
        first_servers=design.first_servers,
        **deploys(design),
        files=tuple(kind.name for kind in design.workload.files),
        replayed=0 if trace is None else len(trace),
    )


def _about(design: WebSystem, sites: tuple[Tiers, ...]) -> dict[str, Any]:
    """Fields of Layout that are no tables."""
    tier = sites[0].tier
    return {
        "tier": None if tier is None else tier.tier,
        "sticky": doors(design, [one.ways.group for one in sites]),
        "hangs_up": has_choice(design, sites[0].servers) or design.sites is not None,
        "sites": 0 if design.sites is None else design.sites.count,
    }


def _assets(builder: Builder, design: WebSystem, sites: tuple[Tiers, ...]) -> files.Assets:
    """How the files of pages come to the users."""
    files.kinds(builder, design)
    net = cdn(builder, design, [one.ways for one in sites])
    return files.Assets(sites, net, tuple(_own_link(builder, net, site) for site in range(len(sites))))


def _own_link(builder: Builder, net: Cdn | None, site: int) -> entry.Entry | None:
    builder.site = site
    link = None if net is None else entry.own_link(builder, net.given.own_link_gbit_s)
    builder.site = 0
    return link


def _ways_in(
    builder: Builder, design: WebSystem, sites: tuple[Tiers, ...], region: Region, number: int
) -> tuple[Link, ...]:
    """From the users of a region to each site."""
    return tuple(
        entry.way_in(builder, region, one.ways.door, one.ways.doors, rtt_ms(design.sites, region, number, site))
        for site, one in enumerate(sites)
    )


def _orphan(builder: Builder) -> int:
    """Where the program of work begins that nobody waits for any more."""
    walk = Walk(builder, "orphan", on_failure=code.VANISH)
    first = walk.emit(code.RELEASE_TOP, "work that nobody waits for is done")
    walk.end(code.VANISH, "gone")
    return first


def _traffic(
    builder: Builder,
    design: WebSystem,
    assets: files.Assets,
    ways_in: tuple[Link, ...],
    region: Region,
    number: int,
    trace: Trace | None,
) -> None:
    """The programs and the arrivals of one region."""
    workload = design.workload
    share = workload.share_of_region(region)
    suffix = "" if region.name == "home" else f"@{region.name}"
    first = len(builder.endpoints)
    segments = profile(workload.shape, workload.requests_rps * share, design.seconds)
    stream = arrivals.stream(arrivals.REQUESTS, number)
    upto = 0.0
    for endpoint in workload.asked:
        upto += workload.share_of(endpoint)
        walk = client.begin(builder, endpoint.name + suffix)
        page(walk, assets, ways_in, design, endpoint, region)
        start_pc, _ = client.receive(walk)
        kb, writes = endpoint.response_kb, endpoint.writes
        name = endpoint.name + suffix
        posts = is_post(design, endpoint)
        row = arrivals.endpoint(builder, name, REQUESTS, start_pc, writes=writes, upto=upto, kb=kb, posts=posts)
        if trace is None:
            of_all = workload.share_of(endpoint)
            arrivals.crowds_for(builder, stream, segments, design.faults, row, endpoint.name, of_all)
    count = len(builder.endpoints) - first
    if trace is not None:
        if number == 0:
            files.bundle(builder, design, assets, ways_in, "static" + suffix, REQUESTS)
            arrivals.replay(builder, first, count + 1)
        return
    arrivals.source(builder, stream, segments, first, count)
    arrivals.crowds(builder, stream, segments, design.faults, first, count)
    files.traffic(builder, design, assets, ways_in, region, number)


def _attacks(builder: Builder, design: WebSystem) -> None:
    """Attackers walk as users of the first region do who look at the first page that writes nothing; they have books of
    their own."""
    endpoints = design.workload.asked
    page = next((place for place, endpoint in enumerate(endpoints) if not endpoint.writes), 0)
    start_pc, kb = builder.rows["endpoints"][page][2], endpoints[page].response_kb
    for nth, fault in enumerate(arrivals.attacks(design.faults, value_caches(builder)), start=1):
        name = "attack" if nth == 1 else f"attack-{nth}"
        row = arrivals.endpoint(builder, name, REQUESTS, start_pc, writes=endpoints[page].writes, kb=kb)
        missing = arrivals.NEVER_TWICE - fault.keys
        arrivals.hostile(builder, arrivals.ATTACK, nth, fault, design.seconds, row, missing)


def _replayed(design: WebSystem, layout, trace: Trace):
    """The layout with the log's lines as a trail, and the mean rate at which they come."""
    endpoints = design.workload.asked
    reads = next((i for i, e in enumerate(endpoints) if not e.writes), 0)
    writes = next((i for i, e in enumerate(endpoints) if e.writes), reads)
    speed = trace.speed_up(design.workload.replay.speed_up if design.workload.replay else None)
    trail = np.zeros(len(trace), TRAIL)
    trail["at_ns"] = np.floor(trace.at_s / speed * 1e9 + 0.5)
    trail["key"] = trace.key
    kind = np.where(trace.kind == ORDER, writes, np.where(trace.kind == ASSET, len(endpoints), reads))
    trail["endpoint"] = kind
    usual = np.array([row["bytes"] for row in layout.endpoints])
    trail["bytes"] = np.where(np.isnan(trace.size), usual[kind], np.nan_to_num(trace.size))
    return layout._replace(trail=trail), len(trace) / max(trace.seconds / speed, 1e-9)
