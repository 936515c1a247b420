"""Anycast: when a site is announced or withdrawn, each network learns of it some time later."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.dataplane.state import World


def turn(world: World, group: int, after_s: Callable[[np.ndarray], np.ndarray]) -> None:
    """From now on the sites of this group are announced that are believed up; where none is, nothing changes.
    `after_s`: how long networks (their rows) need to learn of it. One that is about to move where it should goes on
    with that, and one that need not move any more forgets it."""
    row, now_ns = world.groups[group], int(world.clock[0]["now_ns"])
    up = world.members["up"][int(row["first"]) : int(row["first"] + row["count"])].astype(bool)
    if not up.any():
        return
    networks = world.resolvers
    is_over = (networks["moves_ns"] > 0) & (networks["moves_ns"] <= now_ns)
    networks["address"] = np.where(is_over, networks["next"], networks["address"])
    networks["moves_ns"] = np.where(is_over, 0, networks["moves_ns"])
    goals = _nearest_up(world, up)[networks["audience"]]
    is_there = goals == networks["address"]
    goes_on = (networks["moves_ns"] > 0) & (networks["next"] == goals)
    waits_ns = np.maximum(1, np.floor(after_s(np.arange(len(networks))) * 1e9 + 0.5).astype(np.int64))
    starts = np.where(is_there, 0, now_ns + waits_ns)
    networks["moves_ns"] = np.where(goes_on & ~is_there, networks["moves_ns"], starts)
    networks["next"] = goals


def _nearest_up(world: World, up: np.ndarray) -> np.ndarray:
    """(audiences,) the nearest site that is announced, to each."""
    near = world.audiences["near"][:, : len(up)].astype(np.int64)
    return near[np.arange(len(near)), np.argmax(up[near], axis=1)]
