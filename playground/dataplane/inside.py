"""Who is inside a machine."""

from __future__ import annotations

import numpy as np

from playground.dataplane.opcodes import CONNECTION, FREE, LOCK_HELD, SLOT, WAITING
from playground.dataplane.state import World
from playground.dataplane.tables import STACK


def inside(world: World, node: int) -> np.ndarray:
    """Rows of the tokens inside a node, in the order of their keys: holding something there, or in line there."""
    alive = np.flatnonzero(world.tokens["state"] != FREE)
    tokens = world.tokens[alive]
    on_station = np.append(world.stations["node"] == node, False)
    via = np.append(world.members["via"] == node, False)
    locked = np.append(world.locks["node"] == node, False)
    what = tokens["hold_what"]
    held = np.arange(STACK) < tokens["depth"][:, None]
    slot = (tokens["hold_kind"] == SLOT) & on_station[np.minimum(what, len(on_station) - 1)]
    connection = (tokens["hold_kind"] == CONNECTION) & via[np.minimum(what, len(via) - 1)]
    lock = (tokens["hold_kind"] == LOCK_HELD) & locked[np.minimum(what, len(locked) - 1)]
    waits = (tokens["state"] == WAITING) & on_station[np.minimum(tokens["station"], len(on_station) - 1)]
    found = np.flatnonzero(waits | (held & (slot | connection | lock)).any(axis=1))
    return alive[found[np.argsort(tokens["order"][found], kind="stable")]]
