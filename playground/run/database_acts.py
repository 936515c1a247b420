"""How orders that concern replicated databases are carried out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.result import Order
from playground.run.jobs import APPLIERS, COPIES, MOVERS, STREAMS, job_luck

if TYPE_CHECKING:
    from playground.dataplane.databases import Databases
    from playground.plan.replay import Replay

ANNOUNCED = ("elect", "caught_up", "reshard_ends")  # steps that change nothing by themselves


class DatabaseActs:
    """Acts on the copies, and the jobs that run at each of them while it is up."""

    def __init__(self, replay: Replay, databases: Databases, seed: int) -> None:
        self._replay = replay
        self._databases = databases
        self._seed = seed
        self._streams = [0] * len(replay.nodes)
        self._copies = [0] * len(replay.nodes)

    def begin(self) -> None:
        """Every copy starts its stream and its appliers."""
        for place in range(len(self._replay.nodes)):
            self._start_jobs(place)

    def after(self, order: Order) -> None:
        """A machine or a link has changed: what that means for the copies."""
        if order.what == "revive" and order.row in self._replay.nodes:
            place = self._replay.nodes.index(order.row)
            self._databases.came_back(place)
            self._start_jobs(place)
            self._make_copies(self._beside(place) if self._databases.leads(place) else (place,))
        elif order.what in ("revive", "set_loss"):
            self._databases.resume()

    def carry_out(self, order: Order) -> bool:
        """False when it is none of these."""
        databases, row = self._databases, order.row
        if order.what == "fence":
            databases.fence(row)
        elif order.what == "elected":
            databases.pause(row)
        elif order.what == "promote":
            databases.promote(row)
            self._make_copies(self._beside(row))
        elif order.what == "rejoin":
            databases.rejoin(row)
        elif order.what == "send_to":
            databases.send_to(row, int(order.value))
        elif order.what in ("lend", "take_back"):
            group, member = self._seat(int(order.value), row)
            self._databases.lend(group, member, lent=order.what == "lend")
        elif order.what in ("count_in", "count_out"):
            databases.count_on(row, counts=order.what == "count_in")
        elif order.what == "reshard_begins":
            self._start_movers()
        elif order.what == "learn_map":
            databases.learn(row)
        elif order.what == "copy":
            self._replaced(self._replay.nodes.index(row))
        else:
            return order.what in ANNOUNCED
        return True

    def _seat(self, site: int, place: int) -> tuple[int, int]:
        """The group in which a copy may answer reads of a site's servers, and its place there."""
        each = len(self._replay.nodes) // (self._replay.shards or 1)
        return self._replay.readers[site] + place // each, place % each

    def _beside(self, place: int) -> range:
        """The copies with the same history: those of its shard, or all."""
        each = len(self._replay.nodes) // (self._replay.shards or 1)
        first = place // each * each
        return range(first, first + each)

    def _start_jobs(self, place: int) -> None:
        """The luck of an applied change does not depend on who applies it, or after how many restarts."""
        if len(self._replay.nodes) == self._replay.shards:
            return  # every shard is alone: nobody follows anybody
        luck = job_luck(self._seed, STREAMS, place, self._streams[place])
        self._streams[place] += 1
        self._databases.start(self._replay.stream_pc, place, luck)
        for _ in range(self._replay.appliers):
            self._databases.start(self._replay.applier_pc, place, job_luck(self._seed, APPLIERS, place, 0))

    def _start_movers(self) -> None:
        """One at each shard that has something to give."""
        if self._replay.mover_pc is not None:
            for shard in self._databases.reshard():
                self._databases.start(self._replay.mover_pc, shard, job_luck(self._seed, MOVERS, shard, 0))

    def _replaced(self, place: int) -> None:
        """A new machine for the primary itself has taken over its disk: there is nobody to copy from."""
        if not self._databases.leads(place):
            self._databases.empty(place)
            self._make_copies((place,))

    def _make_copies(self, places: Iterable[int]) -> None:
        """Begin to make those of these copies that are lacking: what was begun before died with its source or its
        goal."""
        for place in places:
            if self._databases.lacks(place):
                self._copy(place)

    def _copy(self, place: int) -> None:
        luck = job_luck(self._seed, COPIES, place, self._copies[place])
        self._copies[place] += 1
        self._databases.start(self._replay.copy_pc, place, luck)
