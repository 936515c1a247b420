"""Who answers the reads of a replicated database, or of each shard."""

from __future__ import annotations

from dataclasses import replace

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.replication import Choice, ReadFrom, Replication
from playground.design.sites import site_of
from playground.plan.builder import Builder, Group, NodeRef
from playground.plan.group import group_of

POLICY = {
    Choice.ROUND_ROBIN: code.ROUND_ROBIN,
    Choice.RANDOM: code.RANDOM,
    Choice.LEAST_CONNECTIONS: code.LEAST_CONNECTIONS,
    Choice.TWO_CHOICES: code.TWO_CHOICES,
}


def readers_of(
    builder: Builder,
    design: WebSystem,
    given: Replication,
    names: tuple[str, ...],
    node: NodeRef,
    site: int,
    writers: tuple[int, ...],
) -> Group:
    """A group of those who answer reads of a site's servers, or one for each shard; the first one. All copies are
    members; the control plane says who is in."""
    parts = [f"shard-{shard + 1}" for shard in range(design.most_shards)] or ["database"]
    each = len(names) // len(parts)
    reads = [site_of(name) == site and reads_at_first(given, place in writers) for place, name in enumerate(names)]
    groups = []
    for first, part in zip(range(0, len(names), each), parts, strict=True):
        up = reads[first : first + each]
        up[0] = up[0] or not any(up)  # the primary, though it may stand at another site
        members, begins = names[first : first + each], replace(node, first=node.first + first)
        groups.append(group_of(builder, begins, part, members, policy=POLICY[given.choice], up=up))
    return groups[0]


def reads_at_first(given: Replication, is_writer: bool) -> bool:
    """Does a copy answer reads while everything is well?"""
    if given.multi_primary or given.read_from is ReadFrom.EVERYBODY:
        return True
    return is_writer is (given.read_from is ReadFrom.PRIMARY)
