"""A write beside or through a tier of caches: who tells the database, and what the cache node does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache_tier import OnWrite, Writes
from tests.agree.oracle.cache import Cache
from tests.agree.oracle.lives import DEATH
from tests.agree.oracle.message import message_of
from tests.agree.oracle.scheduler import DELIVERED, Walk
from tests.agree.oracle.tier import keep
from tests.agree.oracle.token import Alarm, Token

if TYPE_CHECKING:
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.site import Server
    from tests.agree.oracle.tier import CacheNode, Tier

Query = Callable[["Server | CacheNode"], Walk]


def noted(parts: Parts, token: Token, *, is_followed: bool = True, tells: bool = True) -> None:
    """The token's write is durable: what caches hold is old, or it is dirty no more. Nothing follows a write to a
    primary that is cut off, and nothing changes where there is nothing. `tells`: it is a step of its own."""
    tiers = parts.tiers
    if tiers and token.request is None and tiers[0].write_back is not None:
        tiers[0].write_back.is_flushed(token.wants)
        return
    if not tiers and not parts.has_lives:
        return
    if tells:
        token.note("CHANGED")
    if not is_followed:
        token.read_ns, token.outdated_ns, token.found_nothing = 0, None, token.deed == DEATH
        return
    has_changed = not parts.has_lives or parts.keys.lives.done(token, token.wants)
    if tiers:
        if has_changed:
            parts.freshness.outdate(token.wants, [cache for tier in tiers for cache in tier.caches])
        parts.freshness.has(token, token.wants)
    parts.keys.look(token)


class TierWriting:
    """One write of a token. `query`: how it asks the database to write, from a server or from a cache node."""

    def __init__(self, tier: Tier, token: Token, query: Query | None = None) -> None:
        self.tier, self.given, self.token, self.query = tier, tier.given, token, query

    def write(self, server: Server) -> Walk:
        """The database first, and then the cache node, if it is told; or the cache node first."""
        self.token.note("ASK")
        self.key = self.token.wants = self.tier.keys.to_write(self.token)
        if self.given.writes is not Writes.AROUND:
            yield from self.token.guarded(self._by_node())
            return
        yield from self.query(server)
        yield from self.tell(self.key)

    def tell(self, key: int | None) -> Walk:
        """The database has a write to this key."""
        self.key = key
        if self.given.on_write is OnWrite.NOTHING:
            return
        yield from self.token.tried(self._tell(self.token))
        if self.given.on_write is OnWrite.DELETE and self.given.delete_again_s > 0:
            self.token.note("SPAWN")
            message = message_of(self.token)
            message.begin(self._later(message))

    def _later(self, message: Token) -> Walk:
        message.note("PAUSE")
        yield from message.pause(int(self.given.delete_again_s * 1e9 + 0.5), DELIVERED)
        yield from message.tried(self._tell(message))
        message.note("VANISH")

    def _tell(self, token: Token) -> Walk:
        """To the node that holds the key and back, within the app's patience."""
        token.note("LOCATE")
        part = self.tier.part_for(self.key)
        at = self.tier.nodes[self.tier.holder[part]]
        with Alarm(token, self._patience_ns):
            yield from self._there(token, at)
            if self.given.on_write is OnWrite.DELETE:
                token.note("DROP")
                self.tier.caches[part].drop(self.key)
            else:
                token.note("STORE")
                self._plant(self.tier.caches[part])
            yield from token.travel(at.link, back=True)

    def _by_node(self) -> Walk:
        """To the cache node, which writes to the database at once, or later."""
        token, tier = self.token, self.tier
        token.note("LOCATE")
        part = tier.part_for(self.key)
        at = tier.nodes[tier.holder[part]]
        with Alarm(token, self._patience_ns):
            yield from self._there(token, at)
        if tier.write_back is None:
            with (yield from at.writers.seize(token)):
                yield from self.query(at)
                token.note("STORE")
                self._plant(tier.caches[part])
        else:
            tier.freshness.taken(token, self.key, tier.caches)
            tier.write_back.take_in(part, self.key)
            token.note("STORE")
            self._plant(tier.caches[part])
        with Alarm(token, self._patience_ns):
            yield from token.travel(at.link, back=True)

    @property
    def _patience_ns(self) -> int:
        return int(self.given.timeout_s * 1e9 + 0.5)

    def _there(self, token: Token, at: CacheNode) -> Walk:
        """To the node, and a command's work on its core."""
        yield from token.travel(at.link)
        yield from token.arrive(at.node, "cache_down")
        if self.given.work_ms > 0:
            with (yield from at.core.seize(token)) as slot:
                yield from at.core.work(token, self.given.work_ms * 1e6, "cache", slot)

    def _plant(self, cache: Cache) -> None:
        keep(self.tier, cache, self.token, self.key)
