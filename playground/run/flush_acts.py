"""The flushers of cache nodes that are written to first: one at each node that holds keys, as long as it is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.result import Order
from playground.run.jobs import FLUSHERS, job_luck

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan.flushers import Flushers

DEATHS = ("kill", "kill_silently")


class FlushActs:
    """Starts a flusher where there is none and somebody holds keys."""

    def __init__(self, flushers: Flushers, plane: DataPlane, seed: int) -> None:
        self._flushers, self._plane, self._seed = flushers, plane, seed
        self._runs: set[int] = set()
        self._started = [0] * len(flushers.nodes)

    def begin(self) -> None:
        """Every node that holds keys has one."""
        for place in range(self._flushers.parts):
            self._start(place)

    def after(self, order: Order) -> None:
        """A machine has died, and its flusher with it; or it is back."""
        if order.row not in self._flushers.nodes:
            return
        place = self._flushers.nodes.index(order.row)
        if order.what in DEATHS:
            self._runs.discard(place)
        elif order.what == "revive" and self._holds(place):
            self._start(place)

    def promoted(self, place: int) -> None:
        """This node holds keys from now on."""
        self._start(place)

    def _holds(self, place: int) -> bool:
        part = place % self._flushers.parts
        return int(self._plane.world.caches["node"][part]) == self._flushers.nodes[place]

    def _start(self, place: int) -> None:
        """What was on its way from a node that died is dirty again."""
        from playground.dataplane import kernel
        from playground.dataplane.cache.behind import recover

        if place in self._runs:
            return
        self._runs.add(place)
        luck = job_luck(self._seed, FLUSHERS, place, self._started[place])
        self._started[place] += 1
        self._plane.make_room()
        with np.errstate(over="ignore"):
            recover(self._plane.world, place % self._flushers.parts)
            kernel.start_job(self._plane.world, self._flushers.start_pc, place, np.uint64(luck))
