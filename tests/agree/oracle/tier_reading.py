"""A read through a tier of caches: the app asks the database for what is missing, or the cache node does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache import Lock
from playground.design.cache_tier import Reads
from tests.agree.oracle.cache import Cache
from tests.agree.oracle.lock import Claim, Impatient
from tests.agree.oracle.message import fetch_beside, message_of
from tests.agree.oracle.place import Node
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.tier import CacheNode, keep
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.site import Server

Query = Callable[[Token, "Server | CacheNode"], Walk]


class TierReading:
    """Reads of one server. `query`: how a token asks the database, from the server or from a cache node."""

    def __init__(self, parts: Parts, server: Server, query: Query) -> None:
        tier = server.site.tier
        assert tier is not None
        self.parts, self.tier, self.given, self.server = parts, tier, tier.given, server
        self.is_through = self.given.reads is Reads.READ_THROUGH
        self.query = query
        self.key: int | None = None
        self.part = 0  # of the keys: where the token has looked last
        self.found = self.is_ripe = self.is_early = False

    def read(self, token: Token) -> Walk:
        if self._is_refused(token):
            return
        if self.is_through:
            yield from token.guarded(self._visit(token, self._ask_node))
        elif not (yield from token.tried(self._visit(token, self._ask))):
            yield from self._query(token)
        elif not self.found:
            yield from self._miss(token)
        elif self.is_ripe:
            self._refresh(token)
        elif self.is_early:
            yield from self._fetch(token, is_ahead=True)

    def _is_refused(self, token: Token) -> bool:
        if self.tier.filter is None:
            return False
        token.note("FILTER")
        self._choose(token)
        return self.tier.filter.refuses(self.tier.counts(self.key), self.tier.keys, token, self.key)

    def _choose(self, token: Token) -> None:
        self.key = token.wants = self.tier.keys.next(token)

    def _is_value(self, token: Token) -> bool:
        """Does the entry say more than that there is nothing?"""
        return self.tier.keys.is_value(token, self._cache, self.key)

    @property
    def _cache(self) -> Cache:
        return self.tier.caches[self.part]

    @property
    def _node(self) -> CacheNode:
        return self.tier.nodes[self.holder]

    @property
    def _process(self) -> Node:
        """Where whoever fetches works."""
        return self._node.node if self.is_through else self.server.node

    def _query(self, token: Token) -> Walk:
        yield from token.guarded(self.query(token, self._node if self.is_through else self.server))

    # At the cache

    def _visit(self, token: Token, act: Callable[[Token], Walk]) -> Walk:
        token.note("LOCATE")
        if self.key is None:
            self._choose(token)
        self.part = self.tier.part_for(self.key)
        self.holder = self.tier.holder[self.part]
        at = self._node
        with Alarm(token, int(self.given.timeout_s * 1e9 + 0.5)):
            yield from token.travel(at.link)
            yield from token.arrive(at.node, "cache_down")
            yield from self._work(token)
            yield from act(token)
            yield from token.travel(at.link, back=True)

    def _work(self, token: Token) -> Walk:
        if self.given.work_ms > 0:
            with (yield from self._node.core.seize(token)) as slot:
                yield from self._node.core.work(token, self.given.work_ms * 1e6, "cache", slot)

    def _ask(self, token: Token) -> Walk:
        """The answer says whether it is there, and whether it is to be fetched anew."""
        token.note("LOOK_UP")
        self.found = self._cache.look_up(self.key, exists=self._is_value(token))
        if self.found and self.given.soft_ttl_share > 0:
            token.note("RIPE")
            self.is_ripe = self._is_value(token) and self._cache.is_ripe(self.key)
        if self.found and not self.is_ripe and self.given.xfetch_beta > 0:
            token.note("XFETCH")
            self.is_early = self._is_value(token) and self._cache.is_early(token, self.key)
        yield from ()

    def _ask_node(self, token: Token) -> Walk:
        """The node fetches what is missing, or soon will be."""
        token.note("LOOK_UP")
        if not self._cache.look_up(self.key, exists=self._is_value(token)):
            yield from self._miss(token)
            return
        if self.given.soft_ttl_share > 0:
            token.note("RIPE")
            if self._is_value(token) and self._cache.is_ripe(self.key):
                self._refresh(token)
        if self.given.xfetch_beta > 0:
            token.note("XFETCH")
            if self._is_value(token) and self._cache.is_early(token, self.key):
                yield from self._fetch_alone(token, is_ahead=True)

    def _peek(self, token: Token) -> Walk:
        token.note("PEEK")
        self.found = self._cache.peek(self.key)
        yield from ()

    # Fetching

    def _fetch(self, token: Token, *, is_ahead: bool = False) -> Walk:
        since_ns = int(token.clock.now)
        if is_ahead or self.given.xfetch_beta > 0:
            token.note("BEGIN_FETCH")
            self._cache.refreshed += is_ahead
        yield from self._query(token)

        def plant(token: Token) -> Walk:
            token.note("STORE")
            keep(self.tier, self._cache, token, self.key, int(token.clock.now) - since_ns)
            yield from ()

        if self.is_through:
            yield from self._work(token)
            yield from plant(token)
        else:
            yield from token.tried(self._visit(token, plant))

    def _fetch_alone(self, token: Token, *, is_ahead: bool = False) -> Walk:
        """Without a lock a node that reads for itself holds an errand meanwhile."""
        if not self.is_through:
            yield from self._fetch(token, is_ahead=is_ahead)
            return
        with (yield from self._node.errands.seize(token)):
            yield from self._fetch(token, is_ahead=is_ahead)

    def _miss(self, token: Token) -> Walk:
        if self.given.lock is Lock.NONE:
            yield from self._fetch_alone(token)
            return
        with self._claim(token) as claim:
            token.note("LOCK")
            if not claim.take():
                token.note("COALESCE")
                self._cache.coalesced += 1
                if (yield from self._is_answered(token, claim)):
                    return
            yield from self._fetch(token)

    def _is_answered(self, token: Token, claim: Claim) -> Walk:
        """Wait for whoever fetches. Is there an answer, or is it this token's turn to fetch?"""
        while True:
            token.note("AWAIT_LOCK")
            try:
                yield from claim.wait()
            except Impatient:
                return False
            if self.is_through:
                yield from self._peek(token)
            elif not (yield from token.tried(self._visit(token, self._peek))):
                yield from self._query(token)
                return True
            if self.found:
                return True
            token.note("LOCK")
            if claim.take():
                return False

    def _claim(self, token: Token) -> Claim:
        return Claim(token, self.tier.locks_of(self._process), self.key, self._process)

    # Beside a hit

    def _refresh(self, parent: Token) -> None:
        """A message that fetches the key, and holds its lock from the beginning; unless somebody does."""
        parent.note("REFRESH")
        if self.key in self.tier.locks_of(self._process).flights:
            return
        message = message_of(parent)
        reading = TierReading(self.parts, self.server, self.query)
        reading.key, reading.part, reading.holder = self.key, self.part, self.holder
        message.wants = self.key
        fetch_beside(message, reading._claim(message), lambda token: reading._fetch(token, is_ahead=True))
