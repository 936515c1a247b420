"""Cache servers of the plain web system: a ring, an ordered dictionary on each node, and a hop to it and back."""

from __future__ import annotations

from bisect import bisect
from collections import OrderedDict
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

import simpy

from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.design.cache import Evict
from playground.design.cache_tier import CacheTier, Placement
from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.problem import BadDesign
from playground.design.workload import Popularity

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
    """Nodes, the node of each key, and how popular keys are (cumulative weights)."""

    nodes: list[Node]
    node_of: list[int]
    upto: list[float]
    rng: Random
    hop_s: float
    work_s: float
    timeout_s: float

    def key(self) -> int:
        return bisect(self.upto, self.rng.random() * self.upto[-1])

    def read(self, site: Site, read: Callable[[], Steps]) -> Steps:
        """Ask the node; on a miss the database, and then go there once more to plant the answer."""
        key = self.key()
        node = self.nodes[self.node_of[key]]
        found: list[bool] = []
        reached = yield from self._visit(site, node, lambda: found.append(node.look_up(key, site.env.now)))
        if reached and found[0]:
            return
        yield from read()
        if reached:
            yield from self._visit(site, node, lambda: node.store(key, site.env.now))

    def _visit(self, site: Site, node: Node, act: Callable[[], object]) -> Generator[simpy.Event, Any, bool]:
        """There and back within the app's patience. False when it took too long."""
        env = site.env
        alarm = env.timeout(self.timeout_s)
        alarm.callbacks.append(env.active_process.interrupt)  # type: ignore[union-attr]  # the process we are in
        try:
            yield env.timeout(self.hop_s)
            with node.core.request() as core:
                yield core
                yield env.timeout(self.work_s)
            act()
            yield env.timeout(self.hop_s)
        except simpy.Interrupt:
            return False
        alarm.callbacks.clear()
        return True


def tier(env: simpy.Environment, design: WebSystem, rng: Random) -> Tier:
    """Warm, as in the middle of a day. Raises BadDesign for what is not written here."""
    given = design.cache
    assert given is not None  # noqa: S101 - the caller has looked
    popularity = design.workload.popularity
    _check_written(given, popularity)
    upto = list(accumulate((rank + 1) ** -popularity.zipf_exponent for rank in range(popularity.keys)))
    nodes = [
        Node(simpy.Resource(env, 1), given.size_of(place), given.ttl_s, OrderedDict()) for place in range(given.nodes)
    ]
    made = Tier(
        nodes, _ring(given, popularity.keys), upto, rng, given.hop_ms / 2000, given.work_ms / 1000, given.timeout_s
    )
    for _ in range(WARM * given.size_items):
        key = made.key()
        node = nodes[made.node_of[key]]
        if not node.look_up(key, 0.0):
            node.store(key, -rng.random() * given.ttl_s)  # stored at a random moment of its life
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


def _check_written(given: CacheTier, popularity: Popularity) -> None:
    missing = {
        "cache.placement": given.placement is not Placement.RING,
        "cache.replicas": given.replicas > 0,
        "cache.evict": given.evict is not Evict.LRU,
        "cache.ttl_jitter_s": given.ttl_jitter_s > 0,
        "cache.filter_bits_per_key": given.filter_bits_per_key > 0,
        "workload.popularity.missing_share": popularity.missing_share > 0,
        "workload.popularity.births_share": popularity.births_share > 0,
        "workload.popularity.deaths_share": popularity.deaths_share > 0,
    }
    for knob, is_used in missing.items():
        if is_used:
            raise BadDesign(f"{knob} must keep its default for the comparison with SimPy", knob=knob)
