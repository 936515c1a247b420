"""Whom names lead to one of several sites: by distance, by weight, or by what the network knows of one address."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from playground.design.sites import Route
from tests.agree.oracle.balancer import Group
from tests.agree.oracle.chance import ROUTES, job_luck, unit
from tests.agree.oracle.control import Prober
from tests.agree.oracle.people import ORIGIN

if TYPE_CHECKING:
    from playground.design.dns import Dns
    from tests.agree.oracle.names import Resolver
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.people import Audience
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.site import Site
    from tests.agree.oracle.token import Token

SOON = 0.8  # of all networks


class Sites:
    """All of them, those that are believed up, and what leads there."""

    def __init__(self, parts: Parts, given: Dns) -> None:
        self.parts, self.world, self.dns, self.given = parts, parts.world, given, parts.design.sites
        assert self.given is not None
        self.all, self.far = parts.sites, parts.far
        self.weights = [self.given.weight_of(site.number) for site in self.all]
        self.group = Group(self.world.clock, "weighted", self.weights, None, 0)
        self.world.groups.append(self.group)
        self.links = [parts.link("dns", site.doors[0], given.check_rtt_ms / 2) for site in self.all]
        self.turns = 0
        self.series: list[tuple[list[int], list[int], int]] = []

    @property
    def of_edges(self) -> bool:
        """Do edges carry the pages, which find their own way?"""
        return self.parts.design.cdn is not None and self.parts.design.cdn.carries_pages

    @property
    def is_anycast(self) -> bool:
        return self.given.route is Route.ANYCAST

    def nearest(self, region: int) -> int:
        """Of those believed up; of all when there is none."""
        near = self.far.near(region)
        return next((site for site in near if self.group.members[site].is_up), near[0])

    def first_for(self, resolver: Resolver, drawn: float) -> int:
        """Where it sends people while all is well."""
        if self.given.route is not Route.WEIGHTED:
            return self.far.near(resolver.seems)[0]
        return next(site for site in range(len(self.all)) if drawn * sum(self.weights) < sum(self.weights[: site + 1]))

    @property
    def shares(self) -> list[float]:
        """Of all people, how many are led to each while all is well, by names or by edges."""
        if self.given.route is Route.WEIGHTED and not self.of_edges:
            return [weight / sum(self.weights) for weight in self.weights]
        found, load = [0.0] * len(self.all), self.parts.design.workload
        misplaced = 0.0 if self.of_edges else self.given.misplaced_share
        for place, region in enumerate(load.regions):
            share = region.share / sum(one.share for one in load.regions)
            for seems, part in ((place, 1 - misplaced), (place + 1, misplaced)):
                found[self.far.near(seems % len(load.regions))[0]] += part * share
        return found

    def answer(self, resolver: Resolver) -> int:
        """The authority is asked where people should go."""
        if self.given.route is not Route.WEIGHTED:
            site = self.nearest(resolver.seems)
        elif self.group.up:
            site = self.group.turn_by_weight().place
        else:
            site = self.group.next(self.group.members).place
        self.group.members[site].picked += 1
        if self.given.route is Route.WEIGHTED:
            self.group.last = site
        return site

    # A walk's way

    def lead(self, token: Token, people: Audience, *, of_edge: bool) -> Site:
        """Where the request goes on."""
        site = self.nearest(people.place) if of_edge else token.seat.address
        for _ in range(site + 1):
            token.note("AT_SITE")
        if not of_edge:
            people.led[site] += 1
        return self.all[site]

    def reach(self, token: Token, people: Audience) -> None:
        """A connection ends when the network leads elsewhere."""
        token.note("REACH")
        seat, now = token.seat, int(self.world.clock.now)
        network = people.resolvers.of(seat)
        _settle(network, now)
        if seat.address == network.address:
            return
        seat.address = network.address
        people.broken += now - seat.used_ns[ORIGIN] <= people.keep_ns
        seat.used_ns[ORIGIN] = -float("inf")

    # Who looks after them

    @property
    def prober(self) -> Prober:
        names = [site.doors[0] for site in self.all]
        walks = [partial(self._probe, site) for site in self.all]
        turns = self.is_anycast and not self.of_edges
        return Prober(self.dns.check, self.group, names, walks, None, self.turn if turns else lambda: None)

    def _probe(self, site: Site, token: Token) -> Walk:
        """To the balancer, and through it to one of its servers; and out by the entry."""
        token.server = site.number
        link = self.links[site.number]
        yield from token.travel(link)
        yield from token.arrive(site.balancer)
        with site.group.pick(token):
            way, server = site.to_server[token.server], site.servers[token.server]
            yield from token.travel(way)
            yield from token.arrive(server.node)
            with (yield from server.workers.seize(token)):
                if self.dns.check.work_ms > 0:
                    with (yield from server.cores.seize(token)) as slot:
                        yield from server.cores.work(token, self.dns.check.work_ms * 1e6, "probe", slot)
            yield from token.travel(way, back=True)
        if site.entry is not None:
            yield from token.arrive(site.entry.node)
        yield from token.travel(link, back=True)

    def turn(self) -> None:
        """A site is announced or withdrawn, of which one network after the other hears, unless it is about to go there
        anyway."""
        nth, now = self.turns, int(self.world.clock.now)
        self.turns += 1
        if not self.group.up:
            return
        networks = [network for region in self.parts.dns.of.values() for network in region.all]
        for row, network in enumerate(networks):
            _settle(network, now)
            goal = self.nearest(network.seems)
            if goal == network.address:
                network.moves_ns = 0
            elif network.moves_ns == 0 or network.next != goal:
                u = unit(job_luck(self.world.seed, ROUTES, row, nth))
                network.moves_ns = now + max(1, int(self._after_s(u) * 1e9 + 0.5))
            network.next = goal

    def _after_s(self, u: float) -> float:
        soon_s = self.given.converge_s
        if u < SOON:
            return u / SOON * soon_s
        return soon_s + (u - SOON) / (1 - SOON) * (max(soon_s, self.given.converge_tail_s) - soon_s)

    # The books

    def look(self) -> None:
        """How often people have been led to each, how many are there, and how many connections ended, so far."""
        people, now = self.parts.people.values(), self.world.clock.now
        led = [sum(one.led[site.number] for one in people) for site in self.all]
        here = [seat.address for one in people for seat in one.seats if seat.ends_ns > now]
        self.series.append((led, [here.count(site.number) for site in self.all], sum(one.broken for one in people)))

    @property
    def books(self) -> dict[str, object] | None:
        """The same by window; none where edges carry the pages."""
        if self.of_edges:
            return None
        self.look()
        led, here, broken = zip(*self.series, strict=True)
        before = ([0] * len(self.all), *led)
        gone = [[now - then for now, then in zip(*pair, strict=True)] for pair in zip(led, before, strict=False)]
        ended = [now - then for now, then in zip(broken, (0, *broken), strict=False)]
        return {"doors": [site.doors[0] for site in self.all], "led": gone, "here": list(here), "broken": ended}


def _settle(network: Resolver, now: int) -> None:
    """What was to happen by now has happened."""
    if 0 < network.moves_ns <= now:
        network.moves_ns, network.address = 0, network.next
