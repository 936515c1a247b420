"""Since when what caches hold is outdated: each entry's date is that of the first write that it does not contain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.agree.oracle.cache import Cache
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.token import Token
    from tests.agree.oracle.write_back import WriteBack


class Freshness:
    """When each key was written last. Keys of a replayed log share `count` columns."""

    def __init__(self, clock: Clock, count: int) -> None:
        self.clock, self.count = clock, count
        self.wrote_ns: dict[int, int] = {}
        self.write_back: WriteBack | None = None

    def read(self, token: Token, key: int | None) -> None:
        """The token has the database's value of this instant; it is old where a cache node has a newer one."""
        token.note("NOTE_READ")
        self.has(token, key)

    def has(self, token: Token, key: int | None) -> None:
        token.read_ns, token.outdated_ns = int(self.clock.now), None
        if self.write_back is not None and key is not None:
            token.outdated_ns = self.write_back.unflushed_ns(key)

    def taken(self, token: Token, key: int, caches: list[Cache]) -> None:
        """A cache node has a write."""
        token.note("TAKE_IN")
        self.outdate(key, caches)
        token.read_ns, token.outdated_ns = int(self.clock.now), None

    def outdate(self, key: int, caches: list[Cache]) -> None:
        """What caches hold of the key is old from now on."""
        self.wrote_ns[key % self.count] = int(self.clock.now)
        for cache in caches:
            if key in cache.entries:
                cache.outdated_ns.setdefault(key, int(self.clock.now))

    def date(self, cache: Cache, token: Token, key: int) -> None:
        """The token has stored its value, which may be old by now."""
        since_ns = token.outdated_ns
        wrote_ns = self.wrote_ns.get(key % self.count, -1)
        if since_ns is None and wrote_ns > token.read_ns:
            since_ns = wrote_ns
        cache.outdated_ns.pop(key, None)
        if since_ns is not None and key in cache.entries:
            cache.outdated_ns[key] = since_ns
