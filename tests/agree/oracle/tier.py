"""A tier of cache servers: who holds a key, and the walk of a read that asks there first."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache_tier import CacheTier, Placement
from playground.design.web import Web
from tests.agree.oracle.cache import Cache, Filter, Keys, warm
from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node

SLOTS = 16384
POINTS = 100  # of each node on the circle


class CacheNode:
    """A machine with one core, a cache, and a link from the web servers."""

    def __init__(self, parts: Parts, name: str, near: str, given: CacheTier, size: int) -> None:
        world = parts.world
        self.node: Node = parts.node(name)
        self.link: Link = parts.link(near, name, given.hop_ms / 2)
        self.core = Station(self.node, "cache cores", 1)
        alike = Web(
            cache_items=size, cache_ttl_s=given.ttl_s, cache_ttl_jitter_s=given.ttl_jitter_s,
            cache_null_ttl_s=given.null_ttl_s, cache_evict=given.evict,
        )  # fmt: skip
        self.cache = Cache(world.clock, alike)
        self.node.caches.append(self.cache)
        world.caches.append(self.cache)


class Tier:
    """All nodes, and who of them is believed to be up."""

    def __init__(self, parts: Parts, given: CacheTier) -> None:
        self.parts, self.given = parts, given
        servers = parts.servers
        near = servers[0].node.name if len(servers) == 1 else "web"
        each, more = divmod(given.size_items, given.nodes)
        self.nodes = [CacheNode(parts, f"cache-{i + 1}", near, given, each + (i < more)) for i in range(given.nodes)]
        popularity = parts.design.workload.popularity
        self.keys = Keys(popularity)
        self.filter = None
        if given.filter_bits_per_key:
            bits = math.ceil(given.filter_bits_per_key * popularity.keys)
            self.filter = Filter(popularity.keys, bits, given.filter_hashes)
        self.up = set(range(given.nodes))
        self.circle: list[tuple[int, int]] = []
        self.deal()

    def deal(self) -> None:
        """Whoever is up has changed."""
        self.circle = sorted((mix(1000 + node, point), node) for node in self.up for point in range(POINTS))
        self.places: dict[int, int | None] = {}

    def place(self, key: int) -> int | None:
        """Which node holds the key."""
        slot = mix(301, key) % SLOTS
        if slot not in self.places:
            self.places[slot] = self._place(slot)
        return self.places[slot]

    def _place(self, slot: int) -> int | None:
        if not self.up:
            return None
        if self.given.placement is Placement.RING:
            at = mix(302, slot)
            return next((node for point, node in self.circle if point >= at), self.circle[0][1])
        if self.given.placement is Placement.MODULO:
            return sorted(self.up)[slot % len(self.up)]
        count = self.given.nodes
        node = next(i for i in range(count) if slot <= math.floor((i + 1) * (SLOTS / count) - 0.5))
        return node if node in self.up else None

    def counts(self, key: int) -> Cache:
        """Whose books a refusal of the filter goes into."""
        place = self.place(key)
        return self.nodes[(0xFFFF if place is None else place) % len(self.nodes)].cache

    def warm(self, rate_rps: float, luck: int) -> None:
        caches = [node.cache for node in self.nodes]
        warm(caches, lambda key: caches[self.place(key) or 0], self.keys, rate_rps, luck)

    def look_aside(self, token: Token, read: Callable[[], Walk]) -> Walk:
        """Ask the cache, else the database, and plant its answer."""
        key = None
        if self.filter is not None:
            token.note("FILTER")
            key = self.keys.next(token)
            if not self.keys.exists(token, key):
                if not self.filter.may_exist(key):
                    self.counts(key).refused += 1
                    return
                self.counts(key).slipped += 1
        errand = _Errand(self, token, key)
        if not (yield from token.tried(errand.ask())):
            yield from read()
        elif not errand.found:
            yield from read()
            yield from token.tried(errand.plant())

    def node_for(self, token: Token, key: int) -> CacheNode:
        place = self.place(key)
        if place is None:
            raise Failed("cache_down", None)
        return self.nodes[place]


class _Errand:
    """One look-up and what follows from it."""

    def __init__(self, tier: Tier, token: Token, key: int | None) -> None:
        self.tier, self.token, self.key = tier, token, key
        self.found = False

    @property
    def exists(self) -> bool:
        return self.tier.keys.exists(self.token, self.key)

    def ask(self) -> Walk:
        self.token.note("ROUTE")
        if self.key is None:
            self.key = self.tier.keys.next(self.token)
        yield from self._visit("LOOK_UP", self._look)

    def plant(self) -> Walk:
        self.token.note("ROUTE")
        yield from self._visit("STORE", lambda at: at.cache.plant(self.token, self.key, exists=self.exists))

    def _look(self, at: CacheNode) -> None:
        self.found = at.cache.look_up(self.key, exists=self.exists)

    def _visit(self, what: str, act: Callable[[CacheNode], None]) -> Walk:
        token, given = self.token, self.tier.given
        at = self.tier.node_for(token, self.key)
        with Alarm(token, int(given.timeout_s * 1e9 + 0.5)):
            yield from token.travel(at.link)
            yield from token.arrive(at.node, "cache_down")
            if given.work_ms > 0:
                with (yield from at.core.seize(token)) as slot:
                    yield from at.core.work(token, given.work_ms * 1e6, "cache", slot)
            token.note(what)
            act(at)
            yield from token.travel(at.link, back=True)
