"""Sharded databases: each shard is a primary with its replicas, at all sites; and calls to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.design.replication import ReadFrom, Replication
from tests.agree.oracle.children import Children
from tests.agree.oracle.copies import Databases
from tests.agree.oracle.replicated import Calls
from tests.agree.oracle.shard_map import Map

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.deeds import Change
    from tests.agree.oracle.history import Gone, History
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.site import Server
    from tests.agree.oracle.tier import CacheNode
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.workers import Worker

ALONE = Replication.model_construct(replicas=0, read_from=ReadFrom.PRIMARY)


class Shards:
    """All of them, and what a token does there."""

    def __init__(self, parts: Parts, design: WebSystem) -> None:
        assert design.sharding is not None
        self.parts, self.map, self.given = parts, Map(design), design.replication or ALONE
        gone: list[Gone] = []
        count = design.sharding.shards
        self.all = [Databases(parts, design, self.given, shard=place, gone=gone) for place in range(count)]
        self.calls = [Calls(parts, shard) for shard in self.all]

    @property
    def copies(self) -> list[Copy]:
        """Those of the first shard at all sites, and so on."""
        return [copy for shard in self.all for copy in shard.copies]

    def history_of(self, key: int) -> History:
        """That of its shard."""
        return self.all[self.map.of(key)].history

    def write(self, token: Token, server: Server | Worker | CacheNode, deed: Change) -> Walk:
        """Of a salted key to all of its copies at once: what is written is one change of each."""
        salts = self.map.given.salts
        if salts > 1:
            token.note("IF_SALTED")
        if not self.map.is_salted(token.wants):
            place = self.map.of(token.wants), self.map.row(token.wants)
            yield from token.guarded(self._write(token, server, deed, *place))
            return
        token.note("SPLIT")

        def errand(child: Token) -> Walk:
            child.wants, child.deed = token.wants, token.deed
            place = self.map.of_copy(token.wants, child.nth), self.map.row(token.wants, child.nth)
            yield from child.guarded(self._write(child, server, deed, *place))

        children = Children(token, salts, errand)
        token.note("GATHER")
        yield from children.gather()

    def _write(self, token: Token, server: Server | Worker | CacheNode, deed: Change, shard: int, row: int) -> Walk:
        token.note("SHARD")
        token.row = row
        yield from self.calls[shard].write(token, server, deed)

    def _to_read(self, token: Token) -> Calls:
        token.note("SHARD")
        shard, token.row = self.map.to_read(token)
        return self.calls[shard]

    def read(self, token: Token, server: Server | CacheNode) -> Walk:
        yield from self._to_read(token).read(token, server)

    def read_own(self, token: Token, server: Server) -> Walk:
        yield from self._to_read(token).read_own(token, server)

    def read_primary(self, token: Token, server: Server | Worker) -> Walk:
        yield from self._to_read(token).read_primary(token, server)

    def read_all(self, token: Token, server: Server) -> Walk:
        """A part of the query for each."""
        token.note("SPLIT")

        def errand(child: Token) -> Walk:
            child.note("SHARD")
            child.wants = None
            yield from child.guarded(self.calls[child.nth].read(child, server))

        children = Children(token, len(self.all), errand)
        token.note("GATHER")
        yield from children.gather()

    # The books

    def look(self) -> None:
        """The end of a window."""
        for shard in self.all:
            shard.look()

    @property
    def books(self) -> list[dict[str, Any]]:
        """Of each shard: who leads it, how many keys it has, and how often it has been read and written to."""
        keys = [self.map.of(key) for key in range(self.map.keys.columns)]
        salted = range(self.map.keys.famous if self.map.given.salts > 1 else 0)
        keys += [self.map.of_copy(key, nth) for key in salted for nth in range(self.map.given.salts)]
        return [
            {
                "primary": shard.leader.node.name,
                "keys": keys.count(place),
                "reads": sum(copy.reads for copy in shard.copies),
                "writes": shard.history.last,
            }
            for place, shard in enumerate(self.all)
        ]
