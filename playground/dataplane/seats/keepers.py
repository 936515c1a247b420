"""A memory full of sessions is lost."""

from __future__ import annotations

import numpy as np

from playground.dataplane.seats.tables import DIED
from playground.dataplane.state import World


def lose_sessions(world: World, keeper: int, why: int) -> None:
    """Nobody's session is known here any more; those under way are counted."""
    row, seats = world.keepers[keeper], world.seats
    is_here = (seats["home"] == keeper) & (seats["life"] == row["life"])
    row["lost"] += int((is_here & (seats["ends_ns"] > int(world.clock[0]["now_ns"]))).sum())
    row["life"] += 1
    row["why"] = why


def lose_with(world: World, node: int, why: int) -> None:
    """The machine has died, or its process was started anew."""
    for keeper in np.flatnonzero(world.keepers["node"] == node):
        if why != DIED or world.keepers[keeper]["forgets"]:
            lose_sessions(world, int(keeper), why)
