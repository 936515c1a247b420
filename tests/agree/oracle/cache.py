"""A cache in a server's process, with a policy and a time to live, and which keys are asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.cache import Evict
from playground.design.workload import Popularity
from tests.agree.caches.reference import ONLINE
from tests.agree.caches.tinylfu import TinyLfu
from tests.agree.oracle.chance import hashed, mix, number, unit

if TYPE_CHECKING:
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.token import Token

MOST_LOOK_UPS = 2_000_000


class Keys:
    """Zipf by rejection-inversion: Hoermann and Derflinger, ACM TOMACS 6(3), 1996."""

    def __init__(self, given: Popularity) -> None:
        self.count, self.missing, self.exponent = given.keys, given.missing_share, given.zipf_exponent
        self.low, self.high = self._h(1.5) - 1.0, self._h(self.count + 0.5)
        self.shortcut = 2.0 - self._h_inverse(self._h(2.5) - 2.0**-self.exponent)

    def _h(self, x: float) -> float:
        """The integral of t^-exponent from 1 to x."""
        power = (1.0 - self.exponent) * math.log(x)
        return math.log(x) * (math.expm1(power) / power if power else 1.0)

    def _h_inverse(self, y: float) -> float:
        power = max(y * (1.0 - self.exponent), -1.0)
        if power == -1.0:
            return math.inf
        return math.exp(y * (math.log1p(power) / power if power else 1.0))

    def popular(self, luck: int) -> int:
        """A key from 0 on, the most popular first."""
        visit = 0
        while True:
            y = self.high + number(luck, "key", visit) * (self.low - self.high)
            visit += 1
            x = self._h_inverse(y)
            rank = min(max(int(min(x, 1e18) + 0.5), 1), self.count)
            if rank - x <= self.shortcut or y >= self._h(rank + 0.5) - rank**-self.exponent:
                return rank - 1

    def next(self, token: Token) -> int:
        """What the token's next look-up asks for."""
        assert token.request is not None
        nth = token.luck.asked["key"]
        token.luck.asked["key"] += 1
        luck = hashed(token.request.luck, "key", nth)
        asked = token.request.asks_for
        if asked is not None:
            return asked if nth == 0 else mix(luck, asked) >> 1
        if self.missing > 0.0 and number(luck, "coin") < self.missing:
            return self.count + (luck >> 16)
        return self.popular(luck)


class Cache:
    """When the entry of each key expires; the policy says which keys are here."""

    def __init__(self, clock: Clock, size: int, ttl_s: float, evict: Evict) -> None:
        self.clock, self.size, self.evict = clock, size, evict
        self.ttl_ns = int(ttl_s * 1e9)
        self.hits = self.misses = self.evicted = self.expired = 0
        self.clear()

    def look_up(self, key: int) -> bool:
        self.asked(key)
        expires_ns = self.entries.get(key)
        if expires_ns is not None and expires_ns > self.clock.now:
            self.hits += 1
            self.used(key)
            return True
        self.misses += 1
        self.expired += expires_ns is not None
        return False

    def asked(self, key: int) -> None:
        if isinstance(self.policy, TinyLfu):
            self.policy.asked(key)

    def used(self, key: int) -> None:
        """The key is used, or takes its place."""
        if isinstance(self.policy, TinyLfu):
            self.policy.use(key)
        else:
            self.policy.access(key)

    def store(self, key: int, life_ns: float | None = None, at_ns: float | None = None) -> None:
        at_ns = self.clock.now if at_ns is None else at_ns
        self.used(key)
        self.entries[key] = at_ns + (self.ttl_ns if life_ns is None else life_ns) if self.ttl_ns > 0 else math.inf
        for gone in self.entries.keys() - self.policy.residents():
            del self.entries[gone]
            self.evicted += 1

    def clear(self) -> None:
        self.entries: dict[int, float] = {}
        self.policy = ONLINE[self.evict.value.replace("_", "")](self.size)

    def warm(self, keys: Keys, rate_rps: float, luck: int) -> None:
        """The prelude: look-ups at an even pace up to the beginning; a first entry has what is left of a life."""
        if rate_rps <= 0:
            return
        look_ups = int(min(max(rate_rps * float(self.ttl_ns) / 1e9, 20.0 * self.size), MOST_LOOK_UPS))
        gap_ns = int(1e9 / rate_rps)
        for n in range(look_ups):
            at_ns = (n + 1 - look_ups) * gap_ns
            own = mix(luck, n)
            key = keys.popular(own)
            self.asked(key)
            if key not in self.entries:
                self.store(key, int(unit(hashed(own, "start")) * self.ttl_ns), at_ns)
            elif self.entries[key] <= at_ns:
                self.store(key, None, at_ns)
            else:
                self.used(key)
        self.evicted = 0
