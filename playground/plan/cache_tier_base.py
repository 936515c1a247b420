"""The database as cache nodes see it: each has its own connections and its own way there."""

from __future__ import annotations

from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.design.cache_tier import Reads, Writes
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.plan.builder import Builder
from playground.plan.cache_tier import CacheTier
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.replication import write
from playground.plan.walk import Walk
from playground.plan.ways import own_ways


def own_way(
    builder: Builder, design: WebSystem, tier: CacheTier | None, base: Database | Copies
) -> Database | Copies | None:
    """The same database, asked by the cache node that a token has chosen; None where only the app asks it."""
    if tier is None or (tier.given.reads is Reads.LOOK_ASIDE and tier.given.writes is Writes.AROUND):
        return None
    found = own_ways(builder, design, base, tier.given.names, tier.node, "cache", design.database.pool_size)
    return replace(found, is_near_cache=True) if isinstance(found, Copies) else found


def at_node(base: Database | Copies) -> Database | Copies:
    """The same for a job of a cache node, whose place is the first choice that a job has."""
    if isinstance(base, Copies):
        return replace(base, asker=0)
    return replace(base, pool=replace(base.pool, register=0), link=replace(base.link, register=0))


def write_from_cache(walk: Walk, base: Database | Copies, design: WebSystem, *, done: int = code.CHANGED) -> None:
    """One write of the key that is known."""
    if isinstance(base, Copies):
        write(walk, base, design, is_drawn=True, done=done)
    else:
        call(walk, base, design, CallKind.WRITE, done=done)
