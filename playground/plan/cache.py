"""A cache in the server's own process: ask it first, and plant what the database answers (look-aside)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.dataplane import opcodes as code
from playground.design.cache import Evict, Lock
from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.design.web import Web as WebKnobs
from playground.plan.builder import Builder, Ref, S
from playground.plan.flight import Locks, fetch_early, fetch_once, locks, message, refresh_ahead
from playground.plan.walk import Walk
from playground.plan.web import Web

POLICY = {policy: number for number, policy in enumerate(Evict)}


@dataclass(frozen=True)
class Cache:
    """One cache per server. `locks`: of keys that are being fetched, where anybody cares; `waits`: those who miss a key
    wait for each other; `refreshes`: values are refreshed ahead, by a message that starts at `refresh_pc`; `is_early`:
    and some hits do it themselves."""

    ref: Ref
    work: Deterministic
    has_filter: bool
    locks: Locks | None = None
    waits: bool = False
    refreshes: bool = False
    is_early: bool = False
    refresh_pc: int | None = None


def cache(builder: Builder, design: WebSystem, servers: Web) -> Cache | None:
    """None where the process has no cache."""
    given = design.web
    if given.cache_items == 0:
        return None
    keys = design.workload.popularity
    ttl_ns = int(given.cache_ttl_s * S)
    ref = builder.cache(
        builder.here("cache"),
        servers.node,
        len(servers.names),
        size=given.cache_items,
        ttl_ns=ttl_ns,
        jitter_ns=int(given.cache_ttl_jitter_s * S),
        null_ttl_ns=int(given.cache_null_ttl_s * S),
        policy=POLICY[given.cache_evict],
        filter_bits=math.ceil(given.cache_filter_bits_per_key * keys.keys),
        hashes=given.cache_filter_hashes,
        filter_inserts=int(given.cache_filter_inserts and given.cache_filter_bits_per_key > 0),
        refresh_ns=refresh_ns(ttl_ns, given.cache_soft_ttl_share),
        beta=given.cache_xfetch_beta,
    )
    return Cache(
        ref,
        Deterministic(mean_ms=given.cache_work_ms),
        has_filter=given.cache_filter_bits_per_key > 0,
        locks=_locks(builder, given, servers),
        waits=given.cache_lock is not Lock.NONE,
        refreshes=given.cache_soft_ttl_share > 0,
        is_early=given.cache_xfetch_beta > 0,
    )


def refresh_ns(ttl_ns: int, soft_ttl_share: float) -> int:
    """How long before the end of its life a value is refreshed ahead; 0: it is not."""
    return ttl_ns - int(soft_ttl_share * ttl_ns) if soft_ttl_share > 0 else 0


def _locks(builder: Builder, given: WebKnobs, servers: Web) -> Locks | None:
    """One row of locks for each process, or one for all: who misses asks for them, and who refreshes ahead."""
    if given.cache_lock is Lock.NONE and given.cache_soft_ttl_share == 0:
        return None
    ttl_s, wait_s = given.cache_lock_ttl_s or None, given.cache_lock_wait_s
    is_shared = given.cache_lock is Lock.SHARED
    return locks(builder, servers.node, len(servers.names), is_shared=is_shared, ttl_s=ttl_s, wait_s=wait_s)


def with_refresh(builder: Builder, near: Cache | None, read: Callable[[Walk], None]) -> Cache | None:
    """The same cache, and the message that refreshes its values ahead, where one does."""
    if near is None or not near.refreshes:
        return near
    return replace(near, refresh_pc=message(builder, lambda walk: _fetch(walk, near, read, is_ahead=True)))


def look_aside(walk: Walk, near: Cache | None, servers: Web, read: Callable[[Walk], None]) -> None:
    """1 the app asks the cache; on a miss 2 it asks the database and 3 plants the answer. A filter in front answers for
    what cannot exist. Where there is a lock, only one of those who miss a key asks the database."""
    if near is None:
        read(walk)
        return
    refused = walk.emit(code.FILTER, "may it exist?", at=near.ref) if near.has_filter else None
    walk.serve(servers.cores, near.work, code.CACHE_WORK)
    hit = walk.emit(code.LOOK_UP, "in the cache?", at=near.ref, count=int(near.has_filter))
    if near.refresh_pc is not None and near.locks is not None:
        refresh_ahead(walk, near.locks, near.ref, near.refresh_pc)
    if near.is_early:
        fetch_early(walk, near.ref, lambda: _fetch(walk, near, read, is_ahead=True))
    with walk.on_miss(hit):
        if near.waits and near.locks is not None:
            fetch_once(walk, near.locks, near.ref, lambda: _fetch(walk, near, read))
        else:
            _fetch(walk, near, read)
    if refused is not None:
        walk.patch(refused)


def _fetch(walk: Walk, near: Cache, read: Callable[[Walk], None], *, is_ahead: bool = False) -> None:
    """Read from the database and plant the answer. How long that takes matters where values are fetched early."""
    if is_ahead or near.is_early:
        walk.emit(code.BEGIN_FETCH, "fetch it", at=near.ref, count=int(is_ahead))
    read(walk)
    walk.emit(code.STORE, "plant it", at=near.ref)
