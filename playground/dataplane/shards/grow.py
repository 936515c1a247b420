"""Shards are added, and a failover takes back what had come to one. Rare acts of the control plane, in ordinary
Python."""

from __future__ import annotations

import numpy as np

from playground.dataplane.shards.tables import IN_HAND, MOVER, WRITTEN_SINCE
from playground.dataplane.state import World


def reshard(world: World) -> list[int]:
    """New shards are there, empty: every column whose goal is another shard than its home stands in line to go there.
    The shards that have something to give."""
    columns = np.flatnonzero(world.goals != world.homes)
    order = np.lexsort((columns, world.goals[columns], world.homes[columns]))
    counts = np.bincount(world.homes[columns], minlength=len(world.movers))
    movers = np.zeros(len(world.movers), MOVER)
    movers["room"] = np.maximum(counts, 1)
    movers["base"] = np.cumsum(movers["room"]) - movers["room"]
    movers["count"] = counts
    pending = np.zeros(int(movers["room"].sum()), np.uint32)
    lined_up, first = columns[order], np.cumsum(counts) - counts
    for mover, since, count in zip(movers, first, counts, strict=True):
        pending[int(mover["base"]) : int(mover["base"]) + count] = lined_up[since : since + count]
    world.put("movers", movers)
    world.put("pending", pending)
    sharding = world.sharding[0]
    sharding["left"] = len(columns)
    sharding["begun_ns"] = sharding["ended_ns"] = world.clock[0]["now_ns"]
    return [int(shard) for shard in np.flatnonzero(counts)]


def learn(world: World, asker: int) -> None:
    """This web server knows the new map from now on."""
    world.maps[asker] = 1


def is_cut(world: World, shard: int, column: int) -> None:
    """A change to the column has been taken out of the shard's history: who has read it has to read it again."""
    if len(world.sharding) > 0 and int(world.homes[column]) == shard and world.moving[column] == IN_HAND:
        world.moving[column] = WRITTEN_SINCE


def is_away(world: World, shard: int, column: int) -> bool:
    """Has the column left this shard?"""
    return len(world.sharding) > 0 and int(world.homes[column]) != shard


def take_back(world: World, shard: int, column: int) -> None:
    """The shard has lost a row that had come to it: the one where it was still has it, and brings it again."""
    source = int(world.former[column])
    world.homes[column] = source
    world.history[shard]["moved_in"] -= 1
    world.history[source]["moved_out"] -= 1
    mover = world.movers[source]
    place = (int(mover["head"]) + int(mover["count"])) % int(mover["room"])
    world.pending[int(mover["base"]) + place] = column
    mover["count"] += 1
    world.sharding[0]["left"] += 1
    world.last[column] = _last_change(world, source, column)


def _last_change(world: World, shard: int, column: int) -> int:
    """The last change to a column that the shard's history still holds; 0: none."""
    history = world.history[shard]
    held = np.arange(int(history["oldest"]), int(history["position"]) + 1)
    rows = int(history["base"]) + (held & int(history["mask"]))
    found = held[world.changes["key"][rows] == column]
    return int(found[-1]) if len(found) else 0
