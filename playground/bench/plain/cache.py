"""Cache servers of the plain web system: a ring, an ordered dictionary on each node, and a hop to it and back."""

from __future__ import annotations

from bisect import bisect
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import simpy

from playground.bench.plain.keys import Keys
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.within import within
from playground.design.cache_tier import CacheTier
from playground.design.design import WebSystem
from playground.design.facts import value

WARM = 20  # look-ups for each place, before the run begins


@dataclass(eq=False)
class Node:
    """One core, and who was used when."""

    core: simpy.Resource
    places: int
    ttl_s: float
    expires_s: OrderedDict[int, float]

    def look_up(self, key: int, now_s: float) -> bool:
        """Least recently used is first out."""
        found_s = self.expires_s.get(key)
        if found_s is None or found_s <= now_s:
            return False
        self.expires_s.move_to_end(key)
        return True

    def store(self, key: int, now_s: float) -> None:
        """Plant the key; the least recently used one makes room."""
        self.expires_s[key] = now_s + self.ttl_s if self.ttl_s else float("inf")
        self.expires_s.move_to_end(key)
        if len(self.expires_s) > self.places:
            self.expires_s.popitem(last=False)


@dataclass(eq=False)
class Tier:
    """Nodes, and the node of each key."""

    nodes: list[Node]
    node_of: list[int]
    hop_s: float
    work_s: float
    timeout_s: float

    def read(self, site: Site, key: int, read: Callable[[], Steps]) -> Steps:
        """Ask the node, within the app's patience; on a miss the database, and then go there once more to plant the
        answer."""
        env, node = site.env, self.nodes[self.node_of[key]]
        found: list[bool] = []
        asking = self._visit(site, node, lambda: found.append(node.look_up(key, env.now)))
        reached = yield from within(env, self.timeout_s, asking)
        if reached and found[0]:
            return
        yield from read()
        if reached:
            planting = self._visit(site, node, lambda: node.store(key, env.now))
            yield from within(env, self.timeout_s, planting)

    def _visit(self, site: Site, node: Node, act: Callable[[], object]) -> Steps:
        """There and back."""
        yield site.env.timeout(self.hop_s)
        with node.core.request() as core:
            yield core
            yield site.env.timeout(self.work_s)
        act()
        yield site.env.timeout(self.hop_s)


def tier(env: simpy.Environment, design: WebSystem, keys: Keys) -> Tier:
    """Those of one site; warm, as in the middle of a day."""
    given = design.cache
    assert given is not None  # noqa: S101 - the caller has looked
    nodes = [
        Node(simpy.Resource(env, 1), given.size_of(place), given.ttl_s, OrderedDict()) for place in range(given.nodes)
    ]
    made = Tier(nodes, _ring(given, len(keys.upto)), given.hop_ms / 2000, given.work_ms / 1000, given.timeout_s)
    for _ in range(WARM * given.size_items):
        key = keys.draw()
        node = nodes[made.node_of[key]]
        if not node.look_up(key, 0.0):
            node.store(key, -keys.rng.random() * given.ttl_s)  # stored at a random moment of its life
    return made


def _ring(given: CacheTier, keys: int) -> list[int]:
    """The node of each key: the next point on a circle on which every node has as many."""
    points = sorted(
        (Random(f"{place}:{point}").random(), place)  # noqa: S311 - a simulation
        for place in range(given.nodes)
        for point in range(value("sharding.vnodes"))
    )
    at = [where for where, _ in points]
    where = Random("keys")  # noqa: S311 - a simulation
    return [points[bisect(at, where.random()) % len(points)][1] for _ in range(keys)]
