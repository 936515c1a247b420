"""Which shard has which key, told the long way: by every scheme, with famous keys moved, or kept in several copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.sharding import Numbering, Scheme, Spread
from tests.agree.oracle.chance import mix

if TYPE_CHECKING:
    from playground.design.design import WebSystem
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

    def row(self, key: int | None, nth: int | None = None) -> int:
        """In the books of its shard: of a key, or of one of its copies, which come behind all keys."""
        if nth is None:
            return (-1 if key is None else key) % self.keys.columns
        assert key is not None
        return self.keys.columns + key * self.given.salts + nth

    def to_read(self, token: Token) -> tuple[int, int]:
        """The shard and the row of what the token asks for: of a salted key those of one of its copies."""
        if not self.is_salted(token.wants):
            return self.of(token.wants), self.row(token.wants)
        nth = mix(mix(token.luck.luck, SALT), token.luck.asked["key"]) % self.given.salts
        return self.of_copy(token.wants, nth), self.row(token.wants, nth)

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
