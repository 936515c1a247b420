"""A tier of cache servers, asked by all web servers over the network (look-aside)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.layout import Tier
from playground.dataplane.tables import NONE
from playground.design.cache_tier import CacheTier as Given
from playground.design.cache_tier import Placement
from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.service import Deterministic
from playground.plan.builder import Builder, Link, NodeRef, Place, Ref, S
from playground.plan.cache import POLICY
from playground.plan.database import SHARD
from playground.plan.plan import EMPTY_HANDED
from playground.plan.walk import Walk
from playground.plan.web import Web

NODE = 2  # which node a look-up goes to; SHARD: whose keys it asks for
PLACEMENT = {placement: number for number, placement in enumerate(Placement)}


@dataclass(frozen=True)
class CacheTier:
    """The nodes, a link to each, its only core, and its cache."""

    given: Given
    node: NodeRef
    link: Link
    cores: Place
    caches: Ref
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
    names = given.names
    node = builder.nodes_of(names, NODE)
    near = servers.names[0] if len(servers.names) == 1 else "web"
    link = links(builder, given, near)
    cores = builder.station("cache cores", node, len(names), system="cache", slots=1, is_front=True)
    return CacheTier(given, node, link, cores, _caches(builder, design, given, node))


def links(builder: Builder, given: Given, near: str) -> Link:
    """From here to every node."""
    names = [f"{near}>{name}" for name in given.names]
    return builder.link("web>cache", given.hop_ms / 2, count=len(names), register=NODE, names=names)


def _caches(builder: Builder, design: WebSystem, given: Given, node: NodeRef) -> Ref:
    keys = design.workload.popularity
    for place in range(given.nodes):
        builder.cache(
            f"cache-{place + 1}",
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
            is_dated=1,
        )
    return Ref(0, 1 if given.nodes > 1 else 0, SHARD)


def look_aside(walk: Walk, tier: CacheTier, read: Callable[[], None]) -> None:
    """1 the app asks the cache node that holds the key; on a miss 2 it asks the database, and 3 goes to the cache once
    more to plant the answer, which the request waits for. Whoever does not reach the cache in time asks the database
    and plants nothing. A filter in front, in the app, answers for what cannot exist."""
    has_filter = tier.given.filter_bits_per_key > 0
    refused = None
    if has_filter:
        refused = walk.emit(code.FILTER, "may it exist?", at=Ref(tier.caches.first), count=tier.given.nodes)
    with walk.guarded(otherwise=read):
        walk.emit(code.LOCATE, "who holds it?", at=tier.routes, count=int(has_filter))
        with visit(walk, tier):
            look = walk.emit(code.LOOK_UP, "in the cache?", at=tier.caches, count=1)
    with walk.on_miss(look):
        _come_back(walk, tier)
        read()
        with walk.guarded(otherwise=lambda: None):
            walk.emit(code.LOCATE, "who holds it now?", at=tier.routes, count=1)
            with visit(walk, tier):
                walk.emit(code.STORE, "plant it", at=tier.caches)
    if refused is not None:
        walk.patch(refused)


@contextmanager
def visit(walk: Walk, tier: CacheTier) -> Iterator[None]:
    """To the node and back, within the app's patience; in between on its core."""
    with walk.deadline(tier.given.timeout_s):
        walk.travel(tier.link)
        walk.arrive(tier.node, code.CACHE_DOWN)
        walk.serve(tier.cores, Deterministic(mean_ms=tier.given.work_ms), code.CACHE_WORK)
        yield
        walk.travel(tier.link, back=True)


def _come_back(walk: Walk, tier: CacheTier) -> None:
    """The same way back with empty hands: the look-up jumps here from within the visit."""
    walk.travel(tier.link, back=True)
    walk.builder.notes[-1] = EMPTY_HANDED
    walk.emit(code.DISARM, "in time")
