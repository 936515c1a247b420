"""A tier of cache servers: which nodes there are, and who holds a key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.cache import Lock
from playground.design.cache_tier import CacheTier, Placement, Reads, Writes
from playground.design.web import Web
from tests.agree.oracle.cache import Cache, Filter, warm
from tests.agree.oracle.cache_watch import Observer
from tests.agree.oracle.chance import mix
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.lock import Locks
from tests.agree.oracle.placement import SLOTS, Slots
from tests.agree.oracle.station import Station
from tests.agree.oracle.write_back import WriteBack

if TYPE_CHECKING:
    from tests.agree.oracle.disk import Disk
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.place import Link, Node
    from tests.agree.oracle.site import Site
    from tests.agree.oracle.token import Token


class CacheNode:
    """A machine with one core and a link from the web servers; one that reads or writes for itself has ways to the
    databases."""

    def __init__(self, parts: Parts, name: str, near: str, given: CacheTier) -> None:
        self.node: Node = parts.node(name)
        self.link: Link = parts.link(near, name, given.hop_ms / 2)
        self.core = Station(self.node, "cache cores", 1)
        if given.reads is Reads.READ_THROUGH:
            self.errands = Station(self.node, "errands", math.inf)
        if given.writes is Writes.THROUGH:
            self.writers = Station(self.node, "writers", math.inf)
        self.pools: list[Station] = []
        self.links: list[Link] = []

    def meets(self, parts: Parts, databases: list[tuple[Node, Station, Disk | None]]) -> None:
        """Its own connections and links to each of them."""
        given = parts.design.database
        self.database, self.database_cores, self.disk = databases[0]
        for base, _, _ in databases:
            self.pools.append(Station(self.node, "cache pool", given.pool_size))
            self.links.append(parts.link(self.node.name, base.name, given.hop_ms / 2))
        self.to_database = self.links[0]


class SharedCache(Cache):
    """The entries of a part of the keys: they are there as long as one of the nodes that keep them is."""

    def __init__(self, tier: Tier, part: int, size: int, keepers: list[CacheNode]) -> None:
        parts, given = tier.parts, tier.given
        alike = Web(
            cache_items=size, cache_ttl_s=given.ttl_s, cache_ttl_jitter_s=given.ttl_jitter_s,
            cache_null_ttl_s=given.null_ttl_s, cache_evict=given.evict, cache_soft_ttl_share=given.soft_ttl_share,
            cache_xfetch_beta=given.xfetch_beta,
        )  # fmt: skip
        super().__init__(parts.world.clock, alike)
        self.tier, self.part = tier, part
        self.name = keepers[0].node.name
        self.keepers = [keeper.node for keeper in keepers]  # who holds it, then who stands by
        for keeper in self.keepers:
            keeper.caches.append(self)
        parts.world.caches.append(self)

    def lost_node(self) -> None:
        behind = self.tier.write_back
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
        behind = self.tier.write_back
        if node is self.keepers[0]:
            self.clear()
            if behind is not None:
                behind.lose(self.part, everything=True)
        if behind is not None:
            behind.came_back(node)

    def flushed(self) -> None:
        """It loses everything, though nobody has died; what is on its way to the database gets there."""
        self.clear()
        if self.tier.write_back is not None:
            self.tier.write_back.lose(self.part, everything=False)


def keep(tier: Tier, cache: Cache, token: Token, key: int, took_ns: int | None = None) -> None:
    """The token has brought an answer to the cache, and it is known since when that is old. `took_ns`: of a read."""
    is_value = tier.keys.brings_value(token, key)
    is_kept = cache.plant(token, key, took_ns or 0, exists=is_value, is_write=took_ns is None)
    if is_kept and (is_value or tier.keys.may_come(token, key)):
        tier.freshness.date(cache, token, key)


class Tier:
    """All nodes of a site, and who of them is believed to be up."""

    def __init__(self, parts: Parts, given: CacheTier, site: Site) -> None:
        self.parts, self.given, self.site = parts, given, site
        each, more = divmod(given.size_items, given.nodes)
        names = [f"cache-{i + 1}" for i in range(given.nodes)]
        names += [f"cache-replica-{i + 1}" for i in range(given.nodes * given.replicas)]
        self.nodes = [CacheNode(parts, site.called(name), site.servers_together, given) for name in names]
        self.freshness = parts.freshness
        self.caches = [
            SharedCache(self, i, each + (i < more), self.nodes[i :: given.nodes]) for i in range(given.nodes)
        ]
        self.holder = list(range(given.nodes))
        self.locks: dict[str, Locks] = {}
        self.observers = self._observers()
        popularity = parts.design.workload.popularity
        self.keys = parts.keys
        self.filter = None
        if given.filter_bits_per_key:
            bits = math.ceil(given.filter_bits_per_key * popularity.keys)
            self.filter = Filter(popularity.keys, bits, given.filter_hashes)
        self.up = set(range(given.nodes))
        self.slots = Slots(on_ring=given.placement is Placement.RING)
        self.deal()
        self.write_back: WriteBack | None = None
        if given.writes is Writes.BACK:
            self.write_back = self.freshness.write_back = WriteBack(self, popularity.keys)

    def known(self, token: Token) -> int | None:
        """What the token is about, if it exists: nobody writes anything else."""
        is_known = token.wants is not None and self.keys.exists(token, token.wants)
        return token.wants if is_known else None

    def _observers(self) -> list[Observer]:
        given, parts = self.given, self.parts
        if given.nodes == 1 and given.replicas:
            names = [self.site.called(f"sentinel-{i + 1}") for i in range(given.sentinels)]
            return [Observer(self, name, self._links(name), parts.node(name)) for name in names]
        if given.placement is Placement.SLOTS:
            bus = self.site.called("bus")
            return [Observer(self, bus, self._links(bus), None)]
        return [Observer(self, "the app", [node.link for node in self.nodes], None)]

    def _links(self, near: str) -> list[Link]:
        return [self.parts.link(near, at.node.name, self.given.hop_ms / 2) for at in self.nodes]

    def promote(self, part: int, place: int) -> None:
        """Who stood by holds the keys of this part."""
        self.holder[part] = place
        self.caches[part].keepers.reverse()
        self.up.add(part)
        self.deal()
        if self.write_back is not None:
            self.write_back.start(place)

    def deal(self) -> None:
        """Whoever is up has changed."""
        self.places: dict[int, int | None] = {}

    def locks_of(self, process: Node) -> Locks:
        """The locks of this process, or those of all."""
        shared = self.given.lock is Lock.SHARED
        if (name := "" if shared else process.name) not in self.locks:
            ttl_s, wait_s = self.given.lock_ttl_s, self.given.lock_wait_s
            ttl_ns = int(ttl_s * 1e9 + 0.5) if ttl_s else None
            self.locks[name] = Locks(None if shared else process, ttl_ns, int(wait_s * 1e9 + 0.5))
        return self.locks[name]

    def place(self, key: int) -> int | None:
        """To which part the key belongs, if anybody holds it."""
        slot = mix(301, key) % SLOTS
        if slot not in self.places:
            self.places[slot] = self._place(slot)
        return self.places[slot]

    def _place(self, slot: int) -> int | None:
        if self.given.placement is not Placement.SLOTS:
            return self.slots.owner(slot, self.up)
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

    def part_for(self, key: int) -> int:
        part = self.place(key)
        if part is None:
            raise Failed("cache_down", None)
        return part
