"""The cache: worked by hand, and against a plain ordered dictionary."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane.cache.lru import empty, expiry_ns, look_up, store
from tests.dataplane.plain.rows import NONE, cache, clock


@pytest.fixture(autouse=True)
def _wrap_around() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


class Oracle:
    """The same cache as an ordered dictionary of expiries, the least recently used first."""

    def __init__(self, size: int, ttl_ns: int) -> None:
        self.size, self.ttl_ns = size, ttl_ns
        self.held: OrderedDict[int, float] = OrderedDict()
        self.hits = self.misses = self.evicted = self.expired = 0

    def look_up(self, key: int, now_ns: int) -> bool:
        if key in self.held and self.held[key] > now_ns:
            self.hits += 1
            self.held.move_to_end(key)
            return True
        self.misses += 1
        self.expired += key in self.held
        return False

    def store(self, key: int, now_ns: int) -> None:
        if key not in self.held and len(self.held) == self.size:
            self.held.popitem(last=False)
            self.evicted += 1
        self.held[key] = now_ns + self.ttl_ns if self.ttl_ns else float("inf")
        self.held.move_to_end(key)


def counts(row: np.void) -> tuple[int, ...]:
    return tuple(int(row[name]) for name in ("hits", "misses", "evicted", "expired"))


def in_order(row: np.void, entries: np.ndarray) -> list[int]:
    """Keys from the least to the most recently used, read along the list in both directions."""
    up, down = [], []
    at = int(row["oldest"])
    while at != NONE:
        up.append(int(entries[at]["key"]))
        at = int(entries[at]["newer"])
    at = int(row["newest"])
    while at != NONE:
        down.append(int(entries[at]["key"]))
        at = int(entries[at]["older"])
    assert up == down[::-1]
    return up


def test_by_hand() -> None:
    """Size 2, keys A B A C B: A miss, B miss, A hit, C miss (evicts B), B miss (evicts A)."""
    row, entries, index = cache(2)
    heard = []
    for key in (1, 2, 1, 3, 2):
        heard.append(bool(look_up(clock(), row, entries, index, key)))
        if not heard[-1]:
            store(row, entries, index, key, expiry_ns(clock(), row))
    assert heard == [False, False, True, False, False]
    assert counts(row) == (1, 4, 2, 0)
    assert in_order(row, entries) == [3, 2]


def test_an_entry_lives_for_its_time() -> None:
    row, entries, index = cache(2, ttl_ns=10)
    store(row, entries, index, 5, expiry_ns(clock(100), row))
    assert [bool(look_up(clock(now), row, entries, index, 5)) for now in (100, 109, 110)] == [True, True, False]
    assert counts(row) == (2, 1, 0, 1)
    store(row, entries, index, 5, expiry_ns(clock(110), row))
    assert look_up(clock(119), row, entries, index, 5)
    assert row["count"] == 1


@settings(max_examples=150)
@given(
    st.integers(1, 9),
    st.sampled_from([0, 4, 30]),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3), st.booleans()), max_size=120),
)
def test_it_is_an_ordered_dictionary(size: int, ttl_ns: int, steps: list[tuple[int, int, bool]]) -> None:
    row, entries, index = cache(size, ttl_ns)
    oracle = Oracle(size, ttl_ns)
    now_ns = 1000
    for key, wait_ns, plants in steps:
        now_ns += wait_ns
        assert bool(look_up(clock(now_ns), row, entries, index, key)) == oracle.look_up(key, now_ns)
        if plants:
            store(row, entries, index, key, expiry_ns(clock(now_ns), row))
            oracle.store(key, now_ns)
        assert in_order(row, entries) == list(oracle.held)
    assert counts(row) == (oracle.hits, oracle.misses, oracle.evicted, oracle.expired)
    assert row["count"] == len(oracle.held)
    assert np.count_nonzero(index != NONE) == len(oracle.held)


def test_a_cache_that_died_has_lost_everything() -> None:
    row, entries, index = cache(4)
    for key in range(4):
        store(row, entries, index, key, expiry_ns(clock(), row))
    empty(row, index)
    assert [bool(look_up(clock(), row, entries, index, key)) for key in range(4)] == [False] * 4
    store(row, entries, index, 9, expiry_ns(clock(), row))
    assert in_order(row, entries) == [9]
    assert row["evicted"] == 0
