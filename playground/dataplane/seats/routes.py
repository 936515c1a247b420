"""Anycast: when a site is announced or withdrawn, each network learns of it some time later."""

from __future__ import annotations

from collections.abc import Callable

from playground.dataplane.state import World


def turn(world: World, group: int, after_s: Callable[[int], float]) -> None:
    """From now on the sites of this group are announced that are believed up; where none is, nothing changes.
    `after_s`: how long each network (its row) needs to learn of it. One that was about to move forgets that."""
    row, now_ns = world.groups[group], int(world.clock[0]["now_ns"])
    up = world.members["up"][int(row["first"]) : int(row["first"] + row["count"])].astype(bool)
    if not up.any():
        return
    for number in range(len(world.resolvers)):
        network = world.resolvers[number]
        if 0 < network["moves_ns"] <= now_ns:
            network["address"] = network["next"]
        near = world.audiences["near"][int(network["audience"])]
        goal = next(int(site) for site in near[: len(up)] if up[site])
        is_there = goal == int(network["address"])
        network["next"] = goal
        network["moves_ns"] = 0 if is_there else now_ns + max(1, int(after_s(number) * 1e9 + 0.5))
