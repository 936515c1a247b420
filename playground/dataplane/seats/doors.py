"""The map of a sticky balancer: which server a person's hash leads to."""

from __future__ import annotations

from playground.dataplane.cache.placement import owners
from playground.dataplane.layout import Doors, Tier
from playground.dataplane.state import World


def deal(world: World, doors: Doors) -> None:
    """Draw the map anew, over the servers in service that are believed up."""
    row = world.groups[doors.group]
    first, count = int(row["first"]), int(row["count"])
    up = world.members["up"][first : first + count].astype(bool)
    world.doors[:] = owners(Tier(doors.placement, count, doors.points, full_coverage=False), up)
