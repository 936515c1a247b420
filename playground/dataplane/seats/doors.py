"""The map of a sticky balancer: which server a person's hash leads to."""

from __future__ import annotations

from playground.dataplane.cache.placement import SLOT_COUNT, owners
from playground.dataplane.layout import Doors, Tier
from playground.dataplane.state import World


def deal(world: World, doors: Doors, site: int) -> None:
    """Draw the map of a site anew, over the servers in service that are believed up."""
    row = world.groups[doors.group]
    first, count = int(row["first"]), int(row["count"])
    up = world.members["up"][first : first + count].astype(bool)
    tier, start = Tier(doors.placement, count, doors.points, full_coverage=False), site * SLOT_COUNT
    world.doors[start : start + SLOT_COUNT] = owners(tier, up)
