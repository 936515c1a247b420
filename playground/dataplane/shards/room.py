"""The books of shards before the first event."""

from __future__ import annotations

import numpy as np

from playground.dataplane.layout import Layout
from playground.dataplane.shards.tables import MOVER


def shard_books(layout: Layout) -> dict[str, np.ndarray]:
    """Tables as in World; next to nothing where databases are not sharded."""
    given = layout.shards
    nothing = np.zeros(1, np.uint16)
    return {
        "sharding": layout.sharding.copy(),
        "former": nothing if given is None else given.former,
        "goals": nothing if given is None else given.goals,
        "homes": nothing.copy() if given is None else given.former.copy(),
        "moving": np.zeros(1 if given is None else len(given.former), np.uint8),
        "movers": np.zeros(0 if given is None else int(layout.sharding["shards"][0]), MOVER),
        "pending": np.zeros(1, np.uint32),
        "maps": np.zeros(1 if given is None else given.askers, np.uint8),
    }
