"""A cache node that reads the database itself (read-through): the app only asks the cache."""

from __future__ import annotations

from collections.abc import Callable

from playground.dataplane import opcodes as code
from playground.design.cache import Lock
from playground.design.service import Deterministic
from playground.plan.cache_tier import CacheTier, may_exist, visit
from playground.plan.flight import fetch_early, fetch_once, refresh_ahead
from playground.plan.walk import Walk


def read_through(walk: Walk, tier: CacheTier, read: Callable[[Walk], None]) -> None:
    """1 the app asks the cache node that holds the key; on a miss 2 the node asks the database and keeps the answer.
    The app's patience with the cache covers all of that. Whoever does not reach the node fails: the app knows no other
    way to the data. A filter in front, in the app, answers for what cannot exist."""
    given = tier.given
    refused = may_exist(walk, tier)
    with walk.guarded():
        walk.emit(code.LOCATE, "who holds it?", at=tier.routes, link=tier.site, count=int(refused is not None))
        with visit(walk, tier):
            look = walk.emit(code.LOOK_UP, "in the cache?", at=tier.caches, count=1)
            if tier.locks is not None and tier.refresh_pc is not None:
                refresh_ahead(walk, tier.locks, tier.caches, tier.refresh_pc)
            if given.xfetch_beta > 0:
                fetch_early(walk, tier.caches, lambda: _fetch_as_errand(walk, tier, read, is_ahead=True))
            with walk.on_miss(look):
                if given.lock is not Lock.NONE and tier.locks is not None:
                    fetch_once(walk, tier.locks, tier.caches, lambda: fetch(walk, tier, read))
                else:
                    _fetch_as_errand(walk, tier, read)
    if refused is not None:
        walk.patch(refused)


def fetch(walk: Walk, tier: CacheTier, read: Callable[[Walk], None], *, is_ahead: bool = False) -> None:
    """On the node: read from the database and keep the answer, which is another command."""
    if is_ahead or tier.given.xfetch_beta > 0:
        walk.emit(code.BEGIN_FETCH, "fetch it", at=tier.caches, count=int(is_ahead))
    read(walk)
    walk.serve(tier.cores, Deterministic(mean_ms=tier.given.work_ms), code.CACHE_WORK)
    walk.emit(code.STORE, "keep it", at=tier.caches)


def _fetch_as_errand(walk: Walk, tier: CacheTier, read: Callable[[Walk], None], *, is_ahead: bool = False) -> None:
    """The same without a lock. Something must be held on the node meanwhile, as a lock would be: errors are heard where
    it is, and it dies with the node."""
    if tier.errands is not None:
        walk.seize(tier.errands)
        fetch(walk, tier, read, is_ahead=is_ahead)
        walk.release(tier.errands)
