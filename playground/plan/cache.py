"""A cache in the server's own process: ask it first, and plant what the database answers (look-aside)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.cache import Evict
from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.plan.builder import Builder, Ref, S
from playground.plan.walk import Walk
from playground.plan.web import Web

POLICY = {policy: number for number, policy in enumerate(Evict)}


@dataclass(frozen=True)
class Cache:
    """One cache per server."""

    ref: Ref
    work: Deterministic
    has_filter: bool


def cache(builder: Builder, design: WebSystem, servers: Web) -> Cache | None:
    """None where the process has no cache."""
    given = design.web
    if given.cache_items == 0:
        return None
    keys = design.workload.popularity
    builder.row("keys", (keys.keys, keys.missing_keys, keys.zipf_exponent, keys.missing_share, 0.0, 0.0, 0.0))
    ref = builder.cache(
        "cache",
        servers.node,
        len(servers.names),
        size=given.cache_items,
        ttl_ns=int(given.cache_ttl_s * S),
        jitter_ns=int(given.cache_ttl_jitter_s * S),
        null_ttl_ns=int(given.cache_null_ttl_s * S),
        policy=POLICY[given.cache_evict],
        filter_bits=math.ceil(given.cache_filter_bits_per_key * keys.keys),
        hashes=given.cache_filter_hashes,
    )
    return Cache(ref, Deterministic(mean_ms=given.cache_work_ms), has_filter=given.cache_filter_bits_per_key > 0)


def look_aside(walk: Walk, near: Cache | None, servers: Web, read: Callable[[], None]) -> None:
    """1 the app asks the cache; on a miss 2 it asks the database and 3 plants the answer. A filter in front answers for
    what cannot exist."""
    if near is None:
        read()
        return
    refused = walk.emit(code.FILTER, "may it exist?", at=near.ref) if near.has_filter else None
    walk.serve(servers.cores, near.work, code.CACHE_WORK)
    hit = walk.emit(code.LOOK_UP, "in the cache?", at=near.ref, count=int(near.has_filter))
    with walk.on_miss(hit):
        read()
        walk.emit(code.STORE, "plant it", at=near.ref)
    if refused is not None:
        walk.patch(refused)
