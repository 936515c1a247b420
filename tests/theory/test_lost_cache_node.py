"""Lost nodes against keys that are hashed and counted."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.theory.lost_cache_node import (
    database_factor,
    moved_by_modulo,
    moved_by_slots,
    moved_on_ring,
)

NODES = st.integers(1, 40)


def test_reads_that_are_drawn() -> None:
    # keys on five nodes, of which one is lost; who missed before misses still
    rng = np.random.default_rng(29)
    hit = rng.random(200_000) < 0.9
    hit_after = hit & (rng.integers(5, size=hit.size) != 0)
    factor = (~hit_after).mean() / (~hit).mean()
    assert database_factor(0.9, 0.2) == pytest.approx(2.8, rel=1e-12)
    assert database_factor(0.9, 0.2) == pytest.approx(factor, rel=0.02)


@settings(deadline=None, max_examples=50)
@given(hit_ratio=st.floats(0.01, 0.999), lost_share=st.floats(0.01, 1))
def test_the_better_the_cache_the_harder_the_loss(hit_ratio: float, lost_share: float) -> None:
    factor = database_factor(hit_ratio, lost_share)
    assert factor == pytest.approx((1 - hit_ratio + hit_ratio * lost_share) / (1 - hit_ratio), rel=1e-9)
    assert 1 < factor < database_factor(hit_ratio + 0.0005, lost_share)
    assert factor <= database_factor(hit_ratio, 1.0) == pytest.approx(1 / (1 - hit_ratio))


@settings(deadline=None, max_examples=50)
@given(before=NODES, after=NODES)
def test_modulo_by_counting(before: int, after: int) -> None:
    hashes = np.arange(math.lcm(before, after))
    moved = (hashes % before != hashes % after).mean()
    assert moved_by_modulo(before, after) == pytest.approx(moved, abs=1e-12)


@pytest.mark.parametrize(("before", "after"), [(4, 3), (3, 4), (5, 2), (10, 9)])
def test_a_ring_that_is_drawn(before: int, after: int) -> None:
    rng = np.random.default_rng(31)
    points = rng.random((max(before, after), 2000))
    keys = rng.random(20_000)

    def owners(nodes: int) -> np.ndarray:
        places = points[:nodes].ravel()
        order = np.argsort(places)
        return (order // points.shape[1])[np.searchsorted(places[order], keys) % order.size]

    moved = (owners(before) != owners(after)).mean()
    # 2000 points a node leave its part uneven by some 2 %, and 20 000 keys by less
    assert moved_on_ring(before, after) == pytest.approx(moved, rel=0.08)


@settings(deadline=None, max_examples=50)
@given(before=st.integers(1, 5), after=st.integers(1, 5), slots=st.integers(1, 30))
def test_slots_by_trying_all_ways(before: int, after: int, slots: int) -> None:
    nodes = max(before, after)

    def even(count: int) -> list[int]:
        return [(slots + place) // count for place in range(count)] + [0] * (nodes - count)

    old = even(before)
    least = min(sum(max(0, a - b) for a, b in zip(old, new, strict=True)) for new in permutations(even(after)))
    assert moved_by_slots(before, after, slots) == pytest.approx(least / slots, abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(before=NODES, after=NODES)
def test_slots_are_nearly_a_ring_and_modulo_is_worse(before: int, after: int) -> None:
    ring = moved_on_ring(before, after)
    assert moved_by_slots(before, after) == pytest.approx(ring, abs=40 / 16384)
    assert moved_by_modulo(before, after) >= ring - 1e-12
    for moved in (moved_on_ring, moved_by_modulo, moved_by_slots):
        assert moved(before, after) == moved(after, before)
        assert moved(before, before) == 0


@settings(deadline=None, max_examples=50)
@given(nodes=st.integers(2, 1000))
def test_one_of_many_leaves(nodes: int) -> None:
    assert moved_on_ring(nodes, nodes - 1) == pytest.approx(1 / nodes)
    assert moved_by_modulo(nodes, nodes - 1) == pytest.approx(1 - 1 / nodes)
    assert moved_by_slots(nodes, nodes - 1) == pytest.approx(1 / nodes, abs=1 / 16384)


def test_ends() -> None:
    assert database_factor(0.9, 0.0) == database_factor(0.0, 1.0) == database_factor(1.0, 0.0) == 1
    assert database_factor(1.0, 0.1) == math.inf
    assert database_factor(0.95, 1.0) == pytest.approx(20)
    assert moved_by_slots(1, 3, 2) == 0.5  # of two slots on one node, the third node gets none
    for moved in (moved_on_ring, moved_by_modulo, moved_by_slots):
        with pytest.raises(ValueError, match="after"):
            moved(3, 0)
    with pytest.raises(ValueError, match="lost_share"):
        database_factor(0.5, 1.5)
