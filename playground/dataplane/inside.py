"""Who is inside a machine."""

from __future__ import annotations

import numpy as np

from playground.dataplane.opcodes import CONNECTION, FREE, LOCK_HELD, SLOT, WAITING
from playground.dataplane.state import World
from playground.dataplane.tables import STACK


def inside(world: World, node: int) -> np.ndarray:
    """Rows of the tokens inside a node, in the order of their keys: holding something there, or in line there."""
    tokens = world.tokens
    alive = np.flatnonzero(tokens["state"] != FREE)
    on_station = np.append(world.stations["node"] == node, False)
    via = np.append(world.members["via"] == node, False)
    locked = np.append(world.locks["node"] == node, False)
    what, kind = tokens["hold_what"][alive], tokens["hold_kind"][alive]
    held = np.arange(STACK) < tokens["depth"][alive][:, None]
    slot = (kind == SLOT) & on_station[np.minimum(what, len(on_station) - 1)]
    connection = (kind == CONNECTION) & via[np.minimum(what, len(via) - 1)]
    lock = (kind == LOCK_HELD) & locked[np.minimum(what, len(locked) - 1)]
    station = np.minimum(tokens["station"][alive], len(on_station) - 1)
    waits = (tokens["state"][alive] == WAITING) & on_station[station]
    found = alive[np.flatnonzero(waits | (held & (slot | connection | lock)).any(axis=1))]
    return found[np.argsort(tokens["order"][found], kind="stable")]
