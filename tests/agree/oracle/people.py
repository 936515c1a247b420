"""Who asks: seats in which one session follows the other, and browsers that keep connections open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.design import WebSystem
from playground.design.shape import first_factor
from tests.agree.oracle.chance import PEOPLE, job_luck, mix, number
from tests.agree.oracle.devices import who_asks
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.scheduler import DELIVERED, Walk

if TYPE_CHECKING:
    from playground.design.workload import Region
    from tests.agree.oracle.distance import Distances
    from tests.agree.oracle.names import Names, Resolvers
    from tests.agree.oracle.place import Link
    from tests.agree.oracle.sessions import Keeper, Sessions
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.world import World

ORIGIN, CDN, SPARE = 0, 1, 2
STREAM = 1 << 33
SELDOM_RPS = 1e-12  # as good as never


class Seat:
    """A place for one session at a time: its luck, who keeps it, which server its cookie names, and what its browser
    knows: the address of a web server or a site, and of each host until when it need not ask for an address again."""

    def __init__(self) -> None:
        self.ends_ns, self.sessions = 0, 0
        self.address = 0
        self.forget()
        self.begin(0)

    def forget(self) -> None:
        """Somebody else sits here, to whom no host is known."""
        self.used_ns: list[float] = [-math.inf] * 3
        self.known_ns = [0, 0, 0]

    def begin(self, luck: int) -> None:
        """A session begins, which nobody keeps yet."""
        self.luck = luck
        self.home: Keeper | None = None
        self.life = 0  # of the keeper when it began to keep the session
        self.cookie: int | None = None  # the place of a web server
        self.version = 0  # the newest that it has met


class Audience:
    """The people of one region."""

    def __init__(
        self,
        world: World,
        design: WebSystem,
        place: int,
        first: int,
        count: int,
        resolvers: Resolvers | None,
        sites: int,
    ) -> None:
        assert design.workload.visits is not None
        self.resolvers = resolvers
        self.world, self.given, self.place, self.first = world, design.workload.visits, place, first
        self.luck = mix(world.seed, STREAM + place)
        self.seats = [Seat() for _ in range(count)]
        self.asked = self.sessions = 0
        self.looked_up = self.misled = self.broken = 0
        self.led = [0] * sites  # how often to each
        self.met_both = self.went_back = 0
        self.opened = [0, 0, 0]
        self.logins = self.anonymous = 0
        self.logged_out = [0, 0, 0, 0]  # by what has become of the session
        self.keep_ns = int(self.given.keep_alive_s * 1e9)

    def meet_version(self, token: Token, version: int, *, breaks: bool) -> None:
        """The page is answered by this version; an old one may not understand what a newer one has left behind."""
        token.note("MEET_VERSION")
        seat = token.seat
        if version >= seat.version:
            self.met_both += 0 < seat.version < version
            seat.version = version
            return
        self.went_back += 1
        if breaks:
            raise Failed("wrong_version", token.away_ns)

    def come(self, token: Token, *, may_begin: bool = True) -> None:
        """Somebody asks; who is new begins a session."""
        token.note("TAKE_SEAT")
        assert token.request is not None
        at = int(number(token.request.luck, "seat") * len(self.seats))
        token.seat = self.seats[at]
        self.asked += 1
        now = int(self.world.clock.now)
        if may_begin and now >= token.seat.ends_ns:
            luck = mix(mix(self.luck, self.first + at), token.seat.sessions)
            token.seat.begin(luck)
            token.seat.sessions += 1
            self.sessions += 1
            token.seat.ends_ns = now + int(-math.log(number(luck, "life")) * self.given.session_s * 1e9 + 0.5)
            token.seat.forget()

    def find(self, token: Token, host: int) -> Walk:
        """Where is the host?"""
        if self.resolvers is not None:
            sites = self.resolvers.names.sites
            if sites is not None and sites.is_anycast and host == ORIGIN:
                sites.reach(token, self)
            yield from self.resolvers.ask(token, self, host)

    def open(self, token: Token, link: Link, host: int) -> Walk:
        """Use the connection; it takes some round trips to open it."""
        token.note("OPEN_CONNECTION")
        now = int(self.world.clock.now)
        idle_ns, token.seat.used_ns[host] = now - token.seat.used_ns[host], now
        if idle_ns > self.keep_ns:
            self.opened[host] += 1
            span_ns = 2 * self.given.handshake_round_trips * link.span_ns
            if span_ns > 0:
                yield from token.pause(span_ns, DELIVERED)

    def warm(self, asks_rps: float, hosts_rps: list[float], sessions: Sessions | None) -> None:
        """Sessions are under way, and somebody keeps them."""
        own = job_luck(self.world.seed, PEOPLE, self.place, 0)
        for at, seat in enumerate(self.seats):
            luck = mix(own, at)
            draws = [number(luck, "start", visit) for visit in range(6)]
            if draws[0] >= self.given.session_s / (self.given.session_s + 1 / asks_rps):
                continue
            seat.ends_ns = _ns(-math.log(draws[1]) * self.given.session_s) + 1
            seat.begin(mix(self.luck, self.first + at))
            seat.version = 1
            age_s = -math.log(draws[2]) * self.given.session_s
            for host, rate_rps in enumerate(hosts_rps):
                used_s = -math.log(draws[3 + host]) / rate_rps if rate_rps else math.inf
                if host == ORIGIN:
                    used_s = min(used_s, age_s)
                if host == ORIGIN or used_s < age_s:
                    seat.used_ns[host] = -_ns(used_s)
        if self.resolvers is not None:
            self.resolvers.warm(self, hosts_rps)
        for at, seat in enumerate(self.seats if sessions is not None else ()):
            if seat.ends_ns:
                sessions.settle(seat, number(mix(own, at), "start", 6))


def dealt_out(many: int, regions: tuple[Region, ...]) -> list[int]:
    """To each region its share, and at least one."""
    total, upto, counts = sum(region.share for region in regions), 0.0, list[int]()
    for region in regions:
        upto += region.share
        counts.append(max(1, round(upto / total * many) - sum(counts)))
    return counts


def audiences(world: World, design: WebSystem, names: Names | None, far: Distances) -> dict[str, Audience]:
    """By region; of all seats each has its share."""
    load = design.workload
    if load.visits is None:
        return {}
    each = load.pages_per_session * load.requests_per_page
    online = load.requests_rps / each * load.visits.session_s
    seats = max(1, round(online * each / (each - 1)))
    first, found = 0, {}
    for place, (region, count) in enumerate(zip(load.regions, dealt_out(seats, load.regions), strict=True)):
        resolvers = None if names is None else names.of[region.name]
        found[region.name] = Audience(world, design, place, first, count, resolvers, len(far.sites))
        first += count
    return found


def warm(parts_audiences: dict[str, Audience], design: WebSystem, sessions: Sessions | None) -> None:
    """Where there are any: as busy as they are when the run begins."""
    load = design.workload
    if load.visits is None:
        return
    seats = load.seats
    files = sum(load.pages_rps * kind.per_page * who_asks(load, kind.device) for kind in load.files)
    if not load.files and load.bundle_kb > 0:
        files = load.pages_rps * (1 - load.app_share)
    own, net = (files, 0.0) if design.cdn is None else (0.0, files)
    pages = load.requests_rps
    meets_edge = design.cdn is not None and design.cdn.carries_pages
    hosts = [(0.0 if meets_edge else pages) + own, (pages if meets_edge else 0.0) + net, 0.0]
    factor = first_factor(load.shape)
    hosts = [rate / seats * factor for rate in hosts]
    asks_rps = max(SELDOM_RPS, load.requests_rps / seats * factor)
    for audience in parts_audiences.values():
        audience.warm(asks_rps, hosts, sessions)


def _ns(seconds: float) -> int:
    return int(seconds * 1e6) * 1000
