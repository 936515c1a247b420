"""Services that were split off: a page asks them for its rows, one after another, beside each other, in batches, or
every machine for what it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.service import Empirical, Lognormal, Service
from playground.design.services import How, Services, SplitOff
from tests.agree.oracle.balancer import Group
from tests.agree.oracle.children import Children
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.site import Site

Call = Callable[[Token], "Walk"]


class Turn(Group):
    """Machines that are called in turn; which one it is matters for this call only."""

    def land(self, token: Token, member: object) -> None:
        pass


class Books:
    """Of one service, at all sites."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls = self.rows = self.left_out = 0


class Pages:
    """Of all pages: every one that was put together, and how many of them lacked something."""

    def __init__(self, given: Services) -> None:
        self.peers = [Books(part.name) for part in given.parts]
        self.shown = self.degraded = 0
        self.lacking: set[Token] = set()  # whose page, or part of one, lacks something

    @property
    def books(self) -> dict[str, object]:
        return {
            "shown": self.shown,
            "degraded": self.degraded,
            "peers": [(row.name, row.calls, row.rows, row.left_out) for row in self.peers],
        }


class Peer:
    """A service at a site: its machines, and the ways there."""

    def __init__(self, parts: Parts, site: Site, given: SplitOff, books: Books) -> None:
        services = parts.design.services
        self.given, self.books = given, books
        nodes = [parts.node(site.called(name)) for name in given.names]
        self.cores = [Station(node, "service cores", given.cores) for node in nodes]
        self.links = [parts.link(site.servers_together, node.name, services.hop_ms / 2) for node in nodes]
        self.group = None
        if len(nodes) > 1 and services.join is not How.SCATTER:
            self.group = Turn(parts.world.clock, "round_robin", [1] * len(nodes), None, 0)
            parts.world.groups.append(self.group)


class Joins:
    """What a page does at the services of a site."""

    def __init__(self, parts: Parts, site: Site, pages: Pages) -> None:
        self.given, self.pages = parts.design.services, pages
        self.peers = [Peer(parts, site, part, pages.peers[i]) for i, part in enumerate(self.given.parts)]

    def put_together(self, token: Token) -> Walk:
        self.pages.lacking.discard(token)
        if not self.given.side_by_side:
            for peer in self.peers:
                yield from self._rounds(token, [peer])
        else:
            yield from self._rounds(token, self.peers)
        token.note("PUT_TOGETHER")
        self.pages.shown += 1
        self.pages.degraded += token in self.pages.lacking

    def _rounds(self, token: Token, peers: list[Peer]) -> Walk:
        """One step after the other, each with calls beside each other."""
        given = self.given
        if given.join is How.SCATTER:
            yield from self._beside(
                token, [[self._call(peer, given.rows, place)] for peer in peers for place in range(len(peer.cores))]
            )
        elif given.join is How.PARALLEL:
            left = given.rows
            while left:
                size = min(given.at_once, left)
                yield from self._beside(token, [[self._call(peer, 1)] * size for peer in peers])
                left -= size
        else:
            yield from self._beside(token, [[lambda one, peer=peer: self._in_a_row(one, peer)] for peer in peers])

    def _in_a_row(self, token: Token, peer: Peer) -> Walk:
        left = self.given.rows
        while left:
            size = 1 if self.given.join is How.ONE_BY_ONE else min(self.given.batch, left)
            yield from self._call(peer, size)(token)
            left -= size

    def _beside(self, token: Token, bunches: list[list[Call]]) -> Walk:
        calls = [call for bunch in bunches for call in bunch]
        if len(calls) == 1:
            yield from calls[0](token)
            return
        for _ in bunches:
            token.note("SPLIT")
        first = token.children
        born: list[Token] = []

        def errand(child: Token) -> Walk:
            born.append(child)
            yield from calls[child.key[2] - 1 - first](child)

        children = Children(token, len(calls), errand)
        token.note("GATHER")
        yield from children.gather()
        if self.pages.lacking.intersection(born):
            self.pages.lacking.add(token)

    def _call(self, peer: Peer, rows: int, place: int | None = None) -> Call:
        """For so many rows, at this machine or at the one whose turn it is."""

        def call(token: Token) -> Walk:
            if peer.given.needed:
                yield from token.guarded(self._ask(token, peer, rows, place))
            elif not (yield from token.tried(self._ask(token, peer, rows, place))):
                token.note("LEFT_OUT")
                peer.books.left_out += 1
                self.pages.lacking.add(token)

        return call

    def _ask(self, token: Token, peer: Peer, rows: int, place: int | None) -> Walk:
        with Alarm(token, int(self.given.timeout_s * 1e9 + 0.5)):
            if peer.group is not None:
                connection = peer.group.pick(token)
                place = connection.member.place
                with connection:
                    pass
            at = place or 0
            yield from token.travel(peer.links[at])
            yield from token.arrive(peer.cores[at].node)
            yield from peer.cores[at].serve(token, work(peer.given, rows), "external")
            token.note("ROWS_FOUND")
            peer.books.calls += 1
            peer.books.rows += rows
            yield from token.travel(peer.links[at], back=True)


def work(given: SplitOff, rows: int) -> Service:
    """A call for so many rows: each takes its time on top, and the whole is as spread as a call is."""
    call = given.call
    if call.mean_ms == 0:
        return call
    times = (call.mean_ms + rows * given.row_ms) / call.mean_ms
    if isinstance(call, Empirical):
        return call.model_copy(update={"values_ms": tuple(ms * times for ms in call.values_ms)})
    longer = {"mean_ms": call.mean_ms * times}
    return call.model_copy(update=longer | ({"p99_ms": call.p99_ms * times} if isinstance(call, Lognormal) else {}))
