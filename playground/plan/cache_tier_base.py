"""The database as cache nodes see it: each has its own connections and its own way there."""

from __future__ import annotations

from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.design.cache_tier import Reads, Writes
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.plan.builder import Builder, NodeRef
from playground.plan.cache_tier import NODE, CacheTier
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.registers import PAIR_REGISTER
from playground.plan.replication import write
from playground.plan.walk import Walk


def own_way(
    builder: Builder, design: WebSystem, tier: CacheTier | None, base: Database | Copies
) -> Database | Copies | None:
    """The same database, asked by the cache node that a token has chosen; None where only the app asks it."""
    if tier is None or (tier.given.reads is Reads.LOOK_ASIDE and tier.given.writes is Writes.AROUND):
        return None
    if isinstance(base, Copies):
        return _copies(builder, design, tier, base)
    names = tier.given.names
    pool = builder.station(
        "cache pool", tier.node, len(names), system="database", slots=design.database.pool_size, measures_node=False
    )
    ways = [f"{name}>{base.node.name}" for name in names]
    link = builder.link("cache>database", design.database.hop_ms / 2, count=len(names), register=NODE, names=ways)
    return replace(base, pool=pool, link=link)


def _copies(builder: Builder, design: WebSystem, tier: CacheTier, base: Copies) -> Copies:
    """A pool for each node and copy, as the web servers have it."""
    names = tier.given.names
    pools = [
        builder.station(
            "cache pool", NodeRef(tier.node.first + place), 1, system="database", slots=design.database.pool_size,
            measures_node=False,
        )
        for place in range(len(names))
        for _ in base.names
    ]  # fmt: skip
    pairs = [f"{name}>{copy}" for name in names for copy in base.names]
    link = builder.link(
        "cache>database", design.database.hop_ms / 2, count=len(pairs), register=PAIR_REGISTER, names=pairs
    )
    pool = replace(pools[0], stride=1, register=PAIR_REGISTER)
    return replace(base, pool=pool, link=link, asker=NODE, is_near_cache=True)


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
