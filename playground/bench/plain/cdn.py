"""A CDN of the plain web system: edges near the users keep files, and fetch what they miss once for all who wait."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field
from random import Random

import simpy

from playground.bench.plain.kinds import Catalogue, Kind
from playground.bench.plain.names import nearest
from playground.bench.plain.people import EDGE, Audience
from playground.bench.plain.seat import Seat
from playground.bench.plain.shelf import Shelf
from playground.bench.plain.site import Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.trip import trip
from playground.bench.plain.within import within
from playground.design.cdn import Cdn


@dataclass(eq=False)
class Edge:
    """A shelf, and what is being fetched."""

    shelf: Shelf
    fetched: dict[int, simpy.Event] = field(default_factory=dict)


@dataclass(eq=False)
class Net:
    """The edges of a region, what they keep, and the sites that they fetch it from."""

    env: simpy.Environment
    rng: Random
    given: Cdn
    files: Catalogue
    sites: list[Site]
    edges: list[Edge]

    def draw(self, kind: Kind) -> int:
        return kind.first + bisect(kind.upto, self.rng.random(), 0, len(kind.upto) - 1)

    def get(self, audience: Audience, seat: Seat, file: int) -> Steps:
        """A user's page asks the edge to which the user's address leads. Raises Failed when that takes too long."""
        if not (yield from within(self.env, self.given.timeout_s, self._by_edge(audience, seat, file))):
            raise Failed(0.0)

    def _by_edge(self, audience: Audience, seat: Seat, file: int) -> Steps:
        env, way_s, edge = self.env, audience.edge_way_s, self.rng.choice(self.edges)
        yield from audience.find(seat, EDGE)
        yield from audience.connect(seat.hosts[EDGE], way_s)
        if way_s:
            yield env.timeout(way_s)
        if not edge.shelf.look_up(file, env.now):
            try:
                yield from self._miss(audience, edge, file)
            except Failed as failure:
                raise Failed(failure.away_s + way_s) from None
        if way_s:
            if self.files.rounds[file]:
                yield env.timeout(2 * way_s * self.files.rounds[file])
            yield env.timeout(way_s)

    def _miss(self, audience: Audience, edge: Edge, file: int) -> Steps:
        """Fetch it, or wait for whoever does so already and look again."""
        if not self.given.coalesces:
            yield from self._fetch(audience, edge, file)
            return
        while file in edge.fetched:
            yield edge.fetched[file]
            if edge.shelf.look_up(file, self.env.now):
                return
        over = edge.fetched[file] = self.env.event()
        try:
            yield from self._fetch(audience, edge, file)
        finally:
            del edge.fetched[file]
            over.succeed()

    def _fetch(self, audience: Audience, edge: Edge, file: int) -> Steps:
        """From the site that is nearest to the region; an old copy is only asked about."""
        is_old = self.given.revalidates and file in edge.shelf.expires_s
        errand = self.files.not_modified if is_old else self.files.errands[file]
        place = nearest(self.sites, audience.near)
        way_s = audience.ways_s[place]
        yield from trip(self.sites[place], errand, way_s)
        # of a copy's life, the way back from the origin is over: what the entry link took is left out
        edge.shelf.keep(file, self.env.now - way_s + self.files.lives_s[file], self.env.now)
