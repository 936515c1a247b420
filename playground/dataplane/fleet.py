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
    """The members of a group at each site, numbered through, and the stations whose busy slots say how much they work.
    Where servers come and go there is one group."""

    def __init__(self, plane: DataPlane, groups: list[int], each: int, stations: list[int]) -> None:
        """`each`: so many members has a group, those counted that are not there."""
        self._plane = plane
        self._groups = groups
        self._each = each
        self._stations = stations
        self._bugs: dict[int, float] = {}  # of each version that has one: the share of what is asked for that fails

    # What the control plane may see.

    def up(self) -> int:
        """Members that are in service and believed up."""
        return int(self._plane.world.groups["up"][self._groups].sum())

    def busy_ns(self) -> int:
        """The integral of the busy slots of all stations so far, also of those that are being left."""
        rows = self._plane.world.stations[self._stations]
        return int((rows["busy_ns"] + (self._plane.now_ns - rows["since_ns"]) * rows["busy"]).sum())

    # What it may order.

    def note_bug(self, version: int, share: float) -> None:
        """The version fails this share of what is asked for."""
        self._bugs[version] = share

    def _install(self, place: int, version: int) -> None:
        install(self._plane.world, int(self._member(place)["node"]), version, self._bugs.get(version, 0.0))

    def join(self, place: int, version: int) -> None:
        """The member is in service from now on: believed up, in slow start. It is a new machine: its caches are cold,
        and it knows no sessions, not even those that the last one of its name made when it had left."""
        world = self._plane.world
        lose_with(world, int(self._member(place)["node"]), SCALED_IN)
        self._install(place, version)
        group, local = self._at(place)
        world.groups[group]["count"] = local + 1
        self._plane.mark_up(group, local)
        for cache in np.flatnonzero(world.caches["node"] == self._member(place)["node"]):
            with np.errstate(over="ignore"):
                flush(world, int(cache))

    def leave(self, place: int) -> None:
        """The last member gets nobody new. What is on it ends."""
        number, local = self._at(place)
        group = self._plane.world.groups[number]
        self.take_out(place)
        group["count"] = local
        group["last"] = min(int(group["last"]), local - 1)
        self._plane.deal_doors()

    def take_out(self, place: int) -> None:
        """A member gets nobody new, though it is well."""
        self._plane.mark_down(*self._at(place))
        self._member(place)["drains"] = 1

    def retire(self, place: int, *, leaves: bool) -> None:
        """Its drain is over: nobody is led to it any more. If it leaves, the sessions that it has are lost."""
        self._member(place)["drains"] = 0
        if leaves:
            lose_with(self._plane.world, int(self._member(place)["node"]), SCALED_IN)

    def put_in(self, place: int, version: int) -> None:
        """It is believed up again, in slow start, and runs this version."""
        self._install(place, version)
        self._plane.mark_up(*self._at(place))

    def _at(self, place: int) -> tuple[int, int]:
        """The group of this member of all, and its place there."""
        return self._groups[place // self._each], place % self._each

    def _member(self, place: int) -> np.void:
        world = self._plane.world
        group, local = self._at(place)
        return world.members[int(world.groups[group]["first"]) + local]
