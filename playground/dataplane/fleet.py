"""Servers that come and go behind a balancer, as the door sees them.

Those in service are the first members of the balancer's group: the newest has the highest place and goes first. A
policy looks at as many members as the group counts, so it knows nothing of the others. One that is drained still gets
those whose cookie names it.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.flush import flush
from playground.dataplane.plane import DataPlane
from playground.dataplane.seats.keepers import lose_with
from playground.dataplane.seats.tables import SCALED_IN
from playground.dataplane.seats.versions import install


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

    def join(self, place: int, version: int) -> None:
        """The member is in service from now on: believed up, in slow start. It is a new machine: its caches are cold,
        and it knows no sessions, not even those that the last one of its name made when it had left."""
        world = self._plane.world
        lose_with(world, int(self._member(place)["node"]), SCALED_IN)
        install(world, int(self._member(place)["node"]), version)
        world.groups[self._group]["count"] = place + 1
        self._plane.mark_up(self._group, place)
        for cache in np.flatnonzero(world.caches["node"] == self._member(place)["node"]):
            with np.errstate(over="ignore"):
                flush(world, int(cache))

    def leave(self, place: int) -> None:
        """The last member gets nobody new. What is on it ends."""
        group = self._plane.world.groups[self._group]
        self.take_out(place)
        group["count"] = place
        group["last"] = min(int(group["last"]), place - 1)
        self._plane.deal_doors()

    def take_out(self, place: int) -> None:
        """A member gets nobody new, though it is well."""
        self._plane.mark_down(self._group, place)
        self._member(place)["drains"] = 1

    def retire(self, place: int, *, leaves: bool) -> None:
        """Its drain is over: nobody is led to it any more. If it leaves, the sessions that it has are lost."""
        self._member(place)["drains"] = 0
        if leaves:
            lose_with(self._plane.world, int(self._member(place)["node"]), SCALED_IN)

    def put_in(self, place: int, version: int) -> None:
        """It is believed up again, in slow start, and runs this version."""
        install(self._plane.world, int(self._member(place)["node"]), version)
        self._plane.mark_up(self._group, place)

    def _member(self, place: int) -> np.void:
        world = self._plane.world
        return world.members[int(world.groups[self._group]["first"]) + place]
