"""A cache's room, its time to live, and least recently used: by hand, and against a plain ordered dictionary.

Who makes room in the other policies is compared with plain references in `tests/agree/test_evict.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dataplane import opcodes as code
from playground.dataplane.cache.ask import look_up, store
from playground.dataplane.cache.bloom import filled, may_exist
from playground.dataplane.cache.plant import life_ns
from playground.dataplane.cache.shelf import empty
from playground.dataplane.cache.tables import CACHE
from tests.agree.oracle.chance import mix
from tests.dataplane.plain.rows import NEVER, NONE, Store, one, store_of


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


def in_order(w: Store) -> list[int]:
    """Keys from the newest end of the list to the oldest, read in both directions; returned oldest first."""
    queue, entries = w.queues[0], w.entries
    up, down = [], []
    at = int(queue["oldest"])
    while at != NONE:
        up.append(int(entries[at]["key"]))
        at = int(entries[at]["newer"])
    at = int(queue["newest"])
    while at != NONE:
        down.append(int(entries[at]["key"]))
        at = int(entries[at]["older"])
    assert up == down[::-1]
    assert len(up) == queue["count"]
    return up


def plant(w: Store, key: int, now_ns: int = 0) -> None:
    span_ns = life_ns(w.cache, 0.0)
    store(w, w.cache, key, NEVER if span_ns == NEVER else now_ns + span_ns)


def heard(w: Store, keys: Iterable[int], now_ns: int = 0) -> list[bool]:
    """Ask for each key, and plant it after a miss."""
    answers = []
    for key in keys:
        answers.append(bool(look_up(w, w.cache, key, now_ns)))
        if not answers[-1]:
            plant(w, key, now_ns)
    return answers


def test_by_hand() -> None:
    """Size 2, keys A B A C B: A miss, B miss, A hit, C miss (evicts B), B miss (evicts A)."""
    w = store_of(2)
    assert heard(w, (1, 2, 1, 3, 2)) == [False, False, True, False, False]
    assert counts(w.cache) == (1, 4, 2, 0)
    assert in_order(w) == [3, 2]


def test_an_entry_lives_for_its_time() -> None:
    w = store_of(2, ttl_ns=10)
    plant(w, 5, 100)
    assert [bool(look_up(w, w.cache, 5, now)) for now in (100, 109, 110)] == [True, True, False]
    assert counts(w.cache) == (2, 1, 0, 1)
    plant(w, 5, 110)
    assert look_up(w, w.cache, 5, 119)
    assert w.cache["count"] == 1


@settings(max_examples=150)
@given(
    st.integers(1, 9),
    st.sampled_from([0, 4, 30]),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3), st.booleans()), max_size=120),
)
def test_it_is_an_ordered_dictionary(size: int, ttl_ns: int, steps: list[tuple[int, int, bool]]) -> None:
    w = store_of(size, ttl_ns)
    oracle = Oracle(size, ttl_ns)
    now_ns = 1000
    for key, wait_ns, plants in steps:
        now_ns += wait_ns
        assert bool(look_up(w, w.cache, key, now_ns)) == oracle.look_up(key, now_ns)
        if plants:
            plant(w, key, now_ns)
            oracle.store(key, now_ns)
        assert in_order(w) == list(oracle.held)
    assert counts(w.cache) == (oracle.hits, oracle.misses, oracle.evicted, oracle.expired)
    assert w.cache["count"] == len(oracle.held)
    assert np.count_nonzero(w.index != NONE) == len(oracle.held)


@pytest.mark.parametrize("policy", [code.LRU, code.FIFO, code.LFU, code.SIEVE, code.S3_FIFO, code.TINY_LFU])
def test_a_cache_that_died_has_lost_everything(policy: np.int64) -> None:
    w, fresh = store_of(4, policy=policy), store_of(4, policy=policy)
    keys = [*range(9), 0, 1, 1, 2, 2, 2, 8, 8, 3]
    heard(w, keys)
    empty(w, w.cache)
    assert w.cache["count"] == 0
    assert not any(look_up(w, w.cache, key, 0) for key in range(9))
    empty(w, w.cache)  # who asked was remembered, too
    assert heard(w, keys) == heard(fresh, keys)


@pytest.mark.parametrize("policy", [code.LRU, code.FIFO, code.LFU, code.SIEVE, code.S3_FIFO, code.TINY_LFU])
@settings(max_examples=40)
@given(size=st.integers(1, 7), keys=st.lists(st.integers(0, 12), max_size=150))
def test_what_came_is_here_or_was_evicted(policy: np.int64, size: int, keys: list[int]) -> None:
    w = store_of(size, policy=policy)
    hits = heard(w, keys)
    assert w.cache["count"] == len(keys) - sum(hits) - w.cache["evicted"] <= size
    rows = [int(row) for row in w.index if row != NONE]
    assert len(rows) == len(set(rows)) == sum(int(queue["count"]) for queue in w.queues)
    free, at = 0, int(w.cache["free"])
    while at < len(w.entries):
        free, at = free + 1, int(w.entries[at]["older"])
    assert free + len(rows) == w.cache["rows"], "every row is taken or free"


def test_a_filter_is_a_set_of_bits() -> None:
    """Every key that was put in passes, and exactly those others whose bits all happen to be set."""
    keys, bits, hashes = 60, 173, 2
    made = filled(keys, bits, hashes)
    set_bits = {mix(101 + number, key) % bits for key in range(keys) for number in range(hashes)}
    assert {place for place in range(bits) if made[place // 8] >> (place % 8) & 1} == set_bits
    row = one(CACHE, filter_bits=bits, hashes=hashes)
    for key in range(400):
        assert may_exist(row, made, key) == all(mix(101 + number, key) % bits in set_bits for number in range(hashes))
    assert all(may_exist(row, made, key) for key in range(keys))
    assert not all(may_exist(row, made, key) for key in range(keys, 400))
