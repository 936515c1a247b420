"""An app that asks a tier of caches first, and the database itself for what is missing (look-aside)."""

from __future__ import annotations

from collections.abc import Callable

from playground.dataplane import opcodes as code
from playground.design.cache import Lock
from playground.plan.cache_tier import CacheTier, come_back, may_exist, visit
from playground.plan.flight import fetch_once, send_off
from playground.plan.walk import Walk

NOT_RIPE, NOT_EARLY = "its soft life is not over", "not soon over, by chance"  # notes of jumps, for a diagram


def look_aside(walk: Walk, tier: CacheTier, read: Callable[[Walk], None]) -> None:
    """1 the app asks the cache node that holds the key; on a miss 2 it asks the database, and 3 goes to the cache once
    more to plant the answer, which the request waits for. Whoever does not reach the cache in time asks the database
    and plants nothing. A filter in front, in the app, answers for what cannot exist.

    How long a value has still to live comes with the answer, and so does leave to fetch what is missing: a lock costs
    no trip of its own.

    Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, 2.1 and 3.2.1 (leases).
    """
    given = tier.given
    refused = may_exist(walk, tier)
    with walk.guarded(otherwise=lambda: read(walk)):
        walk.emit(code.LOCATE, "who holds it?", at=tier.routes, link=tier.site, count=int(refused is not None))
        with visit(walk, tier):
            look = walk.emit(code.LOOK_UP, "in the cache?", at=tier.caches, count=1)
            ripe = _if(walk, code.RIPE, "is its soft life over?", tier) if given.soft_ttl_share > 0 else None
            early = _if(walk, code.XFETCH, "soon over, by chance?", tier) if given.xfetch_beta > 0 else None
    with walk.on_miss(look):
        come_back(walk, tier)
        if given.lock is not Lock.NONE and tier.locks is not None:
            fetch_once(
                walk,
                tier.locks,
                tier.caches,
                fetch=lambda: fetch(walk, tier, read),
                peek=lambda: _look_again(walk, tier, read),
            )
        else:
            fetch(walk, tier, read)
    if ripe is not None and tier.locks is not None and tier.refresh_pc is not None:
        with walk.on_miss(ripe, NOT_RIPE):
            come_back(walk, tier)
            send_off(walk, tier.locks, tier.refresh_pc)
    if early is not None:
        with walk.on_miss(early, NOT_EARLY):
            come_back(walk, tier)
            fetch(walk, tier, read, is_ahead=True)
    if refused is not None:
        walk.patch(refused)


def fetch(walk: Walk, tier: CacheTier, read: Callable[[Walk], None], *, is_ahead: bool = False) -> None:
    """Read from the database, and go to the cache to plant the answer. How long that takes matters where values are
    fetched early."""
    if is_ahead or tier.given.xfetch_beta > 0:
        walk.emit(code.BEGIN_FETCH, "fetch it", at=tier.caches, count=int(is_ahead))
    read(walk)
    with walk.guarded(otherwise=lambda: None):
        walk.emit(code.LOCATE, "who holds it now?", at=tier.routes, link=tier.site, count=1)
        with visit(walk, tier):
            walk.emit(code.STORE, "plant it", at=tier.caches)


def _look_again(walk: Walk, tier: CacheTier, read: Callable[[Walk], None]) -> int:
    """Ask the cache once more; the block that jumps when the key is still not there. Whoever does not reach the cache
    asks the database, without the lock."""
    with walk.guarded(otherwise=lambda: read(walk)):
        walk.emit(code.LOCATE, "who holds it now?", at=tier.routes, link=tier.site, count=1)
        with visit(walk, tier):
            look = walk.emit(code.PEEK, "in the cache now?", at=tier.caches)
    found = walk.emit(code.JUMP, "")
    walk.patch(look)
    come_back(walk, tier)
    missed = walk.emit(code.JUMP, "")
    walk.patch(found)
    return missed


def _if(walk: Walk, op: int, note: str, tier: CacheTier) -> int:
    """A question about the hit; the block that jumps when the answer is yes."""
    no = walk.emit(op, note, at=tier.caches)
    yes = walk.emit(code.JUMP, "")
    walk.patch(no)
    return yes
