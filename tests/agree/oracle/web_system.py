"""A web system: what a request meets on its way from the user to the database and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from playground.design.endpoint import Call, CallKind, Endpoint
from tests.agree.oracle.balancer import Connection, Group
from tests.agree.oracle.cdn import spread
from tests.agree.oracle.chance import number
from tests.agree.oracle.children import Children
from tests.agree.oracle.deeds import Change, Single, Ticket
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.files import Files, Wish
from tests.agree.oracle.parts import Parts
from tests.agree.oracle.people import CDN, ORIGIN
from tests.agree.oracle.place import Link
from tests.agree.oracle.reading import Reading
from tests.agree.oracle.replicated import Calls
from tests.agree.oracle.sale import NAME as TICKET
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.shards import Shards
from tests.agree.oracle.site import Server, Site, ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.tier import CacheNode
from tests.agree.oracle.tier_reading import TierReading
from tests.agree.oracle.tier_writing import TierWriting
from tests.agree.oracle.token import Alarm, Token
from tests.agree.oracle.workers import Worker, reads_of


class Walks:
    """What an attempt does, step by step."""

    def __init__(self, parts: Parts, ways_in: list[list[Link]], region: str = "home") -> None:
        """`ways_in`: from the users of the region to the balancer of each site, or to each server."""
        self.region, self.people = region, parts.people.get(region)
        self.parts, self.design, self.ways_in = parts, parts.design, ways_in
        self.calls: Calls | Shards | None = parts.shards
        if parts.databases is not None:
            self.calls = Calls(parts, parts.databases)
        self.names = parts.dns

    def flush(self, token: Token, place: int, key: int) -> Walk:
        """A cache node writes a key to the database."""
        token.wants = key
        return self.write(token, self.parts.tiers[0].nodes[place], Change(self.parts))

    def dynamic(self, endpoint: Endpoint) -> Callable[[Token], Walk]:
        size = endpoint.response_kb * 1000

        def walk(token: Token) -> Walk:
            net = self.parts.net
            by_edge = net is not None and net.given.carries_pages
            self._come(token, may_begin=True)
            if by_edge:
                yield from self.connect(token, net.edges[self.region].links[0], CDN)
                site = self.site_of(token, of_edge=True)
            else:
                site = yield from self._reach(token)
            inside = partial(self._inside, token, endpoint)
            way = self._there_and_back(token, site, inside, size, sticks=True, by_edge=by_edge)
            yield from way if by_edge else self._heard(token, way)

        return walk

    def static(self) -> Callable[[Token], Walk]:
        def walk(token: Token) -> Walk:
            self._come(token)
            site = yield from self._reach(token)
            there_and_back = self._there_and_back(token, site, lambda server: token.arrive(server.node), math.inf)
            yield from self._heard(token, there_and_back)

        return walk

    def _come(self, token: Token, *, may_begin: bool = False) -> None:
        """Somebody asks."""
        if self.people is not None:
            self.people.come(token, may_begin=may_begin)

    def connect(self, token: Token, link: Link, host: int) -> Walk:
        """Over a connection to a host, once it is known where that is."""
        if self.people is not None:
            yield from self.people.find(token, host)
            yield from self.people.open(token, link, host)

    def _reach(self, token: Token) -> Walk:
        """Over a connection to the site to which the user is led."""
        if self.people is not None:
            yield from self.people.find(token, ORIGIN)
        site = self.site_of(token)
        if self.people is not None:
            yield from self.people.open(token, self.ways_in[site.number][0], ORIGIN)
        return site

    def site_of(self, token: Token, *, of_edge: bool = False) -> Site:
        """To which the request goes, of a user or of an edge nearby."""
        if self.names is None or self.names.sites is None:
            return self.parts.sites[0]
        return self.names.sites.lead(token, self.people, of_edge=of_edge)

    def file(self, kind: Files) -> Callable[[Token], Walk]:
        def walk(token: Token) -> Walk:
            token.note("ASK_FILE")
            wish, is_around = kind.asked(token), self.parts.net is not None

            def around() -> Walk:
                wish.has.clear()
                site = yield from self._reach(token)
                yield from self._heard(token, there_and_back(site))

            def there_and_back(site: Site) -> Walk:
                yield from self.read(token, site, self.ways_in[site.number], wish, is_around=is_around)
                way = self._in(token, site)
                yield from spread(token, way, wish.bytes, self.design.workload.initial_window_kb)
                yield from token.travel(way, back=True)

            if self.parts.net is None:
                self._come(token)
                yield from around()
                return
            if kind.browser_share > 0 and token.request.kind.counts_as == "bundle":
                token.note("OWN_FILE")
                if kind.is_in_browser(token, wish):
                    return
            self._come(token)
            yield from self.parts.net.get(token, self, wish, around)

        return walk

    def read(self, token: Token, site: Site, ways: list[Link], wish: Wish, *, is_around: bool = False) -> Walk:
        """The origin answers over one of these ways. `is_around`: because a CDN does not."""

        def on_server(server: Server) -> Walk:
            yield from token.arrive(server.node)
            token.note("READ_FILE")
            wish.read(int(token.clock.now))

        yield from self._there(token, site, ways, on_server)
        yield from self._out(token, site, lambda: wish.bytes, site.own_link if is_around else None)

    def _in(self, token: Token, site: Site) -> Link:
        ways = self.ways_in[site.number]
        return ways[token.server if len(ways) > 1 else 0]

    def _heard(self, token: Token, walk: Walk) -> Walk:
        """A user's way to the origin and back."""
        yield from walk if self.names is None else self.names.hear(token, walk)

    def _there_and_back(
        self,
        token: Token,
        site: Site,
        on_server: Callable[[Server], Walk],
        size: float,
        *,
        sticks: bool = False,
        by_edge: bool = False,
    ) -> Walk:
        yield from self._there(token, site, self.ways_in[site.number], on_server, sticks=sticks, by_edge=by_edge)
        yield from self._out(token, site, lambda: token.request.size)
        window_kb = self.design.workload.initial_window_kb
        if size > window_kb * 1000:
            yield from spread(token, self._in(token, site), token.request.size, window_kb)
        yield from token.travel(self._in(token, site), back=True)

    def _there(
        self,
        token: Token,
        site: Site,
        ways: list[Link],
        on_server: Callable[[Server], Walk],
        *,
        sticks: bool = False,
        by_edge: bool = False,
    ) -> Walk:
        """`sticks`: to the server where the session leads. `by_edge`: a CDN's edge asks in the user's place."""
        if site.balancer is not None:
            yield from token.travel(ways[0])
            yield from token.arrive(site.balancer)
            with self._connect(token, site.group, sticks=sticks):
                link = site.to_server[token.server]
                yield from token.travel(link)
                yield from on_server(site.servers[token.server])
                yield from token.travel(link, back=True)
        elif site.group is not None:
            with self._choose(token, site.group, is_user=ways is self.ways_in[site.number] and not by_edge):
                yield from token.travel(ways[token.server if len(ways) > 1 else 0])
                yield from on_server(site.servers[token.server])
        else:
            yield from token.travel(ways[0])
            yield from on_server(site.servers[0])

    def _choose(self, token: Token, group: Group, *, is_user: bool) -> Connection:
        """Without a balancer users go to the address that they were given, if they were; a CDN chooses by itself."""
        if self.names is None or self.names.authority is None or not is_user:
            return group.pick(token)
        return self.names.authority.connect(token)

    def _connect(self, token: Token, group: Group, *, sticks: bool) -> Connection:
        """Where the session leads, if it leads anywhere; else the balancer picks."""
        led = None
        if sticks and self.parts.sessions is not None:
            led = self.parts.sessions.stick(token, group)
        return group.pick(token) if led is None else led

    def _out(self, token: Token, site: Site, size: Callable[[], float], own: Station | None = None) -> Walk:
        """Through the entry link, or one of one's own."""
        link = site.entry if own is None else own
        if link is not None:
            gbit_s = self.design.entry.link_gbit_s if own is None else self.design.cdn.own_link_gbit_s
            yield from token.arrive(link.node)
            with (yield from link.seize(token)) as slot:
                yield from link.work(token, size() * (8.0 / gbit_s), "entry", slot)

    def _inside(self, token: Token, endpoint: Endpoint, server: Server) -> Walk:
        yield from token.arrive(server.node)
        with (yield from server.workers.seize(token)):
            if self.parts.sessions is not None:
                yield from self.parts.sessions.meet(token, server, self.people)
            if self.people is not None and self._has_versions:
                self.people.meet_version(token, server.version, breaks=not self.design.web.release.compatible)
            yield from server.cores.serve(token, endpoint.web_work, "web")
            self._meet_bug(token, server)
            lines = self.parts.timelines
            if lines is not None and lines.is_read(endpoint.name):
                yield from lines.read(token, server.site)
            else:
                yield from self._carry_out(token, endpoint, server)
            if endpoint.writes and self.design.workload.read_back_share > 0:
                for _ in range(self.times(token, self.design.workload.read_back_share)):
                    yield from token.guarded(self._read_own(token, server))
            if endpoint.writes and server.site.api is not None:
                for _ in range(self.times(token, self.design.external.share_of_orders)):
                    yield from token.guarded(self._external(token, server))
            if lines is not None and lines.is_post(endpoint.name) and not lines.has_workers:
                lines.send_off(token, server)

    def _meet_bug(self, token: Token, server: Server) -> None:
        """Whether a version fails what is asked for is a matter of the two, the same in every attempt."""
        deployed = [fault for fault in self.design.faults if fault.kind == "deploy"]
        if not self._can_deploy or not any(fault.fails_share > 0 for fault in deployed):
            return
        assert token.request is not None
        token.note("MEET_BUG")
        if number(token.request.luck, "coin", 1 << 15 | server.version) < server.bug:
            raise Failed("bug", token.away_ns)

    @property
    def _has_versions(self) -> bool:
        return self._can_deploy and any(fault.kind == "deploy" for fault in self.design.faults)

    @property
    def _can_deploy(self) -> bool:
        return self.design.balancer is not None and self.design.database.own_machine

    def times(self, token: Token, count: float) -> int:
        """2.4 times is twice, and a third time in 40 % of the cases."""
        whole, share = int(count), count - int(count)
        return whole + (share > 0.0 and token.luck.draw("calls") < share)

    # Orders

    def _carry_out(self, token: Token, endpoint: Endpoint, server: Server) -> Walk:
        """The calls of an endpoint: by the server itself, by a worker that it calls, or by whoever takes a message."""
        crew, is_ticket = server.site.crew, self.parts.sale is not None and endpoint.name == TICKET
        if endpoint.writes and crew is not None and crew.broker is not None:
            yield from token.guarded(crew.broker.publish(token, server))
        elif endpoint.writes and crew is not None:
            inside = self._ticket if is_ticket else self._order
            yield from token.guarded(crew.call(token, lambda worker: inside(token, worker)))
            yield from self._tell(token, server)
        elif is_ticket:
            yield from self._ticket(token, server)
            yield from self._tell(token, server)
        else:
            for call in endpoint.calls:
                if endpoint.in_parallel:
                    yield from self._at_once(token, server, call)
                else:
                    for _ in range(self.times(token, call.times)):
                        yield from self._call(token, server, call)
            if not endpoint.writes and server.site.joins is not None:
                yield from server.site.joins.put_together(token)

    @property
    def reads(self) -> float:
        """How often a worker reads for one order."""
        return reads_of(self.parts)

    def _order(self, token: Token, at: Server | Worker) -> Walk:
        for _ in range(self.times(token, self.reads)):
            yield from self.read_primary(token, at)
        yield from self._write_one(token, at, Change(self.parts))

    def _ticket(self, token: Token, at: Server | Worker) -> Walk:
        yield from self.read_primary(token, at)
        sale = self.parts.sale
        if sale.looks_before:
            token.note("LOOK_AT_STOCK")
        yield from self._write_one(token, at, Ticket(self.parts, sale.is_left))

    def _write_one(self, token: Token, at: Server | Worker, deed: Change) -> Walk:
        if self.calls is not None or self.design.database.disk is not None or self._are_followed:
            self._ask(token, to_write=True)
        yield from self.write(token, at, deed)

    @property
    def _are_followed(self) -> bool:
        """Does a cache, or the life of keys, depend on what is written?"""
        return bool(self.parts.tiers) or self.parts.has_lives

    def _tell(self, token: Token, server: Server) -> Walk:
        if server.site.tier is not None:
            yield from TierWriting(server.site.tier, token).tell(token.wants)

    def read_primary(self, token: Token, at: Server | Worker) -> Walk:
        """A read that must not be old."""
        if self.parts.keys is not None:
            self._ask(token, to_write=False)
        if self.calls is not None:
            yield from token.guarded(self.calls.read_primary(token, at))
        else:
            yield from token.guarded(self._query(token, at))

    def _at_once(self, token: Token, server: Server, call: Call) -> Walk:
        count = math.ceil(call.times)
        if count == 1:
            yield from self._call(token, server, call)
        elif count > 1:
            token.note("SPLIT")
            children = Children(token, count, lambda child: self._call(child, server, call))
            token.note("GATHER")
            yield from children.gather()

    def _call(self, token: Token, server: Server, call: Call) -> Walk:
        tier = server.site.tier
        if call.everywhere and isinstance(self.calls, Shards):
            yield from self.calls.read_all(token, server)
            return
        if tier is not None and call.kind is CallKind.READ:
            reading = TierReading(self.parts, server, self._query)
            yield from reading.read(token)
            return
        if tier is not None:
            writing = TierWriting(tier, token, lambda at: self.write(token, at, Change(self.parts)))
            yield from writing.write(server)
            return
        if server.cache is None or call.kind is CallKind.WRITE:
            if self.calls is not None or self.design.database.disk is not None or self.parts.has_lives:
                self._ask(token, to_write=call.kind is CallKind.WRITE)
            if call.kind is CallKind.READ:
                yield from token.guarded(self._query(token, server))
            else:
                yield from self.write(token, server, Change(self.parts))
        else:
            yield from Reading(self.parts, server, lambda reader: self._query(reader, server)).read(token)

    def _ask(self, token: Token, *, to_write: bool) -> None:
        """What to read, or what to write."""
        token.note("ASK")
        keys = self.parts.keys
        token.wants = keys.to_write(token) if to_write else keys.next(token)

    def _read_own(self, token: Token, server: Server) -> Walk:
        """The user looks at what was just written."""
        if self.calls is not None:
            yield from self.calls.read_own(token, server)
        else:
            yield from self._query(token, server)

    def _query(self, token: Token, server: Server | Worker | CacheNode) -> Walk:
        if self.calls is not None:
            yield from self.calls.read(token, server)
            return
        yield from self._at_database(token, server, lambda: self._read_at(token, server))

    def write(self, token: Token, server: Server | Worker | CacheNode, deed: Change) -> Walk:
        """At the database, whatever it is that is written."""
        if isinstance(self.calls, Shards):
            yield from self.calls.write(token, server, deed)
        elif self.calls is not None:
            yield from token.guarded(self.calls.write(token, server, deed))
        else:
            there = self._at_database(token, server, lambda: self._write_at(token, server, deed))
            yield from token.guarded(there)

    def _at_database(self, token: Token, server: Server | Worker | CacheNode, there: Callable[[], Walk]) -> Walk:
        given = self.design.database
        patience_ns, timeout_ns = ns_of_s(given.pool_timeout_s), ns_of_s(given.query_timeout_s)
        with (yield from server.pools[0].seize(token, patience_ns, "pool_exhausted")), Alarm(token, timeout_ns):
            yield from token.travel(server.to_database)
            yield from token.arrive(server.database)
            if server.disk is not None:
                yield from server.disk.page_in(token, token.wants)
            yield from there()
            yield from token.travel(server.to_database, back=True)

    def _read_at(self, token: Token, server: Server | Worker | CacheNode) -> Walk:
        yield from server.database_cores.serve(token, self.design.database.read, "database_read", self._sees)

    def _write_at(self, token: Token, server: Server | Worker | CacheNode, deed: Change) -> Walk:
        yield from deed.work(token, server.database_cores)
        if server.disk is not None:
            yield from server.disk.commit(token)
        deed.make(token, Single(server.database.name))

    def _sees(self, token: Token) -> None:
        """A read sees what is durable when its work begins."""
        if self.parts.tiers:
            self.parts.freshness.read(token, self.parts.tiers[0].known(token))
        elif self.parts.has_lives:
            token.note("NOTE_READ")
        if self.parts.keys is not None:
            self.parts.keys.look(token)

    def _external(self, token: Token, server: Server) -> Walk:
        given, api = self.design.external, server.site.api
        with Alarm(token, ns_of_s(given.timeout_s)):
            yield from token.travel(server.to_api)
            yield from token.arrive(api.node)
            with (yield from api.seize(token)) as slot:
                yield from api.work(token, given.work, "external", slot)
            yield from token.travel(server.to_api, back=True)
