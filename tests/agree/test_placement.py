"""Where keys are, and which of them move when a node comes or goes, against the theory of a lost cache node."""

from __future__ import annotations

import numpy as np
import pytest

from playground.dataplane import opcodes as code
from playground.dataplane.cache.placement import NOWHERE, SLOT_COUNT, owners
from playground.dataplane.layout import Tier
from playground.design.cache_tier import Placement
from playground.plan.cache_tier import PLACEMENT
from playground.theory.lost_cache_node import moved_by_modulo, moved_by_slots, moved_on_ring

COUNTS = (2, 3, 4, 10, 16)


def moved(placement: int, nodes: int, gone: int, *, full_coverage: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Slots before and after one node is gone."""
    tier = Tier(placement, nodes, 100, full_coverage)
    up = np.ones(nodes, bool)
    before = owners(tier, up)
    up[gone] = False
    return before, owners(tier, up)


def test_the_design_and_the_kernel_name_placements_alike() -> None:
    numbers = [PLACEMENT[placement] for placement in (Placement.RING, Placement.MODULO, Placement.SLOTS)]
    assert numbers == [code.ON_RING, code.BY_MODULO, code.IN_RANGES]


@pytest.mark.parametrize("nodes", COUNTS)
def test_on_a_ring_only_the_keys_of_the_lost_node_move(nodes: int) -> None:
    shares = []
    for gone in range(nodes):
        before, after = moved(int(code.ON_RING), nodes, gone)
        assert ((before != after) == (before == gone)).all()
        shares.append((before != after).mean())
    assert np.mean(shares) == pytest.approx(moved_on_ring(nodes, nodes - 1))
    assert np.std(shares) * nodes < 0.25  # a hundred points each: about a tenth


@pytest.mark.parametrize("nodes", COUNTS)
def test_by_modulo_nearly_all_move(nodes: int) -> None:
    """The numbers of those that are left are dealt out anew, so that the place in the deal decides who keeps what."""
    before, after = moved(int(code.BY_MODULO), nodes, nodes - 1)
    assert (before != after).mean() == pytest.approx(moved_by_modulo(nodes, nodes - 1), abs=2 * nodes / SLOT_COUNT)


@pytest.mark.parametrize("nodes", COUNTS)
def test_ranges_are_even_and_stay_where_they_are(nodes: int) -> None:
    before, after = moved(int(code.IN_RANGES), nodes, 0)
    counts = np.bincount(before, minlength=nodes)
    assert counts.max() - counts.min() <= 1
    assert (np.diff(before.astype(int)) >= 0).all()
    assert ((after == NOWHERE) == (before == 0)).all()
    assert (before == 0).mean() == pytest.approx(moved_by_slots(nodes, nodes - 1), abs=1e-3)


def test_three_masters_have_the_ranges_that_redis_gives_them() -> None:
    """redis-cli --cluster create: 0-5460, 5461-10922, 10923-16383."""
    before, _ = moved(int(code.IN_RANGES), 3, 0)
    assert [int(np.flatnonzero(before == node)[-1]) for node in range(3)] == [5460, 10922, 16383]


def test_with_full_coverage_nobody_answers_while_a_range_is_nobodys() -> None:
    _, after = moved(int(code.IN_RANGES), 3, 1, full_coverage=True)
    assert (after == NOWHERE).all()
