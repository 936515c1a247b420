"""From whom requests come, and over which connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane.tables import NONE
from playground.design.design import WebSystem
from playground.design.shape import first_factor
from playground.design.sites import MOST_SITES, by_distance
from playground.design.workload import Workload
from playground.plan.builder import Builder, Link, Ref, S
from playground.plan.names import Names, resolvers
from playground.plan.walk import Walk

ORIGIN, CDN, SPARE = 0, 1, 2  # hosts


@dataclass(frozen=True)
class Audience(Ref):
    """The people of one region; `round_trips` open a connection, to an address that is looked up where there are
    `names`."""

    round_trips: int = 0
    names: Names | None = None


def audiences(builder: Builder, design: WebSystem, names: Names | None) -> dict[str, Audience]:
    """By region; nobody where requests come from nobody in particular."""
    load, found = design.workload, {}
    if load.visits is None:
        return {}
    seats, asked = divided(load, load.seats), divided(load, 0 if design.dns is None else design.dns.resolvers)
    places = range(len(load.regions))
    session, keep, first = load.visits.session_s * S, int(load.visits.keep_alive_s * S), 0
    for place, region, count, servers in zip(places, load.regions, seats, asked, strict=True):
        start = resolvers(builder, design, place, servers)
        sites = () if design.sites is None else by_distance(design.sites, region, place)
        near = (*sites, *(0,) * (MOST_SITES - len(sites)))
        about = (0, 0, (0, 0, 0), 0, (0, 0, 0, 0), 0, start, servers, 0, 0, 0, 0, 0, near, (0,) * MOST_SITES, 0)
        row = builder.row("audiences", (first, count, 0, session, keep, *about))
        found[region.name] = Audience(row, round_trips=load.visits.handshake_round_trips, names=names)
        first += count
    return found


def divided(load: Workload, count: int) -> list[int]:
    """So many over the regions, at least one in each."""
    shares = np.cumsum([region.share for region in load.regions])
    found: list[int] = []
    for end in np.round(shares / shares[-1] * count).astype(int).tolist():
        found.append(max(1, end - sum(found)))
    return found


def paces(design: WebSystem) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Of a seat of each region, per second at the start: requests that may begin a session, and all requests to each
    host."""
    load = design.workload
    if load.visits is None:
        return ()
    files_rps = sum(load.files_rps(kind) for kind in load.files) + load.bundles_rps
    to_edges = 0.0 if design.cdn is None else files_rps + load.requests_rps * design.cdn.carries_pages
    to_origin = load.requests_rps + files_rps - to_edges
    now = first_factor(load.shape) / load.seats
    return ((load.requests_rps * now, (to_origin * now, to_edges * now, 0.0)),) * len(load.regions)


def come(walk: Walk, audience: Audience | None, *, may_begin: bool = False) -> None:
    """Somebody asks; with a page a session may begin."""
    if audience is not None:
        walk.emit(code.TAKE_SEAT, "who asks?", at=audience, count=int(may_begin))


def connect(walk: Walk, audience: Audience | None, link: Link, host: int) -> None:
    """Open the connection, unless it is open, once its address is known."""
    find(walk, audience, host)
    open_connection(walk, audience, link, host)


def find(walk: Walk, audience: Audience | None, host: int) -> None:
    """Find out the address of a host; an address that several sites have leads to one of them."""
    if audience is None or audience.names is None:
        return
    if audience.names.is_anycast and host == ORIGIN:
        walk.emit(code.REACH, "where does its address lead?", at=Ref(audience.first))
    _look_up(walk, audience, audience.names, host)


def open_connection(walk: Walk, audience: Audience | None, link: Link, host: int) -> None:
    """Unless it is open."""
    if audience is None:
        return
    lane = walk.builder.lane(2 * audience.round_trips * link.one_way_ns, code.TRAVELLING)
    walk.emit(code.OPEN_CONNECTION, "connect", at=audience, count=host, lane=lane, part=link.part)


def _look_up(walk: Walk, audience: Audience, names: Names, host: int) -> None:
    walk.emit(
        code.RESOLVE,
        "at which address?",
        at=audience,
        count=host,
        lane=names.hit_lane,
        link_stride=names.miss_lane,
        link=NONE if names.is_anycast else names.group,
        share=float(names.browser_ns),
        part=names.part,
    )


@contextmanager
def over_connection(walk: Walk, audience: Audience | None) -> Iterator[None]:
    """The way to the origin and back of a person who has one of several addresses: a failure ends the connection."""
    if audience is None or audience.names is None or not audience.names.has_choice:
        yield
        return

    def hang_up() -> None:
        walk.emit(code.HANG_UP, "the connection has failed", at=audience)
        walk.fail()

    with walk.guarded(hang_up):
        yield
