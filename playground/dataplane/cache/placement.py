"""Which node of a tier of caches holds which keys: three placements, lowered to one table of 16384 slots.

A key belongs to the slot that its hash says; a slot belongs to a node. On the ring the nodes stand at many points of a
circle, and a slot belongs to the first point that follows its own: when a node leaves, only its slots move. By modulo
the slots are dealt out to the nodes that are up, in turn: when one leaves, nearly all slots move. In ranges every node
has as many slots in a row, and keeps them whether it is up or not.

Example worked by hand, three nodes by modulo: slots 0 to 5 belong to 0 1 2 0 1 2; without node 1 to 0 2 0 2 0 2, so
that four of six have moved.

Source: Karger et al., "Consistent hashing and random trees", STOC 1997; the Redis Cluster Specification, "Key
distribution model", and redis-cli's `create` (the bounds of its ranges).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.layout import Tier
from playground.dataplane.luck import mix_arrays
from playground.dataplane.opcodes import BY_MODULO, ON_RING

SLOT_COUNT = 16384
NOWHERE = 0xFFFF  # a slot that nobody holds
KEY_LUCK, SLOT_LUCK, POINT_LUCK = 301, 302, 1000  # of a key's slot, of a slot's place on the circle, of node 0's points


def owners(tier: Tier, up: np.ndarray) -> np.ndarray:
    """(16384,) uint16: the place of each slot's node, when these nodes ((n,) bool) are up; NOWHERE where there is
    none."""
    slots = np.arange(SLOT_COUNT)
    live = np.flatnonzero(up)
    if len(live) == 0:
        return np.full(SLOT_COUNT, NOWHERE, np.uint16)
    if tier.placement == ON_RING:
        return _on_ring(live, tier.points)
    if tier.placement == BY_MODULO:
        return live[slots % len(live)].astype(np.uint16)
    ends = np.floor((np.arange(tier.nodes) + 1) * (SLOT_COUNT / tier.nodes) - 0.5)
    node = np.searchsorted(ends, slots, side="left")
    if tier.full_coverage and len(live) < tier.nodes:
        return np.full(SLOT_COUNT, NOWHERE, np.uint16)
    return np.where(up[node], node, NOWHERE).astype(np.uint16)


def _on_ring(live: np.ndarray, points: int) -> np.ndarray:
    """Each slot belongs to the first point at or after its own; after the last comes the first."""
    with np.errstate(over="ignore"):
        numbers = np.arange(points, dtype=np.uint64)
        places = np.concatenate([mix_arrays(np.uint64(POINT_LUCK + node), numbers) for node in live])
        own = mix_arrays(np.uint64(SLOT_LUCK), np.arange(SLOT_COUNT, dtype=np.uint64))
    order = np.argsort(places, kind="stable")
    next_point = np.searchsorted(places[order], own, side="left") % len(places)
    return np.repeat(live, points)[order][next_point].astype(np.uint16)
