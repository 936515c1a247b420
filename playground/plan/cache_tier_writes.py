"""What a write does to a tier of cache servers, once the database has it."""

from __future__ import annotations

from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.design.cache_tier import OnWrite
from playground.plan.builder import Builder
from playground.plan.cache_tier import WRITTEN, CacheTier, visit
from playground.plan.walk import Walk

SECOND_DELETE = "second delete"


def with_second_delete(builder: Builder, tier: CacheTier | None) -> CacheTier | None:
    """The same tier, and the message that deletes a key once more, where one does."""
    if tier is None or tier.given.on_write is not OnWrite.DELETE or tier.given.delete_again_s == 0:
        return tier
    walk = Walk(builder, builder.here(SECOND_DELETE), on_failure=code.VANISH)
    walk.pause(tier.given.delete_again_s)
    _tell(walk, tier)
    return replace(tier, again_pc=walk.end(code.VANISH, "gone")[0])


def after_write(walk: Walk, tier: CacheTier) -> None:
    """1 the database has the write; 2 the app tells the cache node that holds the key, which deletes it or takes the
    new value. If the node cannot be reached, the write is done all the same, and the old value stays."""
    if tier.given.on_write is OnWrite.NOTHING:
        return
    _tell(walk, tier)
    if tier.again_pc is not None:
        walk.emit(code.SPAWN, "delete it once more, later", jump=tier.again_pc)


def _tell(walk: Walk, tier: CacheTier) -> None:
    """One more trip to the node that holds the key."""
    with walk.guarded(otherwise=lambda: None):
        walk.emit(code.LOCATE, "who holds it?", at=tier.routes, link=tier.site, count=1)
        with visit(walk, tier):
            if tier.given.on_write is OnWrite.DELETE:
                walk.emit(code.DROP, "delete it", at=tier.caches)
            else:
                walk.emit(code.STORE, "the new value", at=tier.caches, count=WRITTEN)
