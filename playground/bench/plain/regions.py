"""What the people of all regions of the plain web system ask for: pages of the sites, and files of the edges."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from functools import partial

from playground.bench.plain.audiences import audience_of, divided, names_of
from playground.bench.plain.cdn import Net
from playground.bench.plain.client import Clients, Wish, arrivals
from playground.bench.plain.kinds import Kind, catalogue
from playground.bench.plain.nets import net_of
from playground.bench.plain.page import by_edge, by_name, hang_up
from playground.bench.plain.people import Audience
from playground.bench.plain.site import Errand, Site
from playground.bench.plain.steps import Steps
from playground.design.design import WebSystem


def start(clients: Clients, design: WebSystem, sites: list[Site], errands: list[Errand], shares: list[float]) -> None:
    """Everybody asks, as in the middle of a day. `shares` of the errands are cumulative."""
    load = design.workload
    files, names = catalogue(design), names_of(design, sites)
    seats, resolvers = divided(load, load.seats), divided(load, 0 if design.dns is None else design.dns.resolvers)
    for place, region in enumerate(load.regions):
        part = load.share_of_region(region)
        if part <= 0:
            continue
        audience = audience_of(clients, design, place, sites, names, seats[place], resolvers[place])
        net = net_of(clients, design, files, sites, region)
        pages = _pages(design, audience, sites, errands, shares)
        clients.env.process(arrivals(clients, clients.requests, load.requests_rps * part, pages))
        for kind in files.kinds:
            rate_rps = load.files_rps(kind.given) * part
            if rate_rps > 0:
                clients.env.process(arrivals(clients, clients.files, rate_rps, _files(audience, net, kind)))


def _pages(
    design: WebSystem, audience: Audience, sites: list[Site], errands: list[Errand], shares: list[float]
) -> Wish:
    """Somebody asks for one of the endpoints."""
    last, rng = len(errands) - 1, audience.rng
    page = by_edge if design.cdn is not None and design.cdn.carries_pages else by_name

    def wish() -> tuple[Callable[[], Steps], Callable[[], None] | None]:
        seat, errand = audience.somebody(), errands[bisect(shares, rng.random(), 0, last)]
        return partial(page, audience, seat, sites, errand), partial(hang_up, seat) if len(sites) > 1 else None

    return wish


def _files(audience: Audience, net: Net, kind: Kind) -> Wish:
    """Somebody's page needs one of the files."""

    def wish() -> tuple[Callable[[], Steps], Callable[[], None] | None]:
        return partial(net.get, audience, audience.somebody(), net.draw(kind)), None

    return wish
