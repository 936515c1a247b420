"""Names: resolvers that keep answers for a while, and the authority, which gives out the addresses of web servers."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from tests.agree.oracle.balancer import Connection, Group
from tests.agree.oracle.chance import NAMES, job_luck, mix, number
from tests.agree.oracle.control import Prober
from tests.agree.oracle.led import Sites
from tests.agree.oracle.people import ORIGIN, dealt_out
from tests.agree.oracle.scheduler import DELIVERED, Walk

if TYPE_CHECKING:
    from playground.design.dns import Dns
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.people import Audience, Seat
    from tests.agree.oracle.token import Token


class Resolver:
    """What it knows of each host: until when, and of the origin the address, the place of a web server, or of the site
    to which the network leads. `seems`: the region where it appears to stand."""

    def __init__(self, life_s: float, seems: int) -> None:
        self.life_s, self.life_ns, self.seems = life_s, int(life_s * 1e9 + 0.5), seems
        self.until_ns = [0, 0, 0]
        self.address = self.asked = self.missed = 0
        self.next = self.moves_ns = 0  # where the network is about to lead, and when; 0: nowhere else

    def warm(self, host: int, asks_rps: float, luck: int) -> None:
        """It holds an answer for as long as it lives, and then nothing until somebody asks again."""
        asked = asks_rps * self.life_s
        if number(luck, "start", 2 * host) < asked / (1 + asked):
            self.until_ns[host] = int(number(luck, "start", 2 * host + 1) * self.life_s * 1e6) * 1000 + 1


class Authority:
    """Gives out one web server's address after the other, those of all while its probes find all of them dead."""

    def __init__(self, parts: Parts, given: Dns, clients: Group) -> None:
        self.clients = clients  # who is connected to which server
        self.given, self.servers = given, parts.servers
        self.group = Group(parts.world.clock, "round_robin", [1] * len(parts.servers), None, 0)
        parts.world.groups.append(self.group)
        self.links = [parts.link("dns", server.node.name, given.check_rtt_ms / 2) for server in parts.servers]

    def answer(self) -> int:
        """The next address."""
        member = self.group.next(self.group.up or self.group.members)
        member.picked += 1
        self.group.last = member.place
        return member.place

    def connect(self, token: Token) -> Connection:
        """A connection to the server whose address the user has, whatever has become of it."""
        token.note("STICK")
        assert token.seat is not None
        return self.clients.go(token, self.clients.members[token.seat.address])

    @property
    def prober(self) -> Prober:
        return Prober.of_servers(self.given.check, self.group, self.servers, self.links, None)


class Resolvers:
    """Those of one region."""

    def __init__(self, names: Names, region: int, count: int) -> None:
        self.names, self.given, self.world = names, names.given, names.world
        violators = int(self.given.violator_share * count + 0.5)
        lives_s = [self.given.violator_ttl_s] * violators + [self.given.ttl_s] * (count - violators)
        misplaced = int(names.misplaced_share * count + 0.5)
        seem = [region] * (count - misplaced) + [(region + 1) % names.regions] * misplaced
        self.all = [Resolver(*row) for row in zip(lives_s, seem, strict=True)]
        self.browser_ns = int(self.given.browser_s * 1e9 + 0.5)
        self.hit_ns, self.miss_ns = (int(ms * 1e6 + 0.5) for ms in (self.given.hit_ms, self.given.miss_ms))

    def of(self, seat: Seat) -> Resolver:
        return self.all[int(number(seat.luck, "region") * len(self.all))]

    def ask(self, token: Token, people: Audience, host: int) -> Walk:
        """Who has neither a connection nor an answer of their own asks their resolver."""
        token.note("RESOLVE")
        now, seat = int(self.world.clock.now), token.seat
        assert seat is not None
        if now - seat.used_ns[host] <= people.keep_ns or seat.known_ns[host] > now:
            return
        resolver = self.of(seat)
        span_ns = self.hit_ns
        resolver.asked += 1
        people.looked_up += 1
        if resolver.until_ns[host] <= now:
            span_ns += self.miss_ns
            resolver.missed += 1
            resolver.until_ns[host] = now + resolver.life_ns
            if host == ORIGIN and self.names.has_choice:
                resolver.address = self.names.answer(resolver)
        if host == ORIGIN and self.names.has_choice:
            seat.address = resolver.address
            people.misled += self.names.believes_dead(seat.address)
        seat.known_ns[host] = now + self.browser_ns
        if span_ns > 0:
            yield from token.pause(span_ns, DELIVERED)

    def warm(self, people: Audience, hosts_rps: list[float]) -> None:
        """Answers are under way to their ends; who is here has been sent where the resolver sends people now."""
        own = job_luck(self.world.seed, NAMES, people.place, 0)
        here = [seat for seat in people.seats if seat.ends_ns]
        asked = Counter(self.all.index(self.of(seat)) for seat in here)
        for place, resolver in enumerate(self.all):
            luck = mix(own, place)
            for host, rate_rps in enumerate(hosts_rps):
                each_rps = self._asks_rps(people, rate_rps)
                resolver.warm(host, each_rps * (asked[place] * (len(people.seats) / max(1, len(here)))), luck)
            resolver.address = self.names.first_for(resolver, number(luck, "start", 6))
        for seat in here:
            seat.address = self.of(seat).address

    def _asks_rps(self, people: Audience, rate_rps: float) -> float:
        """How often one person asks who sends so many requests to a host: for a new connection, unless the browser
        knows."""
        begins_rps = 1 / people.given.session_s if rate_rps > 0 else 0.0
        opens_rps = rate_rps * math.exp(-rate_rps * people.given.keep_alive_s) + begins_rps
        return opens_rps / (1 + opens_rps * self.given.browser_s)


class Names:
    """All resolvers, by region, and whom they ask: for the address of a server, or of a site."""

    def __init__(self, parts: Parts, given: Dns) -> None:
        self.world, self.given, design = parts.world, given, parts.design
        first = parts.sites[0]
        self.sites = None if design.sites is None else Sites(parts, given)
        self.misplaced_share = 0.0 if design.sites is None else design.sites.misplaced_share
        self.authority = None
        if first.balancer is None and first.group is not None:
            self.authority = Authority(parts, given, first.group)
        self.regions = len(design.workload.regions)
        counts = dealt_out(given.resolvers, design.workload.regions)
        self.of = {
            region.name: Resolvers(self, place, count)
            for place, (region, count) in enumerate(zip(design.workload.regions, counts, strict=True))
        }

    @property
    def choosing(self) -> Group | None:
        """Among whom an answer chooses; nobody where there is one address."""
        if self.sites is not None:
            return None if self.sites.is_anycast else self.sites.group
        return None if self.authority is None else self.authority.group

    @property
    def has_choice(self) -> bool:
        return self.choosing is not None

    @property
    def leads(self) -> bool:
        """May somebody be led elsewhere who opens another connection?"""
        return self.sites is not None or self.authority is not None

    def answer(self, resolver: Resolver) -> int:
        if self.sites is not None:
            return self.sites.answer(resolver)
        assert self.authority is not None
        return self.authority.answer()

    def first_for(self, resolver: Resolver, drawn: float) -> int:
        """The address that it has when the run begins."""
        if self.sites is not None:
            return self.sites.first_for(resolver, drawn)
        return 0 if self.authority is None else int(drawn * len(self.authority.group.members))

    def believes_dead(self, address: int) -> bool:
        return self.choosing is not None and not self.choosing.members[address].is_up

    def hear(self, token: Token, walk: Walk) -> Walk:
        """Whoever fails on the way there and back hangs up when the error has come back."""

        def hang_up() -> None:
            token.note("HANG_UP")
            never_used(token)

        yield from token.guarded(walk, hang_up) if self.leads else walk

    def given_up(self, token: Token) -> None:
        """A client waits no longer: where it has a choice, it opens another connection next time."""
        if self.leads and token.seat is not None:
            never_used(token)

    @property
    def books(self) -> tuple[int, int]:
        """How often resolvers were asked, and did not know."""
        every = [resolver for region in self.of.values() for resolver in region.all]
        return sum(resolver.asked for resolver in every), sum(resolver.missed for resolver in every)


def never_used(token: Token) -> None:
    assert token.seat is not None
    token.seat.used_ns[ORIGIN] = -math.inf
