"""Replicated databases as the door sees them: who leads, how far each copy is, and the acts that change it."""

from __future__ import annotations

import numpy as np

from playground.dataplane import kernel
from playground.dataplane.opcodes import UP
from playground.dataplane.plane import DataPlane
from playground.dataplane.replication import promote
from playground.dataplane.shards import grow


class Databases:
    """The copies of one run, by their place: 0 is the primary of the beginning."""

    def __init__(self, plane: DataPlane) -> None:
        self._plane = plane
        self._world = plane.world

    # What the control plane may see.

    def received(self, place: int) -> int:
        """The last change that the copy has received."""
        return int(self._world.copies[place]["received"])

    def applied(self, place: int) -> int:
        """The last change that the copy has applied."""
        return int(self._world.copies[place]["applied"])

    def follows(self, place: int) -> bool:
        """Does the copy follow the history, or lead it?"""
        return bool(self._world.copies[place]["attached"])

    def leads(self, place: int) -> bool:
        """Is it the primary?"""
        return place == int(promote.history_of(self._world, place)["primary"])

    def lacks(self, place: int) -> bool:
        """Does the copy have to be made anew, on a machine that is up?"""
        copy = self._world.copies[place]
        return bool(copy["lacking"]) and bool(self._world.nodes[int(copy["node"])]["state"] == UP)

    def lag_s(self, place: int) -> float:
        """The age of the first change that the copy has not applied."""
        history = promote.history_of(self._world, place)
        missed = self.applied(place) + 1
        if missed > int(history["position"]):
            return 0.0
        missed = max(missed, int(history["oldest"]))
        row = int(history["base"]) + (missed & int(history["mask"]))
        return (self._plane.now_ns - int(self._world.changes[row]["at_ns"])) / 1e9

    # What it may order.

    def fence(self, place: int) -> None:
        """The copy accepts no writes any more."""
        promote.fence(self._world, place)

    def pause(self, place: int) -> None:
        """The replicas beside this copy stop listening to the primary."""
        promote.pause(self._world, place)

    def promote(self, place: int) -> None:
        """The copy leads from now on."""
        promote.promote(self._world, place)
        self.resume()

    def empty(self, place: int) -> None:
        """The copy's machine is new, and empty."""
        promote.empty(self._world, place)

    def came_back(self, place: int) -> None:
        """The copy's machine is up again: it follows or leads as before, unless it still takes itself for a primary
        that has been replaced meanwhile."""
        copy = self._world.copies[place]
        if self.leads(place) or promote.history_of(self._world, place)["several"] or not copy["writable"]:
            self.rejoin(place)

    def rejoin(self, place: int) -> None:
        """The copy follows the history from what it has applied, or leads it again."""
        promote.rejoin(self._world, place)
        self.resume()

    def count_on(self, place: int, *, counts: bool) -> None:
        """Does a synchronous commit wait for this copy?"""
        self._world.copies[place]["counts"] = counts
        self.resume()

    def send_to(self, server: int, place: int) -> None:
        """This web server writes to that copy from now on."""
        self._world.addresses[server]["copy"] = place

    def lend(self, group: int, place: int, *, lent: bool) -> None:
        """The copy answers the reads of another site's servers, or no longer."""
        (self._plane.mark_up if lent else self._plane.mark_down)(group, place)

    def reshard(self) -> list[int]:
        """New shards are there, empty. Those that have something to give to them."""
        return grow.reshard(self._world)

    def learn(self, server: int) -> None:
        """This web server knows the new map from now on."""
        grow.learn(self._world, server)

    def left_to_move(self) -> int:
        """Rows that are still to go to another shard."""
        return int(self._world.sharding["left"].sum())

    def start(self, start_pc: int, place: int, luck: int) -> None:
        """A background job begins at this copy."""
        self._plane.make_room()
        with np.errstate(over="ignore"):
            kernel.start_job(self._world, start_pc, place, np.uint64(luck))

    def resume(self) -> None:
        """What may make the streams flow, or a commit be confirmed, has changed."""
        with np.errstate(over="ignore"):
            kernel.resume(self._world)
