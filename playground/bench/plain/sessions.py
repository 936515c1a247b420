"""Who asks? A server of the plain web system looks into its own memory, or asks the store."""

from __future__ import annotations

from playground.bench.plain.keepers import Store
from playground.bench.plain.seat import Seat
from playground.bench.plain.server import Server
from playground.bench.plain.site import Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.within import within


def know(site: Site, server: Server, seat: Seat) -> Steps:
    """Who is not known logs in. Raises Failed when the store does not answer in time."""
    known = site.sessions
    if known is None:
        return
    keeper: object = server
    if known.store is not None:
        keeper = known.store.memory
        if not (yield from within(site.env, known.store.timeout_s, _ask(site, known.store))):
            raise Failed(site.hop_s)
    if known.by_cookie:
        seat.cookie = server
    if seat.home is keeper:
        return
    seat.home = keeper
    if known.login_s > 0:
        with server.cores.request() as core:
            yield core
            yield site.env.timeout(known.login_s * site.web_slowdown[server.cores.count])


def _ask(site: Site, store: Store) -> Steps:
    """There and back."""
    yield site.env.timeout(store.hop_s)
    if store.work_s > 0:
        with store.cores.request() as core:
            yield core
            yield site.env.timeout(store.work_s * store.slowdown[store.cores.count])
    yield site.env.timeout(store.hop_s)
