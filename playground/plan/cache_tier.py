"""A tier of cache servers, asked by all web servers over the network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.layout import Tier
from playground.dataplane.tables import NONE
from playground.design.cache import Lock
from playground.design.cache_tier import CacheTier as Given
from playground.design.cache_tier import Placement, Reads
from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.service import Deterministic
from playground.plan.builder import PLENTY, Builder, Link, NodeRef, Place, Ref, S
from playground.plan.cache import POLICY, refresh_ns
from playground.plan.database import SHARD
from playground.plan.flight import Locks, locks
from playground.plan.plan import EMPTY_HANDED
from playground.plan.walk import Walk
from playground.plan.web import Web

NODE = 2  # which node a look-up goes to; SHARD: whose keys it asks for
WRITTEN = 1  # STORE: what a write has brought, which nobody has fetched
PLACEMENT = {placement: number for number, placement in enumerate(Placement)}


@dataclass(frozen=True)
class CacheTier:
    """The nodes of a site, a link to each, its only core, and its cache. `locks`: of keys that are being fetched, where
    anybody cares; `refresh_pc`: where the message starts that refreshes a value ahead; `errands`: reads of the database
    that nodes are about, where they do that themselves."""

    given: Given
    node: NodeRef
    link: Link
    cores: Place
    caches: Ref
    locks: Locks | None = None
    refresh_pc: int | None = None
    errands: Place | None = None
    site: int = 0
    again_pc: int | None = None  # where the message begins that deletes a key once more

    @property
    def routes(self) -> Ref:
        """What LOCATE needs to know: how many nodes there are, and where to put the one that holds the key."""
        return Ref(self.given.nodes, 0, NODE)

    @property
    def tier(self) -> Tier:
        given = self.given
        return Tier(PLACEMENT[given.placement], given.nodes, value("sharding.vnodes"), given.full_coverage)


def cache_tier(builder: Builder, design: WebSystem, servers: Web) -> CacheTier | None:
    """None where nobody has put one up."""
    given = design.cache
    if given is None:
        return None
    names = node_names(builder, given)
    node = builder.nodes_of(names, NODE)
    near = servers.names[0] if len(servers.names) == 1 else builder.here("web")
    link = links(builder, names, given, near)
    cores = builder.station("cache cores", node, len(names), system="cache", slots=1, is_front=True)
    errands = None
    if given.reads is Reads.READ_THROUGH:
        errands = builder.station("errands", node, len(names), system="cache", slots=PLENTY, measures_node=False)
    caches, waits = _caches(builder, design, given, node), _locks(builder, given, node, servers)
    return CacheTier(given, node, link, cores, caches, waits, errands=errands, site=builder.site)


def node_names(builder: Builder, given: Given) -> tuple[str, ...]:
    """What the nodes are called at this site, those that stand by last."""
    return tuple(builder.here(name) for name in given.names)


def links(builder: Builder, nodes: tuple[str, ...], given: Given, near: str) -> Link:
    """From here to every node."""
    names = [f"{near}>{name}" for name in nodes]
    return builder.link("web>cache", given.hop_ms / 2, count=len(names), register=NODE, names=names)


def _caches(builder: Builder, design: WebSystem, given: Given, node: NodeRef) -> Ref:
    keys, first = design.workload.popularity, len(builder.caches)
    for place in range(given.nodes):
        builder.cache(
            builder.here(f"cache-{place + 1}"),
            NodeRef(node.first + place),
            1,
            copy=node.first + given.nodes + place if given.replicas else NONE,
            size=given.size_of(place),
            ttl_ns=int(given.ttl_s * S),
            jitter_ns=int(given.ttl_jitter_s * S),
            null_ttl_ns=int(given.null_ttl_s * S),
            policy=POLICY[given.evict],
            filter_bits=math.ceil(given.filter_bits_per_key * keys.keys),
            hashes=given.filter_hashes,
            filter_inserts=int(given.filter_inserts and given.filter_bits_per_key > 0),
            refresh_ns=refresh_ns(int(given.ttl_s * S), given.soft_ttl_share),
            beta=given.xfetch_beta,
            is_dated=1,
        )
    return Ref(first, 1 if given.nodes > 1 else 0, SHARD)


def _locks(builder: Builder, given: Given, node: NodeRef, servers: Web) -> Locks | None:
    """Those who fetch are the app's processes, or the cache nodes where these read for themselves."""
    if given.lock is Lock.NONE and given.soft_ttl_share == 0:
        return None
    through = given.reads is Reads.READ_THROUGH
    who, count = (node, len(given.names)) if through else (servers.node, len(servers.names))
    ttl_s, is_shared = given.lock_ttl_s or None, given.lock is Lock.SHARED
    return locks(builder, who, count, is_shared=is_shared, ttl_s=ttl_s, wait_s=given.lock_wait_s)


def may_exist(walk: Walk, tier: CacheTier) -> int | None:
    """Ask the filter in the app, where there is one; the block that jumps when the key cannot exist."""
    if tier.given.filter_bits_per_key == 0:
        return None
    return walk.emit(code.FILTER, "may it exist?", at=Ref(tier.caches.first), count=tier.given.nodes)


@contextmanager
def visit(walk: Walk, tier: CacheTier) -> Iterator[None]:
    """To the node and back, within the app's patience; in between on its core."""
    with walk.deadline(tier.given.timeout_s):
        walk.travel(tier.link)
        walk.arrive(tier.node, code.CACHE_DOWN)
        walk.serve(tier.cores, Deterministic(mean_ms=tier.given.work_ms), code.CACHE_WORK)
        yield
        walk.travel(tier.link, back=True)


def come_back(walk: Walk, tier: CacheTier) -> None:
    """The same way back with empty hands: the look-up jumps here from within the visit."""
    walk.travel(tier.link, back=True)
    walk.builder.notes[-1] = EMPTY_HANDED
    walk.emit(code.DISARM, "in time")
