"""Kinds of files, their versions, and shelves that keep as many as their bytes allow."""

from __future__ import annotations

import math
from collections import OrderedDict
from statistics import NormalDist
from typing import TYPE_CHECKING

from playground.design.cdn import Cdn, Publishing
from playground.design.files import FileKind
from playground.design.workload import Popularity
from tests.agree.oracle.cache import Keys
from tests.agree.oracle.chance import hashed, number

if TYPE_CHECKING:
    from tests.agree.oracle.place import Node
    from tests.agree.oracle.scheduler import Clock
    from tests.agree.oracle.token import Token

NOT_MODIFIED = 300
OLDEST_S = 1e9


class Files:
    """One kind: file k of it has the number `first` + k among all files."""

    def __init__(self, given: FileKind, first: int, net: Cdn | None) -> None:
        self.given, self.first, self.net = given, first, net
        self.keys = Keys(Popularity(keys=given.objects, zipf_exponent=given.zipf_exponent))
        self.ttl_ns = int(given.ttl_s * 1e9)
        self.version, self.changed_ns = 0, 0
        self.own = self.own_old = 0  # answered by browsers' own copies
        weights = [k**-given.zipf_exponent for k in range(1, given.objects + 1)]
        total = math.fsum(weights)
        self.shares = [weight / total for weight in weights]
        self.sizes = self._sizes()

    def _sizes(self) -> list[int]:
        sigma = math.sqrt(math.log(1 + self.given.size_cv**2))
        golden = (math.sqrt(5) - 1) / 2
        places = [(k * golden) % 1.0 for k in range(1, self.given.objects + 1)]
        factors = [math.exp(sigma * NormalDist().inv_cdf(place)) if sigma else 1.0 for place in places]
        mean = math.fsum(share * factor for share, factor in zip(self.shares, factors, strict=True))
        return [max(1, int(factor / mean * self.given.mean_kb * 1000 + 0.5)) for factor in factors]

    @property
    def is_versioned(self) -> bool:
        return self.net is not None and self.net.publishing is Publishing.VERSIONED

    def publish(self, now_ns: int) -> None:
        self.version, self.changed_ns = self.version + 1, now_ns

    def asked(self, token: Token) -> Wish:
        """Which file a token is for, and which version its page names."""
        assert token.request is not None
        luck = hashed(token.request.luck, "key", token.luck.asked["key"])
        token.luck.asked["key"] += 1
        named = token.request.asks_for
        place = self.keys.popular(luck) if named is None else named % self.given.objects
        html_ns = 0 if self.net is None else int(self.net.html_ttl_s * 1e9)
        version = self._then(token, int(number(luck, "start") * html_ns))
        wish = Wish(self, self.first + place, self.sizes[place], version)
        wish.luck = luck
        return wish

    def _then(self, token: Token, age_ns: int) -> int:
        """The version that long ago, if it has changed but once since."""
        return self.version - (self.version > 0 and age_ns > 0 and int(token.clock.now) - age_ns < self.changed_ns)

    @property
    def browser_share(self) -> float:
        return 0.0 if self.net is None else self.given.browser_share

    def is_in_browser(self, token: Token, wish: Wish) -> bool:
        """Has the user a copy of the version that the page names, or of any where all have one name?"""
        if number(wish.luck, "coin") >= self.browser_share:
            return False
        version = self._then(token, int(number(wish.luck, "start", 1) * int(self.given.browser_ttl_s * 1e9)))
        if self.is_versioned and version != wish.version:
            return False
        self.own += 1
        self.own_old += version < self.version
        return True


class Wish:
    """A file that somebody wants, and what is brought of it: a version, as of when, in how many bytes."""

    def __init__(self, kind: Files, file: int, size: int, version: int) -> None:
        self.kind, self.file, self.size, self.version = kind, file, size, version
        self.bytes: float = size
        self.as_of_ns = self.luck = 0
        self.has: list[int | None] = []  # the versions that those shelves have for which it is fetched
        keyed = kind.is_versioned and kind.net is not None and not kind.net.key_ignores_query
        self.key = (file, version if keyed else 0)

    def read(self, now_ns: int) -> None:
        """The origin answers."""
        self.as_of_ns = now_ns
        if not self.kind.is_versioned:
            self.version = self.kind.version
        if self.kind.net is not None and self.kind.net.revalidates and self.has and self.has[-1] == self.version:
            self.bytes = NOT_MODIFIED

    def is_old(self) -> bool:
        return self.version < self.kind.version


class Shelf:
    """Copies from the one not used for longest to the one used last."""

    def __init__(self, clock: Clock, name: str, node: Node, gb: float, net: Cdn, files: list[Files]) -> None:
        self.clock, self.name, self.node, self.net, self.files = clock, name, node, net, files
        self.capacity = int(gb * 1e9)
        self.most = 2 * sum(kind.given.objects for kind in files)
        self.hits = self.misses = self.expired = self.evicted = self.coalesced = self.dropped = 0
        self.sent = self.fetched = self.old = self.rescued = 0
        self.asked_ns: dict[int, int] = {}
        self.clear()
        node.caches.append(self)

    def clear(self) -> None:
        self.copies: OrderedDict[tuple[int, int], list[int]] = OrderedDict()  # expires, version, size
        self.held = 0

    lost_node = flushed = clear

    def restarted(self, _: object) -> None:
        """It is empty already."""

    def expire(self, *, hot_only: bool) -> None:
        """Everything, or the very first file in its first version."""
        for key, copy in self.copies.items():
            if not hot_only or key == (0, 0):
                copy[0] = min(copy[0], int(self.clock.now))

    def find(self, wish: Wish, *, is_counted: bool = True) -> bool:
        copy = self.copies.get(wish.key)
        lives = copy is not None and copy[0] > self.clock.now
        if is_counted:
            self.hits += lives
            self.misses += not lives
            self.expired += copy is not None and not lives
        if copy is None or not lives:
            if is_counted:
                wish.has.append(None if copy is None else copy[1])
            else:
                wish.has[-1] = None if copy is None else copy[1]
            return False
        self.copies.move_to_end(wish.key)
        wish.version, wish.as_of_ns = copy[1], copy[0] - wish.kind.ttl_ns
        return True

    def keep(self, wish: Wish) -> None:
        copy = self.copies.get(wish.key)
        is_same = wish.has.pop() == wish.version and self.net.revalidates
        self.fetched += NOT_MODIFIED if is_same else wish.size
        wish.bytes = wish.size
        if copy is not None or self._is_admitted(wish.file):
            self.put(wish.key, wish.version, wish.as_of_ns + wish.kind.ttl_ns, wish.size)

    def _is_admitted(self, file: int) -> bool:
        if not self.net.admit_second:
            return True
        before_ns = self.asked_ns.get(file)
        self.asked_ns[file] = now_ns = int(self.clock.now)
        return before_ns is not None and now_ns - before_ns <= int(self.net.admit_within_s * 1e9)

    def put(self, key: tuple[int, int], version: int, expires_ns: int, size: int) -> None:
        if key not in self.copies:
            if size > self.capacity:
                return
            while self.held + size > self.capacity or len(self.copies) == self.most:
                self.held -= self.copies.popitem(last=False)[1][2]
                self.evicted += 1
            self.held += size
        self.copies[key] = [expires_ns, version, size]
        self.copies.move_to_end(key)

    def old_copy(self, wish: Wish) -> bool:
        if wish.key not in self.copies:
            return False
        expires_ns, wish.version, _ = self.copies[wish.key]
        wish.as_of_ns = expires_ns - wish.kind.ttl_ns
        self.rescued += 1
        return True

    def send(self, wish: Wish) -> None:
        self.sent += int(wish.bytes)
        self.old += wish.is_old()

    def purge(self, kind: Files) -> None:
        for key in [key for key in self.copies if kind.first <= key[0] < kind.first + kind.given.objects]:
            self.held -= self.copies.pop(key)[2]
            self.dropped += 1

    # The prelude

    def warm(self, rates_rps: list[float], luck: int) -> float:
        """Hold what was asked for last. For how long it keeps what nobody asks for."""
        within_s = self.net.admit_within_s if self.net.admit_second else 0.0
        rows, total, keeps_s = [], 0, math.inf
        place = 0
        for kind in self.files:
            for k in range(kind.given.objects):
                fetched_s, asked_s, is_admitted = _ages(rates_rps[place], kind.given.ttl_s, within_s, luck, place)
                rows.append((asked_s, place, fetched_s, is_admitted, kind, kind.sizes[k]))
                self.asked_ns[kind.first + k] = -_ns(asked_s)
                place += 1
        kept = []
        for row in sorted(row for row in ((r[0], r[1], r) for r in rows) if row[2][3] and row[0] < OLDEST_S):
            total += row[2][5]
            if total > self.capacity:
                keeps_s = min(keeps_s, row[0])
            else:
                kept.append(row[2])
        for _, file, fetched_s, _, kind, size in reversed(kept):
            self.put((file, 0), 0, _ns(kind.given.ttl_s) - _ns(fetched_s), size)
        return keeps_s


def _ages(rate_rps: float, ttl_s: float, within_s: float, luck: int, place: int) -> tuple[float, float, bool]:
    """When a file was fetched last and asked for last, and whether it was asked for twice in short order."""
    from tests.agree.oracle.chance import mix

    own = mix(luck, place)
    first, second, third, fourth = (number(own, "start", visit) for visit in range(4))
    if rate_rps == 0:
        return math.inf, OLDEST_S + ttl_s, False
    wait_s, since_s = (min(-math.log(u) / rate_rps, OLDEST_S) for u in (second, third))
    lives = rate_rps * ttl_s / (1 + rate_rps * ttl_s)
    is_admitted = within_s == 0 or fourth >= math.exp(-rate_rps * within_s)
    if first < lives:
        fetched_s = ttl_s * first / lives
        return fetched_s, min(fetched_s, since_s), is_admitted
    return ttl_s + wait_s, wait_s + min(ttl_s, since_s), is_admitted


def missed_rps(rate_rps: float, ttl_s: float, keeps_s: float) -> float:
    return rate_rps and min(rate_rps, 1 / (ttl_s + 1 / rate_rps) + rate_rps * math.exp(-rate_rps * keeps_s))


def _ns(seconds: float) -> int:
    return int(seconds * 1e6) * 1000
