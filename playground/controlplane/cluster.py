"""What the monitor believes of replicated databases: who is up, who leads, and who may answer reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.controlplane.orders import Orders
from playground.controlplane.view import View
from playground.design.replication import Commit, ReadFrom, Replication


@dataclass
class Cluster:
    """The copies by their place. `rows`: of each one's check. `names`: what they are called. `writers`: who accepts
    writes whoever leads, where several do. `each`: copies of a site; those of each answer its own servers' reads.
    `shard`, `shards`: which of how many clusters beside each other; it has as many consecutive copies as the others."""

    given: Replication
    view: View
    orders: Orders
    names: tuple[str, ...]
    rows: tuple[int, ...]
    writers: tuple[int, ...] = ()
    each: int = 0  # 0: there is one site
    shard: int = 0
    shards: int = 1
    primary: int = 0
    fails_over: bool = False
    fenced: set[int] = field(default_factory=set)
    up: list[bool] = field(default_factory=list)
    reading: list[bool] = field(default_factory=list)
    counting: list[bool] = field(default_factory=list)
    lent: list[int | None] = field(default_factory=list)  # by site: whose copy answers, where none of its own does
    places: range = range(0)

    def __post_init__(self) -> None:
        self.up = [True] * len(self.names)
        self.counting = [True] * len(self.names)
        each = len(self.names) // self.shards
        self.places = range(self.shard * each, (self.shard + 1) * each)
        self.primary = self.places[0]
        self.reading = self._readers()
        self.lent = self._lent(self.reading)

    def address(self, server: int) -> int:
        """The row in which a web server has the address of this cluster's primary."""
        return server * self.shards + self.shard

    def most_advanced(self) -> int | None:
        """The replica that has received the most, of those that answer; the lowest of equals."""
        able = [place for place in self.places if self._is_able(place)]
        return max(able, key=lambda place: (self.view.received(place), -place), default=None)

    def _is_able(self, place: int) -> bool:
        return place != self.primary and self.up[place] and self.view.follows(place)

    def come_back(self, place: int) -> None:
        """A copy that was locked out while it was alive follows the new primary as soon as the monitor hears it."""
        if place in self.fenced and place != self.primary and self.up[place]:
            self.fenced.discard(place)
            if not self.view.follows(place):
                self.orders.give("rejoin", self.names[place], "it follows the new primary", row=place)

    def settle(self, why: str) -> None:
        """Let exactly those answer reads who should, and a synchronous commit wait for exactly those who follow."""
        able = self._readers()
        for place in self.places:
            wanted = able[place]
            if wanted != self.reading[place]:
                self.reading[place] = wanted
                what = "mark_up" if wanted else "mark_down"
                self.orders.give(what, self.names[place], why, row=self.rows[place])
        self._settle_lent(why)
        if self.given.commit is Commit.SYNCHRONOUS:
            self._settle_counting(why)

    def _settle_lent(self, why: str) -> None:
        """A site none of whose copies may answer reads from one of another site that accepts writes."""
        for site, wanted in enumerate(self._lent(self.reading)):
            lent, self.lent[site] = self.lent[site], wanted
            if lent == wanted:
                continue
            for what, place in (("take_back", lent), ("lend", wanted)):
                if place is not None:
                    self.orders.give(what, self.names[place], why, row=place, value=site)

    def _lent(self, able: list[bool]) -> list[int | None]:
        """By site, the copy of another one that answers its reads; None where it has one itself, or nobody has."""
        if not self.each:
            return []
        firsts = range(self.places.start, self.places.stop, self.each)
        own = [able[first : first + self.each] for first in firsts]
        leader = next((place for place in self._leaders() if self.up[place]), None)
        return [None if any(here) else leader for here in own]

    def _settle_counting(self, why: str) -> None:
        for place in self.places:
            counts = self.up[place] and self.view.follows(place)
            if counts != self.counting[place]:
                self.counting[place] = counts
                self.orders.give("count_in" if counts else "count_out", self.names[place], why, row=place)

    def _readers(self) -> list[bool]:
        """Who should answer reads. When nobody else at its site can, one that accepts writes does."""
        able = [place in self.places and self._may_read(place) for place in range(len(self.names))]
        for leader in self._leaders():
            first = leader // self.each * self.each if self.each else 0
            alone = not any(able[first : first + (self.each or len(able))])
            if alone and (self.up[leader] or not self.each):
                able[leader] = True
        return able

    def _leaders(self) -> tuple[int, ...]:
        """Those who accept writes."""
        return self.writers or (self.primary,)

    def _may_read(self, place: int) -> bool:
        if not self.up[place]:
            return False
        if self.given.multi_primary:
            return self.view.follows(place)
        if place in self._leaders():
            return self.given.read_from is not ReadFrom.REPLICAS
        if self.given.read_from is ReadFrom.PRIMARY or not self.view.follows(place):
            return False
        return self.given.max_lag_s is None or self.view.lag_s(place) < self.given.max_lag_s
