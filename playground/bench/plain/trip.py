"""The way of a request of the plain web system: from whoever asks to the door, to a server, and back."""

from __future__ import annotations

from playground.bench.plain.seat import Seat
from playground.bench.plain.server import Server
from playground.bench.plain.site import Errand, Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import visit
from playground.design.design import WebSystem


def trip(site: Site, errand: Errand, way_s: float, seat: Seat | None = None) -> Steps:
    """To the door, `way_s` away, to a server and back, and out through the entry link. Raises Failed."""
    env = site.env
    if way_s:
        yield env.timeout(way_s)
    server = _by_cookie(seat) or site.pick()
    if server is None:
        raise Failed(way_s)
    server.open += 1
    try:
        if site.hop_s:
            yield env.timeout(site.hop_s)
        if not errand.is_bundle:
            yield from visit(site, server, errand, seat)
        if site.hop_s:
            yield env.timeout(site.hop_s)
    except Failed as failure:
        raise Failed(failure.away_s + way_s) from None
    finally:
        server.open -= 1
    if site.entry is not None:
        with site.entry.request() as turn:
            yield turn
            yield env.timeout(errand.send_s)
    if way_s:
        if errand.rounds:
            yield env.timeout(2 * way_s * errand.rounds)
        yield env.timeout(way_s)


def _by_cookie(seat: Seat | None) -> Server | None:
    """The server that the cookie names, if it is up."""
    if seat is None or seat.cookie is None:
        return None
    return seat.cookie if seat.cookie.up else None


def rounds(kb: float, window_kb: float) -> int:
    """Round trips after the first one: a connection that was idle sends a window, and twice as much each time."""
    count, sent_kb = 0, window_kb
    while sent_kb < kb:
        count += 1
        window_kb *= 2
        sent_kb += window_kb
    return count


def send_s(design: WebSystem, kb: float) -> float:
    """How long an answer takes on an entry link."""
    link_gbit_s = design.entry.link_gbit_s
    return 0.0 if link_gbit_s is None else kb * 8000 / (link_gbit_s * 1e9)
