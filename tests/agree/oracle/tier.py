"""A tier of cache servers: who holds a key, and the walk of a read that asks there first."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache_tier import CacheTier, OnWrite, Placement, Writes
from playground.design.web import Web
from tests.agree.oracle.behind import Behind
from tests.agree.oracle.cache import Cache, Filter, Keys, warm
from tests.agree.oracle.cache_watch import Observer
from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.freshness import Freshness
from tests.agree.oracle.message import message_of
from tests.agree.oracle.scheduler import DELIVERED, Walk
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node

SLOTS = 16384
POINTS = 100  # of each node on the circle


class CacheNode:
    """A machine with one core and a link from the web servers."""

    def __init__(self, parts: Parts, name: str, near: str, given: CacheTier) -> None:
        self.node: Node = parts.node(name)
        self.link: Link = parts.link(near, name, given.hop_ms / 2)
        self.core = Station(self.node, "cache cores", 1)


class SharedCache(Cache):
    """The entries of a part of the keys: they are there as long as one of the nodes that keep them is."""

    def __init__(self, tier: Tier, part: int, size: int, keepers: list[CacheNode]) -> None:
        parts, given = tier.parts, tier.given
        alike = Web(
            cache_items=size, cache_ttl_s=given.ttl_s, cache_ttl_jitter_s=given.ttl_jitter_s,
            cache_null_ttl_s=given.null_ttl_s, cache_evict=given.evict,
        )  # fmt: skip
        super().__init__(parts.world.clock, alike)
        self.tier, self.part = tier, part
        self.name = keepers[0].node.name
        self.keepers = [keeper.node for keeper in keepers]  # who holds it, then who stands by
        for keeper in self.keepers:
            keeper.caches.append(self)
        parts.world.caches.append(self)

    def lost_node(self) -> None:
        behind = self.tier.behind
        if not any(keeper.is_up for keeper in self.keepers):
            self.clear()
            if behind is not None:
                behind.lose(self.part, everything=True)
        if behind is not None:
            for keeper in self.keepers:
                if not keeper.is_up:
                    behind.died(keeper)

    def restarted(self, node: Node) -> None:
        """Whoever stands by copies what the holder has: nothing."""
        behind = self.tier.behind
        if node is self.keepers[0]:
            self.clear()
            if behind is not None:
                behind.lose(self.part, everything=True)
        if behind is not None:
            behind.came_back(node)

    def flushed(self) -> None:
        """It loses everything, though nobody has died; what is on its way to the database gets there."""
        self.clear()
        if self.tier.behind is not None:
            self.tier.behind.lose(self.part, everything=False)


class Tier:
    """All nodes, and who of them is believed to be up."""

    def __init__(self, parts: Parts, given: CacheTier) -> None:
        self.parts, self.given = parts, given
        servers = parts.servers
        near = servers[0].node.name if len(servers) == 1 else "web"
        each, more = divmod(given.size_items, given.nodes)
        names = [f"cache-{i + 1}" for i in range(given.nodes)]
        names += [f"cache-replica-{i + 1}" for i in range(given.nodes * given.replicas)]
        self.nodes = [CacheNode(parts, name, near, given) for name in names]
        self.freshness = Freshness(parts.world.clock, parts.design.workload.popularity.keys)
        self.caches = [
            SharedCache(self, i, each + (i < more), self.nodes[i :: given.nodes]) for i in range(given.nodes)
        ]
        self.holder = list(range(given.nodes))
        self.observers = self._observers()
        popularity = parts.design.workload.popularity
        self.keys = Keys(popularity)
        self.filter = None
        if given.filter_bits_per_key:
            bits = math.ceil(given.filter_bits_per_key * popularity.keys)
            self.filter = Filter(popularity.keys, bits, given.filter_hashes)
        self.up = set(range(given.nodes))
        self.circle: list[tuple[int, int]] = []
        self.deal()
        self.behind: Behind | None = None
        self.query: Callable[[Token, CacheNode, int], Walk] | None = None  # how a node writes to the database

    def meets(self, database: Node, cores: Station) -> None:
        """The database, where nodes write to it."""
        if self.given.writes is Writes.AROUND:
            return
        given = self.parts.design.database
        for at in self.nodes:
            at.database, at.database_cores = database, cores
            if self.given.writes is Writes.THROUGH:
                at.writers = Station(at.node, "writers", math.inf)
            at.pool = Station(at.node, "cache pool", given.pool_size)
            at.to_database = self.parts.link(at.node.name, database.name, given.hop_ms / 2)
        if self.given.writes is Writes.BACK:
            self.behind = self.freshness.behind = Behind(self, self.parts.design.workload.popularity.keys)

    def _observers(self) -> list[Observer]:
        given, parts = self.given, self.parts
        if given.nodes == 1 and given.replicas:
            names = [f"sentinel-{i + 1}" for i in range(given.sentinels)]
            return [Observer(self, name, self._links(name), parts.node(name)) for name in names]
        if given.placement is Placement.SLOTS:
            return [Observer(self, "bus", self._links("bus"), None)]
        return [Observer(self, "the app", [node.link for node in self.nodes], None)]

    def _links(self, near: str) -> list[Link]:
        return [self.parts.link(near, at.node.name, self.given.hop_ms / 2) for at in self.nodes]

    def promote(self, part: int, place: int) -> None:
        """Who stood by holds the keys of this part."""
        self.holder[part] = place
        self.caches[part].keepers.reverse()
        self.up.add(part)
        self.deal()
        if self.behind is not None:
            self.behind.start(place)

    def deal(self) -> None:
        """Whoever is up has changed."""
        self.circle = sorted((mix(1000 + node, point), node) for node in self.up for point in range(POINTS))
        self.places: dict[int, int | None] = {}

    def place(self, key: int) -> int | None:
        """To which part the key belongs, if anybody holds it."""
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
        if self.given.full_coverage and len(self.up) < count:
            return None
        node = next(i for i in range(count) if slot <= math.floor((i + 1) * (SLOTS / count) - 0.5))
        return node if node in self.up else None

    def counts(self, key: int) -> Cache:
        """Whose books a refusal of the filter goes into."""
        place = self.place(key)
        return self.caches[(0xFFFF if place is None else place) % len(self.caches)]

    def warm(self, rate_rps: float, luck: int) -> None:
        warm(self.caches, lambda key: self.caches[self.place(key) or 0], self.keys, rate_rps, luck)

    def look_aside(self, token: Token, read: Callable[[int | None], Walk]) -> Walk:
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
        errand = Errand(self, token, key)
        if not (yield from token.tried(errand.ask())):
            yield from read(errand.known)
        elif not errand.found:
            yield from read(errand.known)
            yield from token.tried(errand.plant())

    def write(self, token: Token, query: Callable[[int], Walk]) -> Walk:
        """The database first, and then the cache node, if it is told."""
        token.note("ASK")
        key = self.keys.next_written(token)
        given = self.given
        if given.writes is not Writes.AROUND:
            yield from token.guarded(Errand(self, token, key).write())
            return
        yield from query(key)
        if given.on_write is OnWrite.NOTHING:
            return
        errand = Errand(self, token, key)
        yield from token.tried(errand.delete() if given.on_write is OnWrite.DELETE else errand.plant())
        if given.on_write is OnWrite.DELETE and given.delete_again_s > 0:
            token.note("SPAWN")
            message = message_of(token)
            message.begin(self._later(message, key))

    def _later(self, message: Token, key: int) -> Walk:
        message.note("PAUSE")
        yield from message.pause(int(self.given.delete_again_s * 1e9 + 0.5), DELIVERED)
        yield from message.tried(Errand(self, message, key).delete())
        message.note("VANISH")

    def part_for(self, key: int) -> int:
        part = self.place(key)
        if part is None:
            raise Failed("cache_down", None)
        return part


class Errand:
    """One look-up and what follows from it."""

    def __init__(self, tier: Tier, token: Token, key: int | None) -> None:
        self.tier, self.token, self.key = tier, token, key
        self.found = False

    @property
    def known(self) -> int | None:
        """The key, if it exists: nobody writes another."""
        return self.key if self.exists else None

    @property
    def exists(self) -> bool:
        return self.tier.keys.exists(self.token, self.key)

    def ask(self) -> Walk:
        self.token.note("LOCATE")
        if self.key is None:
            self.key = self.tier.keys.next(self.token)
        yield from self._visit("LOOK_UP", self._look)

    def plant(self) -> Walk:
        self.token.note("LOCATE")
        yield from self._visit("STORE", self._plant)

    def delete(self) -> Walk:
        self.token.note("LOCATE")
        yield from self._visit("DROP", lambda cache: cache.drop(self.key))

    def write(self) -> Walk:
        """To the cache node, which writes to the database at once, or later."""
        tier, token = self.tier, self.token
        token.note("LOCATE")
        part = tier.part_for(self.key)
        at = tier.nodes[tier.holder[part]]
        patience_ns = int(tier.given.timeout_s * 1e9 + 0.5)
        with Alarm(token, patience_ns):
            yield from self._there(at)
        if tier.behind is None:
            with (yield from at.writers.seize(token)):
                yield from token.guarded(tier.query(token, at, self.key))
                token.note("STORE")
                self._plant(tier.caches[part])
        else:
            tier.freshness.taken(token, self.key, tier.caches)
            tier.behind.take_in(part, self.key)
            token.note("STORE")
            self._plant(tier.caches[part])
        with Alarm(token, patience_ns):
            yield from token.travel(at.link, back=True)

    def _there(self, at: CacheNode) -> Walk:
        """To the node, and a command's work on its core."""
        token, given = self.token, self.tier.given
        yield from token.travel(at.link)
        yield from token.arrive(at.node, "cache_down")
        if given.work_ms > 0:
            with (yield from at.core.seize(token)) as slot:
                yield from at.core.work(token, given.work_ms * 1e6, "cache", slot)

    def _plant(self, cache: Cache) -> None:
        cache.plant(self.token, self.key, 0, exists=self.exists)
        if self.exists:
            self.tier.freshness.date(cache, self.token, self.key)

    def _look(self, cache: Cache) -> None:
        self.found = cache.look_up(self.key, exists=self.exists)

    def _visit(self, what: str, act: Callable[[Cache], None]) -> Walk:
        token, given = self.token, self.tier.given
        part = self.tier.part_for(self.key)
        at, cache = self.tier.nodes[self.tier.holder[part]], self.tier.caches[part]
        with Alarm(token, int(given.timeout_s * 1e9 + 0.5)):
            yield from self._there(at)
            token.note(what)
            act(cache)
            yield from token.travel(at.link, back=True)
