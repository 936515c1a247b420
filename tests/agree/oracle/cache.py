"""A cache in a server's process, with a policy and a time to live, and which keys are asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.design.cache import Evict
from playground.design.web import Web
from playground.design.workload import Popularity
from tests.agree.caches.reference import ONLINE
from tests.agree.caches.tinylfu import TinyLfu
from tests.agree.oracle.chance import hashed, mix, number, unit
from tests.agree.oracle.lives import BIRTH, CHANGE, DEATH, Lives

if TYPE_CHECKING:
    from tests.agree.oracle.copies import Copy
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.token import Token

MOST_LOOK_UPS = 2_000_000


class Keys:
    """Zipf by rejection-inversion: Hoermann and Derflinger, ACM TOMACS 6(3), 1996."""

    def __init__(self, given: Popularity) -> None:
        self.count, self.missing, self.exponent = given.keys, given.missing_share, given.zipf_exponent
        self.absent = given.missing_keys
        self.births, self.deaths = given.births_share, given.deaths_share
        self.famous, self.famous_reads, self.famous_writes = (
            given.famous,
            given.famous_reads_share,
            given.famous_writes_share,
        )
        self.lives = Lives(given)
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
        return self._of_request(token, self.of)

    def to_write(self, token: Token) -> int:
        """What the token's next write changes, or creates, or deletes."""
        token.deed = CHANGE
        if not self.lives.changing:
            return self._of_request(token, lambda luck: self._existing(luck, self.famous_writes))
        token.found_nothing = False

        def chosen(luck: int) -> int:
            if number(luck, "coin") < self.births:
                token.deed = BIRTH
                return self.count + int(number(luck, "coin", 1) * self.absent)
            if number(luck, "coin") < self.births + self.deaths:
                token.deed = DEATH
                return self.popular(luck)
            return self._existing(luck, self.famous_writes)

        return self._of_request(token, chosen)

    def _of_request(self, token: Token, key_of: Callable[[int], int]) -> int:
        """The n-th of a request is the same in every attempt."""
        assert token.request is not None
        nth = token.luck.asked["key"]
        token.luck.asked["key"] += 1
        luck = hashed(token.request.luck, "key", nth)
        asked = token.request.asks_for
        if asked is not None:
            return asked if nth == 0 else mix(luck, asked) >> 1
        attacked = token.request.kind.attacks
        if attacked is not None:
            return self.count + self.absent + (int(number(luck, "coin", 1) * attacked) if attacked else luck >> 16)
        return key_of(luck)

    def of(self, luck: int) -> int:
        """The key that a luck asks for; those from `count` on do not exist."""
        if self.missing > 0.0 and number(luck, "coin") < self.missing:
            return self.count + (int(number(luck, "coin", 1) * self.absent) if self.absent else luck >> 16)
        return self._existing(luck, self.famous_reads)

    def _existing(self, luck: int, share: float) -> int:
        """One of the famous with this share, or any."""
        if share > 0.0 and number(luck, "coin", 2) < share:
            return int(number(luck, "coin", 3) * self.famous)
        return self.popular(luck)

    def exists(self, token: Token, key: int) -> bool:
        """At this instant. All keys of a replayed log do."""
        if self.lives.changing:
            return self.lives.exists(key)
        return key < self.count or (token.request is not None and token.request.asks_for is not None)

    def look(self, token: Token, copy: Copy | None = None) -> None:
        """The token has asked the database, or one of its copies, or changed it: it knows whether its key is there."""
        if self.lives.changing:
            token.found_nothing = token.wants is not None and not self._is_seen(token.wants, copy)

    def _is_seen(self, key: int, copy: Copy | None) -> bool:
        return self.lives.exists(key) if copy is None else self.lives.exists_on(copy, key)

    def brings_value(self, token: Token, key: int) -> bool:
        """Is what the token brings more than that there is nothing?"""
        return not token.found_nothing if self.lives.changing else self.exists(token, key)

    def is_value(self, token: Token, cache: Cache, key: int) -> bool:
        """Is what the cache holds of it more than that there is nothing?"""
        return key not in cache.absences if self.lives.changing else self.exists(token, key)

    def may_come(self, token: Token, key: int) -> bool:
        """Does it exist, has it, or may it come to?"""
        return key < self.lives.columns if self.lives.changing else self.exists(token, key)


class Filter:
    """Bloom's filter as a set of places."""

    def __init__(self, keys: int, bits: int, hashes: int) -> None:
        self.bits, self.hashes = bits, hashes
        self.is_set = {place for key in range(keys) for place in self.places(key)}

    def places(self, key: int) -> list[int]:
        return [mix(101 + number, key) % self.bits for number in range(self.hashes)]

    def put_in(self, key: int) -> None:
        self.is_set.update(self.places(key))

    def refuses(self, books: Cache, keys: Keys, token: Token, key: int) -> bool:
        """Does it answer the look-up? Keys of a log are not asked about."""
        is_there = keys.exists(token, key)
        if is_there and not keys.lives.changing:
            return False
        passes = self.may_exist(key)
        books.slipped += passes and not is_there
        books.refused += not passes
        books.wronged += is_there and not passes
        return not passes

    def may_exist(self, key: int) -> bool:
        return all(place in self.is_set for place in self.places(key))


class Cache:
    """When the entry of each key expires; the policy says which keys are here."""

    def __init__(self, clock: Clock, web: Web) -> None:
        self.name = "cache"
        self.clock, self.size, self.evict = clock, web.cache_items, web.cache_evict
        self.ttl_ns, self.jitter_ns = int(web.cache_ttl_s * 1e9), int(web.cache_ttl_jitter_s * 1e9)
        self.null_ttl_ns = int(web.cache_null_ttl_s * 1e9)
        self.soft_ns = int(web.cache_soft_ttl_share * self.ttl_ns) if web.cache_soft_ttl_share else self.ttl_ns
        self.beta = web.cache_xfetch_beta
        self.hits = self.misses = self.evicted = self.expired = self.negative = self.refused = self.slipped = 0
        self.wronged = self.coalesced = self.refreshed = 0
        self.stale = self.stale_ns = self.stale_max_ns = self.dropped = 0
        self.clear()

    def look_up(self, key: int, *, exists: bool) -> bool:
        self.asked(key)
        expires_ns = self.entries.get(key)
        if expires_ns is not None and expires_ns > self.clock.now:
            self.hits += 1
            self.negative += not exists
            if key in self.outdated_ns:
                age_ns = int(self.clock.now) - self.outdated_ns[key]
                self.stale += 1
                self.stale_ns += age_ns
                self.stale_max_ns = max(self.stale_max_ns, age_ns)
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

    def peek(self, key: int) -> bool:
        """Is it here by now? A use that nobody counts."""
        if self.entries.get(key, 0) <= self.clock.now:
            return False
        self.used(key)
        return True

    def is_ripe(self, key: int) -> bool:
        """Is the soft life over? It is as much shorter as the time to live is, however long the jitter made both."""
        return self.entries.get(key, math.inf) - (self.ttl_ns - self.soft_ns) <= self.clock.now < self.entries[key]

    def is_early(self, token: Token, key: int) -> bool:
        """XFetch: now - delta * beta * ln(u) >= expiry. What the prelude brought was never fetched."""
        if not self.ttl_ns or not self.took_ns.get(key):
            return False
        early_ns = self.took_ns[key] * self.beta * -math.log(token.luck.draw("early"))
        return early_ns >= self.entries[key] - self.clock.now

    def plant(self, token: Token, key: int, took_ns: int, *, exists: bool, is_write: bool = False) -> bool:
        """Keep the answer of the database, or that it has none. Is anything kept?"""
        if not exists:
            if self.null_ttl_ns:
                self.store(key, self.clock.now + self.null_ttl_ns)
                self.absences.add(key)
            elif is_write:
                self.drop(key)
            return self.null_ttl_ns > 0
        life_ns = self.life_ns(token.luck.draw("life") if self.jitter_ns else 0.0)
        self.store(key, self.clock.now + life_ns)
        self.took_ns[key] = took_ns
        self.absences.discard(key)
        return True

    def life_ns(self, share: float) -> float:
        return self.ttl_ns + int(share * self.jitter_ns) if self.ttl_ns else math.inf

    def store(self, key: int, expires_ns: float) -> None:
        self.used(key)
        self.entries[key] = expires_ns
        for gone in self.entries.keys() - self.policy.residents():
            del self.entries[gone]
            self._forget(gone)
            self.evicted += 1

    def drop(self, key: int) -> None:
        """Delete the key, if it is here."""
        if key in self.entries:
            self.policy.delete(key)
            del self.entries[key]
            self._forget(key)
            self.dropped += 1

    def _forget(self, key: int) -> None:
        self.took_ns.pop(key, None)
        self.outdated_ns.pop(key, None)
        self.absences.discard(key)

    def flushed(self) -> None:
        """Somebody empties it."""
        self.clear()

    def lost_node(self) -> None:
        """A machine that kept it has died."""
        self.clear()

    def restarted(self, _: object) -> None:
        """A machine that keeps it is back; it is empty already."""

    def expire(self, keys: list[int]) -> None:
        """These keys have expired by now, if they are here."""
        for key in keys:
            if key in self.entries:
                self.entries[key] = min(self.entries[key], self.clock.now)

    def clear(self) -> None:
        self.entries: dict[int, float] = {}
        self.took_ns: dict[int, int] = {}
        self.absences: set[int] = set()  # keys of which it is remembered that there is nothing
        self.outdated_ns: dict[int, int] = {}  # since when a value is outdated, where it is
        self.policy = ONLINE[self.evict.value.replace("_", "")](self.size)

    def warm(self, keys: Keys, rate_rps: float, luck: int) -> None:
        warm([self], lambda _: self, keys, rate_rps, luck)

    def was_asked(self, keys: Keys, key: int, at_ns: int, luck: int) -> None:
        """A look-up of the prelude."""
        self.asked(key)
        held_ns = self.entries.get(key)
        ahead_ns = self.ttl_ns - self.soft_ns if key < keys.count else 0
        if held_ns is not None and held_ns > at_ns + ahead_ns:
            self.used(key)
            return
        life_ns = self.life_ns(number(luck, "life")) if key < keys.count else self.null_ttl_ns
        if life_ns == 0:
            return
        if held_ns is None and life_ns != math.inf:
            life_ns = int(unit(hashed(luck, "start")) * life_ns)
        self.store(key, at_ns + life_ns)
        if key >= keys.count:
            self.absences.add(key)


def warm(caches: list[Cache], who: Callable[[int], Cache], keys: Keys, rate_rps: float, luck: int) -> None:
    """The prelude: look-ups at an even pace up to the beginning, each at the cache that `who` names for its key; a
    first entry has what is left of a life. Where twenty look-ups for each place have given all of them away, earlier
    ones do not matter. LRU whose entries outlive those look-ups is asked at one instant, until each has been full."""
    if rate_rps <= 0:
        return
    one = caches[0]
    lifetime = rate_rps * float(one.ttl_ns + one.jitter_ns) / 1e9
    places = sum(cache.size for cache in caches)
    outlive = all(rate_rps * life_ns / 1e9 > 20.0 * places for life_ns in (one.ttl_ns, one.null_ttl_ns) if life_ns)
    at_once = one.evict is Evict.LRU and one.soft_ns == one.ttl_ns and outlive
    for wanted in (20.0 * places, max(lifetime, 20.0 * places)):
        for cache in caches:
            cache.clear()
            cache.evicted = 0
        look_ups = int(min(wanted, MOST_LOOK_UPS))
        for n in range(look_ups):
            key = keys.of(mix(luck, n))
            at_ns = 0 if at_once else (n + 1 - look_ups) * int(1e9 / rate_rps)
            who(key).was_asked(keys, key, at_ns, mix(luck, n))
            if at_once and all(cache.evicted for cache in caches):
                break
        if sum(cache.evicted for cache in caches) >= places or (at_once and all(cache.evicted for cache in caches)):
            break
        at_once = False
    for cache in caches:
        cache.evicted = 0
