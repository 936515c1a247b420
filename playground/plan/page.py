"""A page, from the person who asks for it to the database and back."""

from __future__ import annotations

from collections.abc import Sequence

from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.workload import Region
from playground.plan import entry, external, files, timelines
from playground.plan.at_site import at_its_site
from playground.plan.balancer import through
from playground.plan.builder import Link
from playground.plan.calls import Tiers, read_own
from playground.plan.fan_out import send_off
from playground.plan.orders import carry_out
from playground.plan.people import CDN, ORIGIN, Audience, come, connect, find, open_connection, over_connection
from playground.plan.read_model import read_document
from playground.plan.services import has_joins, put_together
from playground.plan.sessions import know, leads_to
from playground.plan.spread import spread
from playground.plan.versions import meet_bug, meet_version
from playground.plan.walk import Walk
from playground.plan.web import compute, inside


def page(
    walk: Walk, assets: files.Assets, ways_in: Sequence[Link], design: WebSystem, endpoint: Endpoint, region: Region
) -> None:
    """Somebody asks for a page, over a connection to the origin, or to the edge nearby that has one to the origin; and
    gets it from one of the sites. `ways_in`: from the region to each."""
    audience, net, sites = assets.sites[0].people.get(region.name), assets.net, len(assets.sites)
    by_edge = net is not None and net.given.carries_pages
    come(walk, audience, may_begin=True)
    if net is not None and by_edge:
        connect(walk, audience, net.edges[region.name].link, CDN)
    else:
        find(walk, audience, ORIGIN)

    def at_site(site: int) -> None:
        if not by_edge:
            open_connection(walk, audience, ways_in[site], ORIGIN)
        request(walk, assets.sites[site], ways_in[site], design, endpoint, audience)

    at_its_site(walk, audience, sites, at_site, of_edge=by_edge)


def request(
    walk: Walk, tiers: Tiers, way_in: Link, design: WebSystem, endpoint: Endpoint, audience: Audience | None
) -> None:
    """A dynamic request: through the balancer to a server, which finds out who asks, computes and calls, and back
    through the entry link."""
    caller = None if design.cdn is not None and design.cdn.carries_pages else audience  # or else an edge calls
    with over_connection(walk, caller):
        with through(walk, tiers.ways, way_in, leads_to(caller, tiers.known)), inside(walk, tiers.servers):
            _answer(walk, tiers, design, endpoint, audience)
        entry.send_out(walk, tiers.out)
        if endpoint.response_kb > tiers.window_kb:
            spread(walk, way_in, tiers.window_kb)
        walk.travel(way_in, back=True)


def _answer(walk: Walk, tiers: Tiers, design: WebSystem, endpoint: Endpoint, audience: Audience | None) -> None:
    """What the server does."""
    know(walk, tiers.known, tiers.servers, audience)
    meet_version(walk, design, tiers.servers, audience)
    compute(walk, tiers.servers, endpoint)
    meet_bug(walk, design, tiers.servers)
    if tiers.fans is not None and timelines.is_read(design, endpoint):
        timelines.read(walk, tiers.fans)
    else:
        carry_out(walk, tiers, design, endpoint)
    is_page = has_joins(endpoint) and not timelines.is_read(design, endpoint)
    if tiers.documents is not None and is_page:
        read_document(walk, tiers.documents)
    elif tiers.peers is not None and is_page:
        put_together(walk, tiers.peers)
    if endpoint.writes and design.workload.read_back_share > 0:
        with walk.times(design.workload.read_back_share):
            read_own(walk, tiers, design)
    if endpoint.writes and tiers.api is not None:
        external.call(walk, tiers.api, design)
    if tiers.fans is not None and tiers.broker is None and timelines.is_post(design, endpoint):
        send_off(walk, tiers.fans)
