"""A recorded sequence of look-ups, replayed without time through one policy of the running caches."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.alone import replayed as run_through
from playground.design.cache import Evict
from playground.plan.cache import POLICY


def replayed(evict: Evict, size: int, keys: np.ndarray) -> np.ndarray:
    """(n,) bool: which of the look-ups of `keys` ((n,) int64) hit an empty cache of this many entries.

    Every miss is answered and planted at once, nothing expires. Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError(f"a cache has at least 1 entry, not {size}")
    return run_through(POLICY[evict], size, np.ascontiguousarray(keys, np.int64))
