"""A CDN: edges near the users, a shield before the origin, a second CDN, and who looks after them."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import TYPE_CHECKING

from playground.design.balancer import HealthCheck
from playground.design.cdn import Cdn, Fallback, Publishing
from playground.design.facts import value
from playground.design.workload import Region
from tests.agree.oracle.balancer import Group, Member
from tests.agree.oracle.chance import PROBES, PURGES, SHELVES, job_luck, unit
from tests.agree.oracle.control import Probe
from tests.agree.oracle.devices import who_asks
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.files import Files, Shelf, Wish, missed_rps
from tests.agree.oracle.lock import Claim, Locks
from tests.agree.oracle.people import CDN, SPARE
from tests.agree.oracle.place import Link, Node
from tests.agree.oracle.scheduler import CONTROL, DELIVERED, Moment, Walk
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.faults import Faults
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.web_system import Walks

Ways = list[Link]


def spread(token: Token, link: Link, size: float, window_kb: float) -> Walk:
    """Slow start: round after round, twice as much in each."""
    if link.span_ns == 0:
        return
    token.note("SPREAD")
    rounds, sent = 0, window_kb * 1000
    while sent < size:
        rounds += 1
        sent += window_kb * 1000 * 2**rounds
    if rounds:
        yield from token.pause(rounds * 2 * link.span_ns, DELIVERED)


def _to_origin(parts: Parts, start: str, far_ms: list[float]) -> list[Ways]:
    """To each site, so far away, a link to each of its doors."""
    return [
        [parts.link(start, door, ms / 2) for door in site.doors] for site, ms in zip(parts.sites, far_ms, strict=True)
    ]


class Choice(Group):
    """Whom a user's address leads to."""

    def land(self, token: Token, member: Member) -> None:
        token.edge = member.place


class Desk:
    """An edge or the shield: a shelf, who is there, and the locks of what they fetch."""

    def __init__(self, parts: Parts, name: str, gb: float, net: Cdn, files: list[Files]) -> None:
        self.node: Node = parts.node(name)
        self.station = Station(self.node, "shield desk" if name == "shield" else "edge desk", math.inf)
        self.shelf = Shelf(parts.world.clock, name, self.node, gb, net, files)
        self.locks = Locks(self.node, None, None)


class Edges:
    """The edges of a region."""

    def __init__(self, net: Net, region: Region, prefix: str) -> None:
        parts, given = net.parts, net.given
        where = "" if region.name == "home" else f"{region.name}-"
        at = "" if region.name == "home" else f"-{region.name}"
        names = [f"{prefix}edge-{where}{place + 1}" for place in range(given.edges)]
        start, place = f"{prefix}edges{at}", parts.design.workload.regions.index(region)
        if net.shield is not None:
            self.to_shield = parts.link(start, "shield", region.rtt_ms / 2)
        else:
            far_ms = [parts.far.of_users(place, site.number) for site in parts.sites]
            self.onwards = _to_origin(parts, start, far_ms)
        self.desks = [Desk(parts, name, given.edge_gb, given, net.files) for name in names]
        self.links = [parts.link(f"users{at}", name, region.edge_rtt_ms / 2) for name in names]
        self.group = Choice(parts.world.clock, "ip_hash", [1] * len(names), None, 0)
        self.probes = [Link("", link.span_ns) for link in self.links]
        net.desks += self.desks
        net.watched += [(self, place) for place in range(len(names))]


class Net:
    """Everything that the CDN is made of."""

    def __init__(self, parts: Parts, given: Cdn) -> None:
        self.parts, self.given, self.world = parts, given, parts.world
        self.files = parts.files
        self.desks: list[Desk] = []
        self.watched: list[tuple[Edges, int]] = []
        self.purges = 0
        self.shield = None
        if given.shield:
            self.shield = Desk(parts, "shield", given.shield_gb, given, self.files)
            self.desks.append(self.shield)
            near_ms = value("network.rtt_cross_az_ms")
            self.to_origin = _to_origin(parts, "shield", [near_ms + parts.far.apart(0, at) for at in parts.far.sites])
        regions = parts.design.workload.regions
        self.edges = {region.name: Edges(self, region, "") for region in regions}
        self.spare: dict[str, Edges] = {}
        if given.fallback is Fallback.SECOND:
            self.spare = {region.name: Edges(self, region, "spare-") for region in regions}
        for site in parts.sites if given.own_link_gbit_s is not None else ():
            site.own_link = Station(parts.node(site.called("own-link")), "own link", 1)

    @property
    def first(self) -> list[str]:
        """Names of the first CDN's machines."""
        return [desk.node.name for desk in self.desks if not desk.node.name.startswith("spare-")]

    # A user's way

    def get(self, token: Token, walks: Walks, wish: Wish, around: Callable[[], Walk]) -> Walk:
        first = self._visit(token, self.edges[walks.region], walks, wish, CDN)
        if self.given.fallback is Fallback.NONE:
            yield from first
        elif not (yield from token.tried(first)):
            if self.given.fallback is Fallback.ORIGIN:
                yield from around()
            elif self.given.fallback is Fallback.SECOND:
                yield from self._visit(token, self.spare[walks.region], walks, wish, SPARE)
            else:
                token.note("PLACEHOLDER")
                token.request.placeholder |= not token.is_abandoned

    def _visit(self, token: Token, edges: Edges, walks: Walks, wish: Wish, host: int) -> Walk:
        with Alarm(token, int(self.given.timeout_s * 1e9 + 0.5)):
            yield from walks.connect(token, edges.links[0], host)
            yield from self._choose(token, edges, walks, wish)

    def _choose(self, token: Token, edges: Edges, walks: Walks, wish: Wish) -> Walk:
        with edges.group.pick(token):
            place = token.edge
            desk, link = edges.desks[place], edges.links[place]
            yield from token.travel(link)
            yield from token.arrive(desk.node)
            with (yield from desk.station.seize(token)):
                yield from self._look(token, desk, wish, lambda: self._onwards(token, edges, wish, walks))
            yield from spread(token, link, wish.bytes, self.parts.design.workload.initial_window_kb)
            yield from token.travel(link, back=True)

    def _onwards(self, token: Token, edges: Edges, wish: Wish, walks: Walks) -> Walk:
        if self.shield is None:
            yield from self._fetch(token, edges.onwards, wish, walks)
            return
        shield = self.shield
        yield from token.travel(edges.to_shield)
        yield from token.arrive(shield.node)
        with (yield from shield.station.seize(token)):
            yield from self._look(token, shield, wish, lambda: self._fetch(token, self.to_origin, wish, walks))
        yield from token.travel(edges.to_shield, back=True)

    def _fetch(self, token: Token, onwards: list[Ways], wish: Wish, walks: Walks) -> Walk:
        """From the site that is nearest to the users."""
        site = walks.site_of(token, of_edge=True)
        ways = onwards[site.number]
        yield from walks.read(token, site, ways, wish)
        yield from token.travel(ways[token.server if len(ways) > 1 else 0], back=True)

    def _look(self, token: Token, desk: Desk, wish: Wish, get: Callable[[], Walk]) -> Walk:
        token.note("FIND_FILE")
        if not desk.shelf.find(wish):
            if self.given.coalesces:
                yield from self._once(token, desk, wish, get)
            else:
                yield from self._keep(token, desk, wish, get)
        token.note("SEND_FILE")
        desk.shelf.send(wish)

    def _once(self, token: Token, desk: Desk, wish: Wish, get: Callable[[], Walk]) -> Walk:
        with Claim(token, desk.locks, wish.key, desk.node) as claim:
            token.note("LOCK")
            if not claim.take():
                token.note("COALESCE")
                desk.shelf.coalesced += 1
                while True:
                    token.note("AWAIT_LOCK")
                    yield from claim.wait()
                    token.note("FIND_FILE")
                    if desk.shelf.find(wish, is_counted=False):
                        wish.has.pop()
                        return
                    token.note("LOCK")
                    if claim.take():
                        break
            yield from self._keep(token, desk, wish, get)

    def _keep(self, token: Token, desk: Desk, wish: Wish, get: Callable[[], Walk]) -> Walk:
        def fetch() -> Walk:
            yield from get()
            token.note("KEEP_FILE")
            desk.shelf.keep(wish)

        if not self.given.stale_if_error:
            yield from fetch()
            return
        home_ns, height, shelves = token.away_ns, len(token.holds), len(wish.has)
        try:
            yield from fetch()
        except Failed as error:
            if error.height < height:
                raise
            yield from token.hear(error, home_ns)
            del wish.has[shelves - 1 :]
            token.note("OLD_FILE")
            if not desk.shelf.old_copy(wish):
                raise Failed(error.reason, home_ns) from None

    # Those who look after it

    def begin(self, faults: Faults, checks_before: int) -> None:
        for row, (edges, place) in enumerate(self.watched):
            EdgeCheck(self, edges, place, checks_before + row, faults.next_rank())
        self.ranks = [faults.next_rank() for _ in self.desks]

    def heard(self, kind: Files, *, is_new: bool) -> None:
        """A kind has a new version, or is to be deleted everywhere."""
        if is_new:
            kind.publish(int(self.world.clock.now))
            if self.given.publishing is not Publishing.PURGE:
                return
        nth = self.purges
        self.purges += 1
        sigma = math.log(self.given.purge_p90_factor) / NormalDist().inv_cdf(0.9)
        for row, desk in enumerate(self.desks):
            u = unit(job_luck(self.world.seed, PURGES, row, nth))
            delay_s = self.given.purge_median_s * math.exp(sigma * NormalDist().inv_cdf(u))
            due_ns = int(self.world.clock.now) + max(1, int(delay_s * 1e9 + 0.5))
            Moment(self.world.clock, due_ns, (CONTROL, self.ranks[row]), lambda desk=desk: self._purge(desk, kind))

    def _purge(self, desk: Desk, kind: Files) -> None:
        desk.shelf.purge(kind)
        self.world.marks.append((int(self.world.clock.now), "delete_files", desk.node.name))

    # The prelude

    def warm(self) -> None:
        load = self.parts.design.workload
        total = sum(region.share for region in load.regions)
        ttl_s = [kind.given.ttl_s for kind in self.files for _ in range(kind.given.objects)]
        missed = [0.0] * len(ttl_s)
        for region in load.regions:
            pages_rps = load.pages_rps * region.share / total
            rates = [
                pages_rps * kind.given.per_page * who_asks(load, kind.given.device) * share / self.given.edges
                for kind in self.files
                for share in kind.shares
            ]
            for desk in self.edges[region.name].desks:
                row = self.desks.index(desk)
                keeps_s = desk.shelf.warm(rates, job_luck(self.world.seed, SHELVES, row, 0))
                missed = [m + missed_rps(r, t, keeps_s) for m, r, t in zip(missed, rates, ttl_s, strict=True)]
        if self.shield is not None:
            self.shield.shelf.warm(missed, job_luck(self.world.seed, SHELVES, 0, 0))


class EdgeCheck:
    """Is an edge still there?"""

    def __init__(self, net: Net, edges: Edges, place: int, row: int, rank: int) -> None:
        self.net, self.edges, self.place, self.row, self.rank = net, edges, place, row, rank
        self.world, self.given = net.world, net.given.check
        self.believes_up, self.against, self.sent = True, 0, 0
        self.world.clock.process(self._run())

    def _run(self) -> Walk:
        given: HealthCheck = self.given
        clock, interval_ns = self.world.clock, int(given.interval_s * 1e9 + 0.5)
        yield Moment(clock, 0, (CONTROL, self.rank))
        while True:
            begun_ns = int(clock.now)
            luck = job_luck(self.world.seed, PROBES, self.row, self.sent)
            self.sent += 1
            answered = yield Probe(self.world, luck, given.timeout_s, self.rank, self._there_and_back).fate
            self.against = 0 if answered == self.believes_up else self.against + 1
            if self.against >= (given.fall if self.believes_up else given.rise):
                self.believes_up, self.against = answered, 0
                self.edges.group.mark(self.place, up=answered)
                name = self.edges.desks[self.place].node.name
                self.world.marks.append((int(clock.now), "mark_up" if answered else "mark_down", name))
            next_ns = begun_ns + interval_ns
            while next_ns < clock.now or next_ns == begun_ns:
                next_ns += interval_ns
            yield Moment(clock, next_ns, (CONTROL, self.rank))

    def _there_and_back(self, token: Token) -> Walk:
        link = self.edges.probes[self.place]
        yield from token.travel(link)
        yield from token.arrive(self.edges.desks[self.place].node)
        yield from token.travel(link, back=True)
