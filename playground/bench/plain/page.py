"""A page of the plain web system, from the person who asks for it to one of the sites and back."""

from __future__ import annotations

from playground.bench.plain.names import nearest
from playground.bench.plain.people import EDGE, ORIGIN, Audience
from playground.bench.plain.seat import NEVER_S, Seat
from playground.bench.plain.site import Errand, Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.trip import trip


def by_name(audience: Audience, seat: Seat, sites: list[Site], errand: Errand) -> Steps:
    """At the site to which the origin's name leads. A connection that has failed is no more. Raises Failed."""
    audience.come(seat)
    yield from audience.find(seat, ORIGIN)
    site = sites[seat.address]
    way_s = audience.ways_s[site.place]
    yield from audience.connect(seat.hosts[ORIGIN], way_s)
    try:
        yield from trip(site, errand, way_s, seat)
    except Failed as failure:
        yield site.env.timeout(failure.away_s)
        if len(sites) > 1:
            hang_up(seat)
        raise Failed(0.0) from None


def by_edge(audience: Audience, seat: Seat, sites: list[Site], errand: Errand) -> Steps:
    """Over a connection to an edge, which has one to the site nearest to it. Raises Failed."""
    audience.come(seat)
    yield from audience.find(seat, EDGE)
    yield from audience.connect(seat.hosts[EDGE], audience.edge_way_s)
    site = sites[nearest(sites, audience.near)]
    yield from trip(site, errand, audience.ways_s[site.place], seat)


def hang_up(seat: Seat) -> None:
    """The person's connection to the origin is no more; the next page looks the name up."""
    seat.hosts[ORIGIN].used_s = NEVER_S
