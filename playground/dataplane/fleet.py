"""Servers that come and go behind a balancer, as the door sees them.

Those in service are the first members of the balancer's group: the newest has the highest place and goes first. A
policy looks at as many members as the group counts, so it knows nothing of the others.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.flush import flush
from playground.dataplane.plane import DataPlane


class Fleet:
    """The members of one group, and the stations whose busy slots say how much they work."""

    def __init__(self, plane: DataPlane, group: int, stations: list[int]) -> None:
        self._plane = plane
        self._group = group
        self._stations = stations

    # What the control plane may see.

    def up(self) -> int:
        """Members that are in service and believed up."""
        return int(self._plane.world.groups[self._group]["up"])

    def busy_ns(self) -> int:
        """The integral of the busy slots of all stations so far, also of those that are being left."""
        rows = self._plane.world.stations[self._stations]
        return int((rows["busy_ns"] + (self._plane.now_ns - rows["since_ns"]) * rows["busy"]).sum())

    # What it may order.

    def join(self, place: int) -> None:
        """The member is in service from now on: believed up, in slow start, and its own caches are cold."""
        world = self._plane.world
        group = world.groups[self._group]
        group["count"] = place + 1
        self._plane.mark_up(self._group, place)
        node = world.members[int(group["first"]) + place]["node"]
        for cache in np.flatnonzero(world.caches["node"] == node):
            with np.errstate(over="ignore"):
                flush(world, int(cache))

    def leave(self, place: int) -> None:
        """The last member gets nothing new. What is on it ends."""
        group = self._plane.world.groups[self._group]
        self._plane.mark_down(self._group, place)
        group["count"] = place
        group["last"] = min(int(group["last"]), place - 1)
