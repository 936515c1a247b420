"""A read through the cache in a server's process: who asks the database, and who waits for somebody else to do so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache import Lock
from tests.agree.oracle.lock import Claim, Impatient
from tests.agree.oracle.message import fetch_beside, message_of
from tests.agree.oracle.scheduler import Walk
from tests.agree.oracle.token import Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.site import Server


class Reading:
    """Reads on one server. `query`: how a token asks the database."""

    def __init__(self, parts: Parts, server: Server, query: Callable[[Token], Walk]) -> None:
        assert server.cache is not None
        self.parts, self.web, self.keys = parts, parts.design.web, parts.keys
        self.server, self.cache, self.locks, self.query = server, server.cache, server.locks, query
        self.key = 0

    def read(self, token: Token) -> Walk:
        if self.parts.filter is not None:
            token.note("FILTER")
            self._choose(token)
            if self.parts.filter.refuses(self.cache, self.keys, token, self.key):
                return
        if self.web.cache_work_ms > 0:
            with (yield from self.server.cores.seize(token)) as slot:
                yield from self.server.cores.work(token, self.web.cache_work_ms * 1e6, "cache", slot)
        token.note("LOOK_UP")
        if self.parts.filter is None:
            self._choose(token)
        if self.cache.look_up(self.key, exists=self._is_value(token)):
            yield from self._hit(token)
        elif self.web.cache_lock is Lock.NONE:
            yield from self._fetch(token)
        else:
            with self._claim(token) as claim:
                yield from self._fetch_once(token, claim)

    def _choose(self, token: Token) -> None:
        self.key = token.wants = self.keys.next(token)

    def _is_value(self, token: Token) -> bool:
        """Does the entry say more than that there is nothing?"""
        return self.keys.is_value(token, self.cache, self.key)

    def _claim(self, token: Token) -> Claim:
        return Claim(token, self.locks, self.key, self.server.node)

    def _fetch(self, token: Token, *, is_ahead: bool = False) -> Walk:
        since_ns = int(token.clock.now)
        if is_ahead or self.web.cache_xfetch_beta > 0:
            token.note("BEGIN_FETCH")
            self.cache.refreshed += is_ahead
        yield from token.guarded(self.query(token))
        token.note("STORE")
        self.cache.plant(
            token, self.key, int(token.clock.now) - since_ns, exists=self.keys.brings_value(token, self.key)
        )

    def _fetch_once(self, token: Token, claim: Claim) -> Walk:
        token.note("LOCK")
        if not claim.take():
            token.note("COALESCE")
            self.cache.coalesced += 1
            try:
                while True:
                    token.note("AWAIT_LOCK")
                    yield from claim.wait()
                    token.note("PEEK")
                    if self.cache.peek(self.key):
                        return
                    token.note("LOCK")
                    if claim.take():
                        break
            except Impatient:
                pass
        yield from self._fetch(token)

    def _hit(self, token: Token) -> Walk:
        if self.web.cache_soft_ttl_share > 0:
            token.note("RIPE")
            if self._is_value(token) and self.cache.is_ripe(self.key):
                token.note("REFRESH")
                if self.key not in self.locks.flights:
                    self._send_off(token)
        if self.web.cache_xfetch_beta > 0:
            token.note("XFETCH")
            if self._is_value(token) and self.cache.is_early(token, self.key):
                yield from self._fetch(token, is_ahead=True)

    def _send_off(self, parent: Token) -> None:
        """A message that fetches the key, and holds its lock from the beginning."""
        message = message_of(parent)
        reading = Reading(self.parts, self.server, self.query)
        reading.key = message.wants = self.key
        fetch_beside(message, reading._claim(message), lambda token: reading._fetch(token, is_ahead=True))
