"""Who is it? A server looks a session up in its own memory, or asks the store that all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.layout import Doors
from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.service import Deterministic
from playground.design.sessions import STORE, Kept, Sticky, WithoutStore
from playground.design.sessions import Sessions as Given
from playground.plan.builder import Builder, Group, Link, NodeRef, Place, Ref
from playground.plan.people import Audience
from playground.plan.walk import Walk
from playground.plan.web import REGISTER, Web

LEADS = {
    Sticky.NONE: code.FREELY,
    Sticky.COOKIE: code.BY_COOKIE,
    Sticky.MODULO: code.BY_MAP,
    Sticky.RING: code.BY_MAP,
}
PLACEMENT = {Sticky.MODULO: code.BY_MODULO, Sticky.RING: code.ON_RING}


@dataclass(frozen=True)
class Store:
    """The machine that keeps everybody's session, and the way there."""

    node: NodeRef
    link: Link
    cores: Place


@dataclass(frozen=True)
class Sessions:
    """Those who keep sessions: the servers themselves, or the store. `each`: how many at each site; 0: the same at
    all."""

    given: Given
    keepers: Ref
    store: Store | None
    each: int = 0

    @property
    def leads(self) -> int:
        """How the balancer leads a person to a server."""
        return int(LEADS[self.given.sticky])


def sessions(builder: Builder, design: WebSystem, servers: Web) -> Sessions | None:
    """None where nobody is logged in. Stores of several sites may share what they know."""
    given = design.sessions
    if given is None:
        return None
    each = 0 if design.sites is None else 1
    if given.kept is Kept.STORE:
        store = _store(builder, given, servers)
        if design.sites is not None and design.sites.shares_sessions:
            row = 0 if builder.site > 0 else _keeper(builder, code.NO_NODE, forgets=False)
            return Sessions(given, Ref(row, 0, REGISTER), store)
        row = _keeper(builder, store.node.first, forgets=given.store.forgets)
        return Sessions(given, Ref(row, 0, REGISTER), store, each)
    rows = [_keeper(builder, servers.node.first + place, forgets=True) for place in range(len(servers.names))]
    return Sessions(given, Ref(rows[0], 1 if len(rows) > 1 else 0, REGISTER), None, each * len(rows))


def leads_to(audience: Audience | None, known: Sessions | None) -> int:
    """How a person's page finds its server: by an address, or as the balancer leads those who are logged in."""
    if audience is not None and audience.names is not None and audience.names.is_of_servers:
        return int(code.BY_ADDRESS)
    return int(code.FREELY) if known is None else known.leads


def doors(design: WebSystem, groups: Sequence[Group | None]) -> tuple[Doors, ...]:
    """The maps by which people are led to servers, one for each site's group; none where no hash leads them."""
    given = design.sessions
    if given is None or given.sticky not in PLACEMENT:
        return ()
    placement, points = int(PLACEMENT[given.sticky]), value("sharding.vnodes")
    return tuple(Doors(group.first, placement, points) for group in groups if group is not None)


def _keeper(builder: Builder, node: int, *, forgets: bool) -> int:
    return builder.row("keepers", (0, node, 0, 0, int(forgets)))


def _store(builder: Builder, given: Given, servers: Web) -> Store:
    node = builder.node(builder.here(STORE))
    near = servers.names[0] if len(servers.names) == 1 else builder.here("web")
    link = builder.link(f"{near}>{node.name}", given.store.hop_ms / 2)
    cores = builder.station(
        "session cores", node, 1, system="sessions", slots=given.store.cores, machine=given.store, is_front=True
    )
    return Store(node, link, cores)


def know(walk: Walk, known: Sessions | None, servers: Web, audience: Audience | None) -> None:
    """Find out who asks; whoever is not known logs in."""
    if known is None or audience is None:
        return
    if known.store is None:
        _find(walk, known, audience)
    else:
        _ask(walk, known, known.store, audience)
    if known.given.login_ms > 0:
        logs_in = walk.emit(code.LOGS_IN, "just logged in?")
        walk.serve(servers.cores, Deterministic(mean_ms=known.given.login_ms), code.WEB_WORK)
        walk.patch(logs_in)


def _find(walk: Walk, known: Sessions, audience: Audience) -> None:
    walk.emit(code.FIND_SESSION, "whose session is it?", at=known.keepers, count=known.leads, link=audience.first)


def _ask(walk: Walk, known: Sessions, store: Store, audience: Audience) -> None:
    """To the store and back, within the patience that a server has with it."""

    def do_without() -> None:
        walk.emit(code.NO_SESSION, "nobody knows who asks", at=audience)

    anonymous = known.given.store.without is WithoutStore.ANONYMOUS
    with walk.guarded(do_without if anonymous else None), walk.deadline(known.given.store.timeout_s):
        walk.travel(store.link)
        walk.arrive(store.node, code.STORE_DOWN)
        walk.serve(store.cores, Deterministic(mean_ms=known.given.store.work_ms), code.WEB_WORK)
        _find(walk, known, audience)
        walk.travel(store.link, back=True)
