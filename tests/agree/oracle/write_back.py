"""Write-back: what cache nodes have taken and the database has not, and the jobs that bring it there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from tests.agree.oracle.chance import Luck, job_luck, mix
from tests.agree.oracle.children import Children
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.job import new_token, silence
from tests.agree.oracle.place import Node
from tests.agree.oracle.scheduler import DEADLINE, Moment, Walk, in_rank
from tests.agree.oracle.station import Station
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.tier import Tier

FLUSHERS = 8
MOST_AT_ONCE = 50
Query = Callable[[Token, int, int], Walk]  # who writes, from which node, which key


@dataclass
class Dirty:
    """Writes to one key that are not in the database."""

    part: int
    key: int
    writes: int = 0
    since_ns: int = 0
    moving: int = 0
    moving_ns: int = 0


class Part:
    """The queue of one node, oldest first, and its flusher."""

    def __init__(self) -> None:
        self.queue: list[int] = []
        self.left = self.rounds = 0
        self.has_failed = False
        self.sleepers: list[Sleep] = []


class WriteBack:
    """The books of all nodes together. Keys of a replayed log share `count` columns."""

    def __init__(self, tier: Tier, count: int) -> None:
        self.tier, self.clock, self.count = tier, tier.parts.world.clock, count
        self.parts = [Part() for _ in range(tier.given.nodes)]
        self.dirty: dict[int, Dirty] = {}
        self.taken = self.flushed = self.coalesced = self.lost = 0
        self.gone: list[tuple[int, int, int, int]] = []
        self.runs: set[int] = set()
        self.started = [0] * len(tier.nodes)
        self.stations = [
            (Station(at.node, "flushers", math.inf), Station(at.node, "flushes", math.inf)) for at in tier.nodes
        ]
        self.query: Query | None = None

    # The books

    def take_in(self, part: int, key: int) -> None:
        self.taken += 1
        row = self.dirty.setdefault(key % self.count, Dirty(part, key))
        if row.writes == 0:
            row.since_ns = int(self.clock.now)
            self._enqueue(part, row, key)
        elif row.part != part:
            self.parts[row.part].queue.remove(key % self.count)
            self._enqueue(part, row, key)
        row.key = key
        row.writes += 1
        mine = self.parts[part]
        if len(mine.queue) >= self.tier.given.flush_batch and not mine.has_failed:
            for sleep in mine.sleepers[:]:
                sleep.wake()

    def _enqueue(self, part: int, row: Dirty, key: int) -> None:
        row.part = part
        self.parts[part].queue.append(key % self.count)

    def take_out(self, part: int) -> int | None:
        mine = self.parts[part]
        if mine.left == 0 or not mine.queue:
            return None
        mine.left -= 1
        row = self.dirty[mine.queue.pop(0)]
        if row.moving == 0:
            row.moving_ns = row.since_ns
        row.moving, row.writes = row.moving + row.writes, 0
        return row.key

    def is_flushed(self, key: int) -> None:
        row = self.dirty[key % self.count]
        if row.moving:
            self.flushed += 1
            self.coalesced += row.moving - 1
            row.moving = 0

    def put_back(self, part: int, key: int) -> None:
        self.parts[part].has_failed = True
        self._dirty_again(part, self.dirty[key % self.count])

    def _dirty_again(self, part: int, row: Dirty) -> None:
        if row.moving:
            if row.writes == 0:
                self._enqueue(part, row, row.key)
            row.since_ns = row.moving_ns
            row.writes, row.moving = row.writes + row.moving, 0

    def unflushed_ns(self, key: int) -> int | None:
        row = self.dirty.get(key % self.count)
        if row is None or not (row.moving or row.writes):
            return None
        return row.moving_ns if row.moving else row.since_ns

    def lose(self, part: int, *, everything: bool) -> None:
        for column in sorted(self.dirty):
            row = self.dirty[column]
            lost = row.writes + (row.moving if everything else 0)
            if row.part != part or not lost:
                continue
            since_ns = row.moving_ns if everything and row.moving else row.since_ns
            self.gone.append((row.key, since_ns, lost, part))
            self.lost += lost
            if row.writes:
                self.parts[part].queue.remove(column)
            row.writes = 0
            row.moving = 0 if everything else row.moving

    @property
    def books(self) -> dict[str, object]:
        dirty = sum(row.writes + row.moving for row in self.dirty.values())
        return {
            "taken": self.taken, "flushed": self.flushed, "coalesced": self.coalesced, "lost": self.lost,
            "dirty": dirty, "gone": self.gone[:1000],
        }  # fmt: skip

    # The jobs

    def begin(self, query: Query) -> None:
        self.query = query
        for place in range(len(self.parts)):
            self.start(place)

    def died(self, node: Node) -> None:
        self.runs.discard(self._place(node))

    def came_back(self, node: Node) -> None:
        place = self._place(node)
        if self.tier.holder[place % len(self.parts)] == place:
            self.start(place)

    def _place(self, node: Node) -> int:
        return next(place for place, at in enumerate(self.tier.nodes) if at.node is node)

    def start(self, place: int) -> None:
        """A flusher, where none is. What a dead one had on its way is dirty again."""
        if place in self.runs:
            return
        self.runs.add(place)
        part = place % len(self.parts)
        for column in sorted(self.dirty):
            if self.dirty[column].part == part:
                self._dirty_again(part, self.dirty[column])
        world = self.tier.parts.world
        luck = job_luck(world.seed, FLUSHERS, place, self.started[place])
        self.started[place] += 1
        token = new_token(world, luck)
        token.begin(self._flusher(token, place, luck))

    def _flusher(self, token: Token, place: int, luck: int) -> Walk:
        try:
            with (yield from self.stations[place][0].seize(token)):
                while True:
                    yield from self._flush(token, place, luck)
        except Failed as error:
            yield from token.hear(error, 0)

    def _flush(self, token: Token, place: int, luck: int) -> Walk:
        given, part = self.tier.given, self.parts[place % len(self.parts)]
        if part.has_failed or len(part.queue) < given.flush_batch:
            sleep = Sleep(part, token, int(given.flush_interval_s * 1e9 + 0.5))
            yield from token.wait(sleep.over, sleep)
        part.has_failed = False
        part.left = min(len(part.queue), given.flush_batch)
        part.rounds += 1
        token.luck, token.children = Luck(mix(luck, part.rounds)), 0
        width = min(given.flush_batch, self.tier.parts.design.database.pool_size, MOST_AT_ONCE)
        yield from Children(token, width, lambda child: self._bring(child, place)).gather()

    def _bring(self, child: Token, place: int) -> Walk:
        assert self.query is not None
        silence(child)
        part = place % len(self.parts)
        with (yield from self.stations[place][1].seize(child)):
            while (key := self.take_out(part)) is not None:
                if not (yield from child.tried(child.guarded(self.query(child, place, key)))):
                    self.put_back(part, key)


class Sleep:
    """A flusher sleeps until enough is dirty, or the interval is over."""

    def __init__(self, part: Part, token: Token, span_ns: int) -> None:
        self.part, self.over = part, simpy.Event(token.clock)
        part.sleepers.append(self)
        Moment(token.clock, token.clock.now + span_ns, in_rank(DEADLINE, token.key), self.wake)

    def wake(self) -> None:
        if self in self.part.sleepers:
            self.part.sleepers.remove(self)
            self.over.succeed()

    def stop(self) -> None:
        if self in self.part.sleepers:
            self.part.sleepers.remove(self)
