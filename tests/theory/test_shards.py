"""Keys that move, rings that are uneven, and a hot shard: closed forms against counting, and against rings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory import hot_shard, keys_moved, ring_imbalance
from playground.traffic.placement import arcs, ring

NODES = 10


def test_from_four_to_five() -> None:
    assert keys_moved.by_modulo(4, 5) == pytest.approx(value("sharding.mod_moved_4_to_5"))
    assert keys_moved.at_least(4, 5) == pytest.approx(value("sharding.ring_moved_4_to_5"))
    assert keys_moved.by_range(4, 5) == pytest.approx(1 / 8)


@pytest.mark.parametrize(("before", "after", "moved"), [(9, 10, 0.9), (99, 100, 0.99), (4, 8, 0.5), (3, 3, 0.0)])
def test_modulo(before: int, after: int, moved: float) -> None:
    """facts.md, section 9."""
    assert keys_moved.by_modulo(before, after) == pytest.approx(moved)
    numbers = np.arange(np.lcm(before, after))
    assert (numbers % before != numbers % after).mean() == pytest.approx(moved)


@pytest.mark.parametrize("vnodes", [1, 10, 100, 200, 1000])
def test_the_table_of_spreads(vnodes: int) -> None:
    """The facts are of many nodes; with a hundred they agree to a hundredth."""
    assert ring_imbalance.spread(100, vnodes) == pytest.approx(value(f"sharding.vnode_std_{vnodes}"), rel=0.02)


@pytest.mark.parametrize("vnodes", [1, 10, 100, 200])
def test_spreads_of_rings(vnodes: int) -> None:
    """The mean of the squared deviation over 1600 rings, within four standard errors."""
    found = []
    for luck in range(1, 1601):
        points, owners = ring(NODES, vnodes, luck)
        found.append(np.mean((arcs(points, owners, NODES) * NODES - 1) ** 2))
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - ring_imbalance.spread(NODES, vnodes) ** 2) <= 4 * error


@pytest.mark.parametrize(("vnodes", "printed"), [(1, 2.9), (10, 1.54), (100, 1.16), (200, 1.11), (1000, 1.05)])
def test_the_largest_of_ten(vnodes: int, printed: float) -> None:
    """facts.md, section 9: to the digits that are printed there; and rings on average, to half a per cent."""
    exact = ring_imbalance.largest_over_mean(NODES, vnodes)
    assert exact == pytest.approx(printed, abs=0.06 if vnodes == 1 else 0.006)
    found = []
    for luck in range(1, (6001 if vnodes == 1 else 1201 if vnodes == 10 else 301)):
        points, owners = ring(NODES, vnodes, luck)
        found.append(arcs(points, owners, NODES).max() * NODES)
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert error <= 0.005 * exact
    assert abs(np.mean(found) - exact) <= 4 * error


def test_a_point_each_is_the_harmonic_number() -> None:
    for nodes in (1, 2, 10, 64):
        harmonic = sum(1 / k for k in range(1, nodes + 1))
        assert ring_imbalance.largest_over_mean(nodes, 1) == pytest.approx(harmonic, rel=1e-6)


@given(st.integers(1, 64), st.integers(1, 32), st.floats(0, 1))
def test_the_work_on_all_shards_is_all_the_work(shards: int, copies: int, hot: float) -> None:
    here = [copies // shards + (shard < copies % shards) for shard in range(shards)]
    parts = [hot_shard.reads(1 / shards, hot, count, copies) for count in here]
    assert sum(parts) == pytest.approx(1)
    parts = [hot_shard.writes(1 / shards, hot, count, copies) for count in here]
    assert sum(parts) == pytest.approx(1 + hot * (copies - 1))


def test_more_shards_do_not_cool_one_key() -> None:
    assert hot_shard.reads(1 / 64, 0.3) > 0.3
    assert hot_shard.reads(1 / 64, 0.3, 1, 3) == pytest.approx(0.7 / 64 + 0.1)


def test_hashed_copies_meet() -> None:
    """Counted over all placements of three copies on four shards: 2.3125 shards on average."""
    placed = [len({a, b, c}) for a in range(4) for b in range(4) for c in range(4)]
    assert hot_shard.shards_with_a_copy(4, 3) == pytest.approx(np.mean(placed))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: keys_moved.by_modulo(0, 5), "before must be a whole number of at least 1, not 0"),
        (lambda: keys_moved.at_least(5, 4), "after must be a whole number of at least 5, not 4"),
        (lambda: ring_imbalance.spread(0, 1), "nodes must be a whole number of at least 1, not 0"),
        (lambda: hot_shard.reads(0.5, 1.5), "hot must be from 0 to 1, not 1.5"),
        (lambda: hot_shard.reads(0.5, 0.5, 4, 3), "copies_here must be from 0 to 3, not 4"),
    ],
)
def test_bad_input(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
