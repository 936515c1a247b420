"""The people of each region of the plain web system, as they are in the middle of a day, and the names they know."""

from __future__ import annotations

from itertools import accumulate

from playground.bench.plain.client import Clients
from playground.bench.plain.names import Names, by_distance, by_weight
from playground.bench.plain.people import Audience
from playground.bench.plain.site import Site
from playground.bench.plain.warm_people import know_names, log_in, resolvers, take_seats
from playground.design import sites as distances
from playground.design.design import WebSystem
from playground.design.sites import Route
from playground.design.workload import Workload


def divided(load: Workload, count: int) -> list[int]:
    """So many over the regions, at least one in each."""
    shares = list(accumulate(region.share for region in load.regions))
    found: list[int] = []
    for share in shares:
        found.append(max(1, round(share / shares[-1] * count) - sum(found)))
    return found


def names_of(design: WebSystem, sites: list[Site]) -> Names | None:
    """None where everybody knows the addresses."""
    given = design.dns
    if given is None:
        return None
    authority = by_weight(sites) if _is_weighted(design) else by_distance(sites)
    return Names(given.hit_ms / 1000, given.miss_ms / 1000, given.browser_s, authority)


def audience_of(
    clients: Clients, design: WebSystem, place: int, sites: list[Site], names: Names | None, seats: int, asked: int
) -> Audience:
    """Of the region at this place: so many seats and resolvers."""
    load, visits = design.workload, design.workload.visits
    assert visits is not None  # noqa: S101 - the caller has looked
    region = load.regions[place]
    audience = Audience(
        env=clients.env,
        rng=clients.rng,
        session_s=visits.session_s,
        keep_s=visits.keep_alive_s,
        round_trips=visits.handshake_round_trips,
        ways_s=[distances.rtt_ms(design.sites, region, place, site.place) / 2000 for site in sites],
        edge_way_s=region.edge_rtt_ms / 2000,
        near=_near(design, place),
        names=names,
    )
    if design.dns is not None:
        given, off = design.dns, 0.0 if design.sites is None else design.sites.misplaced_share
        places = audience.near, _near(design, (place + 1) % len(load.regions))
        audience.resolvers = resolvers(asked, (given.ttl_s, given.violator_ttl_s), given.violator_share, places, off)
    hosts_rps = _hosts_rps(design)
    take_seats(audience, seats, load.requests_rps / load.seats, hosts_rps)
    weights = [site.weight for site in sites] if _is_weighted(design) else None
    know_names(audience, hosts_rps, weights)
    log_in(audience, sites)
    return audience


def _near(design: WebSystem, place: int) -> list[int]:
    """The places of the sites, from near to far as seen by the region at this place."""
    if design.sites is None:
        return [0]
    return list(distances.by_distance(design.sites, design.workload.regions[place], place))


def _is_weighted(design: WebSystem) -> bool:
    return design.sites is not None and design.sites.route is Route.WEIGHTED


def _hosts_rps(design: WebSystem) -> tuple[float, float]:
    """Requests of a seat to the origin and to the edges, per second."""
    load = design.workload
    files_rps = sum(load.files_rps(kind) for kind in load.files)
    by_edge = design.cdn is not None and design.cdn.carries_pages
    to_origin, to_edges = (0.0, load.requests_rps + files_rps) if by_edge else (load.requests_rps, files_rps)
    return to_origin / load.seats, to_edges / load.seats
