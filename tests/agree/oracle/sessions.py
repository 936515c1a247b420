"""Sessions: who keeps them, how they are found or lost, and which server they lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.service import Deterministic
from playground.design.sessions import Kept, SessionStore, Sticky, WithoutStore
from playground.result.people import ALL_STORES
from tests.agree.oracle.chance import number
from tests.agree.oracle.placement import SLOTS, Slots
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from playground.design.sessions import Sessions as Given
    from tests.agree.oracle.balancer import Connection, Group
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.people import Audience, Seat
    from tests.agree.oracle.site import Server, Site

DIED, DEPLOYED, SCALED_IN, ELSEWHERE = range(4)


class Keeper:
    """A node that has sessions in its memory. `life`: how often it has lost them all, and `cause`: why it did last."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.life = self.lost = 0
        self.cause = DIED


class Store:
    """The machine that keeps everybody's session, at each site."""

    def __init__(self, parts: Parts, given: SessionStore, site: Site) -> None:
        self.node = parts.node(site.called("session-store"))
        self.link = parts.link(site.servers_together, self.node.name, given.hop_ms / 2)
        self.cores = Station(self.node, "session cores", given.cores, machine=given)
        self.work = Deterministic(mean_ms=given.work_ms)
        self.timeout_ns = int(given.timeout_s * 1e9 + 0.5)

    def visit(self, token: Token, act: Callable[[], None]) -> Walk:
        """Go there, do this, and come back."""
        with Alarm(token, self.timeout_ns):
            yield from token.travel(self.link)
            yield from token.arrive(self.node, "store_down")
            yield from self.cores.serve(token, self.work, "web")
            act()
            yield from token.travel(self.link, back=True)


class Sessions:
    """All that keep sessions: every web server that may ever be, or the store alone; at several sites those that share
    everything are one, which forgets nothing."""

    def __init__(self, parts: Parts, given: Given) -> None:
        self.world, self.given, self.sites = parts.world, given, parts.sites
        self.first_servers = parts.design.first_servers
        self.stores = [Store(parts, given.store, site) for site in parts.sites] if given.kept is Kept.STORE else []
        self.is_shared = bool(self.stores) and parts.design.sites is not None and parts.design.sites.shares_sessions
        names = [store.node.name for store in self.stores] or [server.node.name for server in parts.servers]
        self.keepers = {name: Keeper(name) for name in ([ALL_STORES] if self.is_shared else names)}
        self.login = Deterministic(mean_ms=given.login_ms)
        self.slots = Slots(on_ring=given.sticky is Sticky.RING)
        self.world.sessions = self

    # Who keeps them

    def settle(self, seat: Seat, drawn: float) -> None:
        """A session that goes on when the run begins has been kept from its beginning."""
        site = self.sites[seat.address if len(self.sites) > 1 else 0]
        place: int | None = int(drawn * self.first_servers)
        if self.given.sticky in (Sticky.MODULO, Sticky.RING):
            place = self._by_address(seat, range(self.first_servers))
        assert place is not None
        seat.home = self._keeper(site.servers[place])
        if self.given.sticky is Sticky.COOKIE:
            seat.cookie = place

    def _keeper(self, server: Server) -> Keeper:
        if self.is_shared:
            return self.keepers[ALL_STORES]
        node = self.stores[server.site.number].node if self.stores else server.node
        return self.keepers[node.name]

    def died(self, name: str) -> None:
        """A node is dead, and what it had in its memory gone."""
        if not self.stores or self.given.store.forgets:
            self.lose(name, DIED)

    def lose(self, name: str, cause: int) -> None:
        """All sessions that this node keeps, if it keeps any, are lost."""
        keeper = self.keepers.get(name)
        if keeper is None:
            return
        now = int(self.world.clock.now)
        seats = [seat for audience in self.world.people for seat in audience.seats if seat.home is keeper]
        keeper.lost += sum(seat.life == keeper.life and seat.ends_ns > now for seat in seats)
        keeper.life += 1
        keeper.cause = cause

    # At the balancer

    def stick(self, token: Token, group: Group) -> Connection | None:
        """A connection to where the session leads; None where it leads nowhere."""
        if self.given.sticky is Sticky.NONE:
            return None
        token.note("STICK")
        assert token.seat is not None
        place = self._leads_to(token.seat, group)
        return None if place is None else group.go(token, group.members[place])

    def _leads_to(self, seat: Seat, group: Group) -> int | None:
        if self.given.sticky is not Sticky.COOKIE:
            return self._by_address(seat, [member.place for member in group.up])
        if seat.cookie is None:
            return None
        member = group.members[seat.cookie]
        return member.place if member.is_up or member.drains else None

    def _by_address(self, seat: Seat, there: list[int] | range) -> int | None:
        return self.slots.owner(int(number(seat.luck, "address") * SLOTS), there)

    # At the server

    def meet(self, token: Token, server: Server, people: Audience) -> Walk:
        """Find out who asks; who is not known logs in."""
        if not self.stores:
            self._find(token, server, people)
        else:
            visit = self.stores[server.site.number].visit(token, lambda: self._find(token, server, people))
            if self.given.store.without is WithoutStore.FAIL:
                yield from token.guarded(visit)
            elif not (yield from token.tried(visit)):
                token.note("NO_SESSION")
                people.anonymous += 1
                token.logs_in = False
        if self.given.login_ms > 0:
            token.note("LOGS_IN")
            if token.logs_in:
                yield from server.cores.serve(token, self.login, "web")

    def _find(self, token: Token, server: Server, people: Audience) -> None:
        """The keeper knows the session, or makes a new one."""
        token.note("FIND_SESSION")
        seat, keeper = token.seat, self._keeper(server)
        assert seat is not None
        token.logs_in = seat.home is not keeper or seat.life != keeper.life
        if token.logs_in:
            if seat.home is not None:
                people.logged_out[_why(seat, seat.home, keeper)] += 1
            people.logins += 1
            seat.home, seat.life = keeper, keeper.life
        if self.given.sticky is Sticky.COOKIE:
            seat.cookie = server.place


def _why(seat: Seat, home: Keeper, keeper: Keeper) -> int:
    """Why the keeper does not know a session that was kept at home."""
    return ELSEWHERE if home is not keeper and seat.life == home.life else home.cause
