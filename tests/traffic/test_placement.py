"""The five schemes: jump hash against the published code, how many keys move, and who has how much of a ring."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.sharding import Scheme
from playground.theory import keys_moved
from playground.traffic.placement import arcs, directory, hashed, jump, modulo, on_ring, ranges, ring, shard_of

KEYS, BUCKETS = 100_000, 1000
IDS = np.arange(KEYS)
COUNTS = st.integers(1, 30)


def jump_consistent_hash(key: int, num_buckets: int) -> list[int]:
    """Figure 1 of Lamping and Veach, line by line, with 64-bit integers; every value that b has on the way. Nothing but
    the loop's end depends on num_buckets, so the last value below n is what n buckets give.

        int64_t b = -1, j = 0;
        while (j < num_buckets) {
            b = j;
            key = key * 2862933555777941757ULL + 1;
            j = (b + 1) * (double(1LL << 31) / double((key >> 33) + 1));
        }
        return b;
    """
    b, j, found = -1, 0, []
    while j < num_buckets:
        b = j
        found.append(b)
        key = (key * 2862933555777941757 + 1) & 0xFFFFFFFFFFFFFFFF
        j = int((b + 1) * (float(1 << 31) / float((key >> 33) + 1)))
    return found


def test_jump_hash_is_the_published_code() -> None:
    keys = hashed(7, IDS)
    paths = [jump_consistent_hash(int(key), BUCKETS) for key in keys]
    comes = [[] for _ in range(BUCKETS)]
    for place, path in enumerate(paths):
        for bucket in path:
            comes[bucket].append(place)
    expected = np.zeros(KEYS, np.int64)
    for buckets in range(1, BUCKETS + 1):
        expected[comes[buckets - 1]] = buckets - 1
        assert np.array_equal(jump(keys, buckets), expected)


@pytest.mark.parametrize("key", [0, 1, 42, 0xDEAD10CC, 0xFFFFFFFFFFFFFFFF])
def test_the_last_value_below_is_what_fewer_buckets_give(key: int) -> None:
    path = jump_consistent_hash(key, BUCKETS)
    for buckets in (1, 2, 10, 999):
        assert max(b for b in path if b < buckets) == jump_consistent_hash(key, buckets)[-1]


def test_jump_hash_values_that_others_print() -> None:
    """Keys and buckets as in the tests of Guava's and Go's transcriptions: bucket 0 of one, and no key leaves for an
    old bucket."""
    keys = np.array([1, 42, 0xDEAD10CC, 256], np.uint64)
    assert jump(keys, 1).tolist() == [0, 0, 0, 0]
    assert [int(jump(np.array([key], np.uint64), n)[0]) for key, n in ((42, 57), (0xDEAD10CC, 666), (256, 1024))] == [
        43,
        361,
        520,
    ]


@given(st.integers(0, 10**12))
def test_modulo_moves_exactly_four_fifths_of_any_twenty(first: int) -> None:
    ids = np.arange(first, first + 20)
    assert (modulo(ids, 4) != modulo(ids, 5)).sum() == 16


@given(COUNTS, COUNTS, st.integers(0, 10**9))
def test_modulo_moves_what_theory_says(before: int, after: int, first: int) -> None:
    ids = np.arange(first, first + np.lcm(before, after))
    assert (modulo(ids, before) != modulo(ids, after)).mean() == pytest.approx(keys_moved.by_modulo(before, after))


@pytest.mark.parametrize(("before", "after"), [(4, 5), (9, 10), (4, 8)])
def test_jump_moves_what_the_new_shards_get_and_no_more(before: int, after: int) -> None:
    moved, share = [], keys_moved.at_least(before, after)
    for luck in range(1, 31):
        keys = hashed(luck, IDS)
        old, new = jump(keys, before), jump(keys, after)
        assert np.array_equal(old != new, new >= before)  # nobody goes to an old one
        moved.append((old != new).mean())
    error = np.std(moved, ddof=1) / np.sqrt(len(moved))
    assert error <= 0.005 * share
    assert abs(np.mean(moved) - share) <= 4 * error


@given(COUNTS, COUNTS)
def test_a_directory_moves_the_least(before: int, added: int) -> None:
    after = before + added
    ids = np.arange(before * after * 3)
    old, new = directory(ids, before, before), directory(ids, after, before)
    assert (old != new).mean() == pytest.approx(keys_moved.at_least(before, after))
    assert np.array_equal(old != new, new >= before)
    assert set(np.bincount(new, minlength=after)) == {3 * before}


@given(COUNTS, COUNTS, st.integers(1, 50))
def test_ranges_split_the_newest(before: int, added: int, size: int) -> None:
    """Only the last range is divided, into as many equal parts; what is newer than all goes to the newest shard."""
    after = before + added
    keys = before * (added + 1) * size
    ids = np.arange(keys + 5)
    old, new = ranges(ids, before, before, keys), ranges(ids, after, before, keys)
    assert np.array_equal(old[:keys], np.arange(keys) // (keys // before))
    assert (old != new)[:keys].mean() == pytest.approx(keys_moved.by_range(before, after))
    assert np.all(old[old != new] == before - 1)
    assert np.all(np.diff(new.astype(int)) >= 0)
    assert np.all(new[keys:] == after - 1)


@given(st.integers(1, 12), st.integers(1, 50), st.integers(0, 1000))
def test_a_ring_moves_the_arcs_of_the_new_shard(shards: int, vnodes: int, luck: int) -> None:
    """Exactly: what changes hands is what the new shard's points have before them, all from other shards."""
    old_points, old_owners = ring(shards, vnodes, luck)
    new_points, new_owners = ring(shards + 1, vnodes, luck)
    assert set(old_points) <= set(new_points)
    before = old_owners[np.searchsorted(old_points, new_points) % len(old_points)]
    spans = np.diff(new_points, prepend=new_points[-1:])
    moved = spans[before != new_owners].astype(float).sum() / 2.0**64
    share = arcs(new_points, new_owners, shards + 1)
    assert moved == pytest.approx(share[shards], rel=1e-12)
    assert np.all(new_owners[before != new_owners] == shards)
    assert share.sum() == pytest.approx(1.0)


def test_keys_on_a_ring_belong_to_the_next_point() -> None:
    points, owners = ring(4, 8, 3)
    keys = hashed(hashed(3, np.array([1]))[0], IDS[:500])
    slow = [next((o for p, o in zip(points, owners, strict=True) if p >= key), owners[0]) for key in keys]
    assert on_ring(IDS[:500], 4, 8, 3).tolist() == slow


def test_a_ring_moves_a_fifth_on_average() -> None:
    moved = []
    for luck in range(1, 401):
        points, owners = ring(5, 100, luck)
        moved.append(arcs(points, owners, 5)[4])
    error = np.std(moved, ddof=1) / np.sqrt(len(moved))
    assert error <= 0.005 * 0.2
    assert abs(np.mean(moved) - keys_moved.at_least(4, 5)) <= 4 * error


@given(st.sampled_from(Scheme), COUNTS, st.integers(0, 10), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_every_key_has_a_shard(scheme: Scheme, first: int, added: int, ids: list[int]) -> None:
    found = shard_of(scheme, np.array(ids), first + added, first=first, keys=1000, vnodes=3)
    assert found.dtype == np.uint16
    assert np.all(found < first + added)
