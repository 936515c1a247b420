"""Timelines of the plain web system: a post is copied to every follower of its author, or put on a list that everybody
fetches who follows the author; whoever reads asks for both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import exp
from operator import mul
from random import Random

import simpy

from playground.bench.plain.authors import Authors, authors_of
from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.server import Server
from playground.bench.plain.site import Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.within import Answer, within
from playground.design.design import WebSystem
from playground.design.sites import apart_ms
from playground.design.timelines import Timelines as Given


@dataclass(eq=False)
class Timelines:
    """`shards`, `lists`: cores of the machines of each site. `ways_s`: one way from each site to each. `followed`: how
    many large authors with a list on one machine a user follows on average."""

    env: simpy.Environment
    rng: Random
    given: Given
    shards: list[list[simpy.Resource]]
    lists: list[list[simpy.Resource]]
    ways_s: list[list[float]]
    authors: Authors
    followed: float
    fetch: Sampler

    def read(self, site: Site, _server: Server) -> Steps:
        """One's own, and beside it the posts of large authors. Raises Failed."""
        own = self.rng.choice(self.shards[site.place])
        asked: list[Steps] = [self._visit(own, self.fetch)]
        for machine in self.lists[site.place]:
            number = self._followed()
            if number:
                asked.append(self._visit(machine, partial(mul, number, self.given.lists.fetch_ms / 1000)))
        yield from self._all(site, [within(self.env, self.given.timeout_s, steps) for steps in asked])

    def copy(self, site: Site) -> Steps:
        """A post of somebody, to all sites. Raises Failed."""
        followers, offset = self.authors.draw(self.rng), self.rng.randrange(1 << 20)
        parts, ways_s = self.given.parts, self.ways_s[site.place]
        copied: list[Answer] = []
        for place, way_s in enumerate(ways_s):
            if followers > self.given.most_pushed:
                machines = self.lists[place]
                copied.append(self._insert(machines[offset % len(machines)], way_s, 1, self.given.lists.fetch_ms))
                continue
            machines = self.shards[place]
            for part in range(parts):
                size = followers // parts + ((part - offset) % parts < followers % parts)
                if size:
                    copied.append(self._insert(machines[part % len(machines)], way_s, size, self.given.insert_ms))
        yield from self._all(site, copied)

    def _insert(self, machine: simpy.Resource, way_s: float, size: int, each_ms: float) -> Answer:
        """A part of the followers, a batch at a time, by somebody at the machine's site. False where that failed."""
        if way_s:
            yield self.env.timeout(way_s)
        for done in range(0, size, self.given.insert_batch):
            work = partial(mul, min(self.given.insert_batch, size - done), each_ms / 1000)
            if not (yield from within(self.env, self.given.timeout_s, self._visit(machine, work))):
                return False
        if way_s:
            yield self.env.timeout(way_s)
        return True

    def _visit(self, machine: simpy.Resource, work: Sampler) -> Steps:
        """There and back."""
        yield self.env.timeout(self.given.hop_ms / 2000)
        with machine.request() as core:
            yield core
            yield self.env.timeout(work())
        yield self.env.timeout(self.given.hop_ms / 2000)

    def _all(self, site: Site, steps: list[Answer]) -> Steps:
        """Beside each other."""
        answers = yield self.env.all_of([self.env.process(one) for one in steps])
        if not all(answers.values()):
            raise Failed(site.hop_s)

    def _followed(self) -> int:
        """A Poisson number, by inversion."""
        chance, term, number = self.rng.random(), exp(-self.followed), 0
        while chance > term:
            chance -= term
            number += 1
            term *= self.followed / number
        return number


def timelines_of(env: simpy.Environment, design: WebSystem, rng: Random) -> Timelines | None:
    """The machines of all sites; None where nobody keeps timelines."""
    given, places = design.timelines, range(design.places)
    if given is None:
        return None
    authors = authors_of(given)
    return Timelines(
        env, rng, given,
        shards=[[simpy.Resource(env, given.shards.cores) for _ in range(given.shards.count)] for _ in places],
        lists=[[simpy.Resource(env, given.lists.cores) for _ in range(given.lists.count)] for _ in places],
        ways_s=[[apart_ms(design.sites, here, there) / 2000 for there in places] for here in places],
        authors=authors,
        followed=authors.mean(above=given.most_pushed) / given.lists.count,
        fetch=sampler(given.fetch, rng) or float,
    )  # fmt: skip
