"""The database as machines see it that are no web servers: each has its own connections and its own way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.design.design import WebSystem
from playground.design.sites import apart_ms, site_of
from playground.plan.builder import Builder, NodeRef
from playground.plan.copies import PAIR_REGISTER, Copies
from playground.plan.database import Database


def own_ways(
    builder: Builder,
    design: WebSystem,
    base: Database | Copies,
    names: Sequence[str],
    node: NodeRef,
    called: str,
    slots: int,
) -> Database | Copies:
    """The same database, asked by one of these machines, which stand in consecutive rows from `node` on; its register
    says by which. `slots`: connections of each to each database."""
    hop_ms = design.database.hop_ms / 2
    if isinstance(base, Copies):
        return _to_copies(builder, design, base, names, node, called, slots)
    pool = builder.station(f"{called} pool", node, len(names), system="database", slots=slots, measures_node=False)
    ways = [f"{name}>{base.node.name}" for name in names]
    link = builder.link(f"{called}>database", hop_ms, count=len(names), register=node.register, names=ways)
    return replace(base, pool=pool, link=link)


def _to_copies(
    builder: Builder,
    design: WebSystem,
    base: Copies,
    names: Sequence[str],
    node: NodeRef,
    called: str,
    slots: int,
) -> Copies:
    """A pool for each machine and copy, as the web servers have it."""
    pools = [
        builder.station(
            f"{called} pool", NodeRef(node.first + place), 1, system="database", slots=slots,
            measures_node=False,
        )
        for place in range(len(names))
        for _ in base.names
    ]  # fmt: skip
    pairs = [f"{name}>{copy}" for name in names for copy in base.names]
    more_ms = [apart_ms(design.sites, site_of(name), site_of(copy)) / 2 for name in names for copy in base.names]
    link = builder.link(
        f"{called}>database", design.database.hop_ms / 2, count=len(pairs), register=PAIR_REGISTER, names=pairs,
        more_ms=more_ms,
    )  # fmt: skip
    pool = replace(pools[0], stride=1, register=PAIR_REGISTER)
    return replace(base, pool=pool, link=link, asker=node.register)
