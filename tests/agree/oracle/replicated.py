"""Calls to replicated databases: a write goes to the primary that its server knows, a read to whoever may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.agree.oracle.failure import Failed
from tests.agree.oracle.site import Server, ns_of_s
from tests.agree.oracle.token import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.agree.oracle.copies import Copy, Databases
    from tests.agree.oracle.deeds import Change
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.scheduler import Walk
    from tests.agree.oracle.tier import CacheNode
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.workers import Worker


class Calls:
    """What a token does at the databases, or at those of a shard."""

    def __init__(self, parts: Parts, databases: Databases) -> None:
        self.parts, self.design, self.databases = parts, parts.design, databases

    def write(self, token: Token, server: Server | Worker | CacheNode, deed: Change) -> Walk:
        token.note("ROUTE")
        token.note("PAIR")
        known = self.databases.address_of(server, token.wants)
        yield from self._there_and_back(token, server, known, lambda: self._write_at(token, known, deed))

    def read(self, token: Token, server: Server | CacheNode) -> Walk:
        site = server.site.number if isinstance(server, Server) else 0
        with self.databases.readers[site].pick(token):
            yield from self._read_from(token, server, self.databases.copies[token.copy])

    def read_own(self, token: Token, server: Server) -> Walk:
        if not self.databases.given.reads_own_writes:
            yield from self.read(token, server)
        else:
            yield from self.read_primary(token, server)

    def read_primary(self, token: Token, server: Server | Worker) -> Walk:
        token.note("ROUTE")
        yield from self._read_from(token, server, self.databases.address_of(server, token.wants))

    def _read_from(self, token: Token, server: Server | Worker | CacheNode, copy: Copy) -> Walk:
        token.note("PAIR")
        yield from self._there_and_back(token, server, copy, lambda: self._read_at(token, copy))

    def _there_and_back(
        self, token: Token, server: Server | Worker | CacheNode, copy: Copy, there: Callable[[], Walk]
    ) -> Walk:
        given, pool, link = self.design.database, server.pools[copy.place], server.links[copy.place]
        patience_ns, timeout_ns = ns_of_s(given.pool_timeout_s), ns_of_s(given.query_timeout_s)
        with (yield from pool.seize(token, patience_ns, "pool_exhausted")), Alarm(token, timeout_ns):
            yield from token.travel(link)
            yield from token.arrive(copy.node)
            yield from there()
            yield from token.travel(link, back=True)

    # On the copy

    def _read_at(self, token: Token, copy: Copy) -> Walk:
        if copy.disk is not None:
            yield from copy.disk.page_in(token, token.wants)
        with (yield from copy.cores.seize(token)) as slot:
            token.note("READ")
            self._see(token, copy)
            yield from copy.cores.work(token, self.design.database.read, "database_read", slot)

    def _see(self, token: Token, copy: Copy) -> None:
        copy.reads += 1
        if token.wants is None:  # a part of what all shards are asked for
            return
        if self.parts.tiers:
            self.parts.freshness.has(token, self.parts.tiers[0].known(token))
        keys = self.parts.keys
        keys.look(token, copy)
        if not keys.may_come(token, token.wants):
            return
        missing = self.databases.history.missing(copy, self.row_of(token))
        if missing:
            history = self.databases.history
            token.outdated_ns = history.at(missing[0]).at_ns
            copy.ages_ns.append(int(token.clock.now) - token.outdated_ns)
            copy.misled += any(history.at(position).is_acknowledged for position in missing)

    def _write_at(self, token: Token, copy: Copy, deed: Change) -> Walk:
        leads = Leader(self, copy)
        with (yield from copy.sessions.seize(token)):
            token.note("WRITABLE")
            leads.must_be_writable(token)
            if copy.disk is not None:
                yield from copy.disk.page_in(token, token.wants)
            yield from deed.work(token, copy.cores)
            if copy.disk is not None:
                yield from copy.disk.commit(token)
            deed.make(token, leads)
            yield from self.databases.commits.wait(token, copy)
            deed.acknowledge(token, leads)

    def row_of(self, token: Token) -> int:
        """What the token is about, in the books."""
        assert token.wants is not None
        return token.wants % self.parts.keys.lives.columns if self.databases.shard is None else token.row


class Leader:
    """A copy that takes itself for the primary, as whoever writes meets it."""

    op = "APPEND"

    def __init__(self, calls: Calls, copy: Copy) -> None:
        self.databases, self.copy, self.calls, self.name = calls.databases, copy, calls, copy.node.name

    def must_be_writable(self, token: Token) -> None:
        if not self.copy.writable:
            self.copy.refused += 1
            raise Failed("read_only", token.away_ns)

    def append(self, token: Token) -> None:
        history, now_ns, key, copy = self.databases.history, int(token.clock.now), self.calls.row_of(token), self.copy
        token.history = history
        if not copy.attached:
            token.position = 0
            history.branch_off(key, now_ns, copy.place)
            return
        token.position = history.write(copy, key, now_ns, token.deed)
        copy.has.add(token.position)
        if not self.databases.several:
            copy.stand_at(token.position)
        self.databases.written.give()

    def is_followed(self, token: Token) -> bool:
        return token.position > 0

    def acknowledge(self, token: Token) -> None:
        """A change that a promotion has taken out of the history while its commit waited is not acknowledged by a
        primary that has been locked out."""
        if token.position == 0:
            self.must_be_writable(token)
        elif self.databases.history.at(token.position).origin == self.copy.place:
            self.databases.history.at(token.position).is_acknowledged = True
