"""Who holds which keys of the tier of caches of one site, as the control plane has ordered it.

A node may have another that stands by for it, with the same entries: what is stored on one is on the other at once, so
that a promotion loses nothing. (In truth a copy is behind by a network trip.) Their entries are gone when neither is
up, and when the node that holds them restarts, which the other then copies.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.behind import lose_all
from playground.dataplane.cache.flush import flush
from playground.dataplane.cache.placement import NOWHERE, SLOT_COUNT, owners
from playground.dataplane.layout import Tier
from playground.dataplane.state import World


class Holders:
    """The holder of every part of the keys: a place among the nodes and, from `tier.nodes` on, those who stand by."""

    def __init__(self, world: World, tier: Tier, site: int = 0) -> None:
        self._world, self._tier, self._site = world, tier, site
        self._row = site * tier.nodes  # the first of CACHE
        self._first = int(world.caches["node"][self._row])
        self._holder = np.arange(tier.nodes)
        self._up = np.ones(tier.nodes, bool)

    def mark(self, place: int, up: bool) -> None:
        """The holder of these keys is believed up, or down."""
        self._up[place % self._tier.nodes] = up
        self._deal()

    def promote(self, place: int) -> None:
        """This one holds the keys from now on; whoever did stands by."""
        part = place % self._tier.nodes
        row = self._world.caches[self._row + part]
        row["copy"], row["node"] = self._first + self._holder[part], self._first + place
        self._holder[part] = place
        self._up[part] = True
        self._deal()

    def _deal(self) -> None:
        part = owners(self._tier, self._up)
        nobody = part == NOWHERE
        first = self._site * SLOT_COUNT
        holder = np.where(nobody, NOWHERE, self._holder[np.where(nobody, 0, part)])
        self._world.slots[first : first + SLOT_COUNT] = holder


def restart(world: World, node: int) -> None:
    """A machine that comes back has nothing in its caches; whoever stands by for it copies that."""
    for number in np.flatnonzero(world.caches["node"] == node):
        if len(world.behind):
            lose_all(world, int(number))
        flush(world, int(number))
