"""Sharded databases without replicas: who has which key, and calls to them. Schemes are told the long way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from playground.design.sharding import Numbering, Scheme, Spread
from tests.agree.oracle.balancer import Group, Member
from tests.agree.oracle.chance import mix
from tests.agree.oracle.children import Children
from tests.agree.oracle.deeds import Change
from tests.agree.oracle.site import Server, ns_of_s
from tests.agree.oracle.station import Station
from tests.agree.oracle.tier_writing import noted
from tests.agree.oracle.token import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.design.design import WebSystem
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.tier import CacheNode
    from tests.agree.oracle.token import Token

SALT = 601  # the luck of which copy a read takes


class Map:
    """Which shard has a key."""

    def __init__(self, design: WebSystem) -> None:
        assert design.sharding is not None
        self.given, self.keys = design.sharding, design.workload.popularity
        count = self.keys.keys
        order = sorted(range(count), key=lambda key: (mix(2, key), key))
        self.numbers = {key: number for number, key in enumerate(order)}
        if self.given.numbering is Numbering.NEWEST:
            self.numbers = {key: count - 1 - key for key in range(count)}
        self.points = sorted(
            (mix(mix(mix(0, 0), shard), nth), shard)
            for shard in range(self.given.shards)
            for nth in range(self.given.vnodes)
        )
        if self.given.famous_together:
            self._bring_together()

    def _bring_together(self) -> None:
        here = [self._shard(self.numbers[key]) == 0 for key in range(self.keys.keys)]
        others = [key for key in reversed(range(self.keys.famous, self.keys.keys)) if here[key]]
        strangers = [key for key in range(self.keys.famous) if not here[key]]
        for one, other in zip(strangers, others, strict=False):
            self.numbers[one], self.numbers[other] = self.numbers[other], self.numbers[one]

    def of(self, key: int | None) -> int:
        """Of a key, or of what it shares a place with."""
        key = (-1 if key is None else key) % self.keys.columns
        if key < min(self.given.famous_moved, self.keys.famous) and self.given.shards > 1:
            return 1 + key % (self.given.shards - 1)
        return self._shard(self.numbers.get(key, key))

    def of_copy(self, key: int, nth: int) -> int:
        """Of one of the copies of a salted key."""
        if self.given.spread is Spread.DISTINCT:
            return (self.of(key) + nth) % self.given.shards
        return self._shard((mix(mix(3, self.numbers[key]), nth) >> 1) % self.keys.keys)

    def is_salted(self, key: int | None) -> bool:
        return self.given.salts > 1 and key is not None and 0 <= key < self.keys.famous

    def to_read(self, token: Token) -> int:
        if not self.is_salted(token.wants):
            return self.of(token.wants)
        drawn = mix(mix(token.luck.luck, SALT), token.luck.asked["key"])
        return self.of_copy(token.wants, drawn % self.given.salts)

    def _shard(self, number: int) -> int:
        scheme, shards = self.given.scheme, self.given.shards
        if scheme is Scheme.RANGE:
            size = -(-self.keys.keys // shards)
            return min(number // size, shards - 1)
        if scheme is Scheme.RING:
            point = mix(mix(0, 1), number)
            return next((shard for at, shard in self.points if at >= point), self.points[0][1])
        return _jump(mix(1, number), shards) if scheme is Scheme.JUMP else number % shards


def _jump(key: int, buckets: int) -> int:
    """Lamping and Veach, figure 1."""
    b, j = -1, 0
    while j < buckets:
        b = j
        key = (key * 2862933555777941757 + 1) % 2**64
        j = int((b + 1) * (float(1 << 31) / float((key >> 33) + 1)))
    return b


class One(Group):
    """The only one of a shard that answers its reads: no server of the token's changes with that."""

    def land(self, token: Token, member: Member) -> None:
        pass


class Shard:
    """A database: its machine and what it has done."""

    def __init__(self, parts: Parts, place: int) -> None:
        given = parts.design.database
        self.place, self.node = place, parts.node(f"shard-{place + 1}-database")
        self.cores = Station(self.node, "database cores", given.cores, machine=given)
        self.sessions = Station(self.node, "sessions", math.inf)
        self.disk = parts.disk(self.node)
        self.readers = One(parts.world.clock, "round_robin", [1], None, 0)
        self.reads = 0


class Shards:
    """All of them, and what a token does there."""

    def __init__(self, parts: Parts, design: WebSystem) -> None:
        assert design.sharding is not None
        self.parts, self.design, self.map = parts, design, Map(design)
        self.all = [Shard(parts, place) for place in range(design.sharding.shards)]
        parts.world.groups += [shard.readers for shard in self.all]
        self.series: list[list[int]] = []

    def write(self, token: Token, server: Server | CacheNode, _deed: Change) -> Walk:
        """Of a salted key to all of its copies at once: what is written is one change."""
        salts = self.map.given.salts
        if salts > 1:
            token.note("IF_SALTED")
        if not self.map.is_salted(token.wants):
            yield from self._write(token, server, self.map.of(token.wants))
            return
        token.note("SPLIT")
        first = token.children

        def errand(child: Token) -> Walk:
            child.wants, child.deed = token.wants, token.deed
            shard = self.map.of_copy(token.wants, child.key[2] - 1 - first)
            yield from child.guarded(self._write(child, server, shard))

        children = Children(token, salts, errand)
        token.note("GATHER")
        yield from children.gather()

    def _write(self, token: Token, server: Server | CacheNode, place: int) -> Walk:
        shard = self.all[place]
        for step in ("SHARD", "ROUTE", "PAIR"):
            token.note(step)
        yield from self._there_and_back(token, server, shard, lambda: self._write_at(token, shard))

    def read(self, token: Token, server: Server | CacheNode) -> Walk:
        token.note("SHARD")
        yield from self._read_from(token, server, self.all[self.map.to_read(token)])

    def read_all(self, token: Token, server: Server) -> Walk:
        """A part of the query for each."""
        token.note("SPLIT")
        first = token.children

        def errand(child: Token) -> Walk:
            child.note("SHARD")
            child.wants = None
            yield from child.guarded(self._read_from(child, server, self.all[child.key[2] - 1 - first]))

        children = Children(token, len(self.all), errand)
        token.note("GATHER")
        yield from children.gather()

    def _read_from(self, token: Token, server: Server | CacheNode, shard: Shard) -> Walk:
        token.note("CHOOSE_COPY")
        with shard.readers.go(token, shard.readers.members[0]):
            token.note("PAIR")
            yield from self._there_and_back(token, server, shard, lambda: self._read_at(token, shard))

    def _there_and_back(self, token: Token, server: Any, shard: Shard, there: Callable[[], Walk]) -> Walk:
        given, pool, link = self.design.database, server.pools[shard.place], server.links[shard.place]
        patience_ns, timeout_ns = ns_of_s(given.pool_timeout_s), ns_of_s(given.query_timeout_s)
        with (yield from pool.seize(token, patience_ns, "pool_exhausted")), Alarm(token, timeout_ns):
            yield from token.travel(link)
            yield from token.arrive(shard.node)
            yield from there()
            yield from token.travel(link, back=True)

    def _read_at(self, token: Token, shard: Shard) -> Walk:
        if shard.disk is not None:
            yield from shard.disk.page_in(token, token.wants)
        with (yield from shard.cores.seize(token)) as slot:
            token.note("READ")
            shard.reads += 1
            if self.parts.tiers and token.wants is not None:
                self.parts.freshness.has(token, self.parts.tiers[0].known(token))
            self.parts.keys.look(token)
            yield from shard.cores.work(token, self.design.database.read, "database_read", slot)

    def _write_at(self, token: Token, shard: Shard) -> Walk:
        with (yield from shard.sessions.seize(token)):
            token.note("WRITABLE")
            if shard.disk is not None:
                yield from shard.disk.page_in(token, token.wants)
            yield from shard.cores.serve(token, self.design.database.write, "database_write")
            if shard.disk is not None:
                yield from shard.disk.commit(token)
            token.note("APPEND")
            self.parts.write_down(token, shard.node.name)
            noted(self.parts, token)
            token.note("ACKNOWLEDGE")

    # The books

    def look(self) -> None:
        """The end of a window."""
        self.series.append([shard.reads for shard in self.all])

    @property
    def books(self) -> dict[str, Any]:
        """As those of replicated databases, of which nothing was lost and no read was stale."""
        self.look()
        names = [shard.node.name for shard in self.all]
        found: dict[str, Any] = dict.fromkeys(
            ("lost", "lost_acknowledged", "diverged", "conflicts", "overwritten", "degradations", "degraded_ns"), 0
        )
        found |= {"kept": sum(self.parts.world.durable.values()), "primary": names[0], "gone": [], "stale ages": {}}
        for place, name in enumerate(names):
            found[f"copy {name}"] = (self.all[place].reads, 0, 0, 0, 0)
            so_far = [window[place] for window in self.series]
            found[f"series of {name}"] = [
                (now - then, 0, 0, 0) for now, then in zip(so_far, (0, *so_far), strict=False)
            ]
        return found
