"""What of replicated databases concerns which shard, and which of their copies one looks at."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.sites import at_first
from playground.result import Copy, Order, Result


def has_replicas(result: Result) -> bool:
    """Are there copies that follow a primary?"""
    found, parts = result.replication, result.sharded
    return found is not None and len(found.copies) > (1 if parts is None else len(parts.shards))


def shown(result: Result) -> tuple[Copy, ...]:
    """The copies whose lag is of interest: all but the primary of the beginning; of each shard the first replica."""
    found, parts = result.replication, result.sharded
    if found is None or not has_replicas(result):
        return ()
    if parts is None:
        return found.copies[1:]
    firsts = {shard.copies[1] for shard in parts.shards}
    return tuple(copy for copy in found.copies if copy.name in firsts)


def by_shard(result: Result) -> list[tuple[Order, ...]]:
    """The orders that concern each shard; all, where databases are not sharded."""
    most = result.design.most_shards if isinstance(result.design, WebSystem) else 0
    if most == 0:
        return [result.orders]
    return [
        tuple(
            order
            for order in result.orders
            if at_first(order.node).startswith(f"shard-{shard + 1}-")
            or (order.what == "send_to" and order.row % most == shard)
        )
        for shard in range(most)
    ]
