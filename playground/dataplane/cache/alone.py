"""A cache by itself: a world in which nothing else is, for sequences of look-ups without time."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.replay import replay
from playground.dataplane.cache.room import room
from playground.dataplane.cache.tables import CACHE
from playground.dataplane.state import World
from playground.dataplane.tables import TABLES


def replayed(policy: int, size: int, keys: np.ndarray) -> np.ndarray:
    """(n,) bool: which of these look-ups ((n,) int64) hit an empty cache of this policy and size."""
    caches = np.zeros(1, CACHE)
    caches["policy"], caches["size"] = policy, size
    tables = {name: np.zeros(1, dtype) for name, dtype in TABLES.items()}
    hits = np.zeros(len(keys), np.uint8)
    with np.errstate(over="ignore"):
        replay(World(**(tables | room(caches)._asdict())), 0, keys, hits)
    return hits.astype(bool)
