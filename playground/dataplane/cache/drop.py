"""A key is deleted from a cache, which has a place more until the next one comes."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache import lfu, sieve
from playground.dataplane.cache.ask import held
from playground.dataplane.cache.shelf import forget
from playground.dataplane.jit import block
from playground.dataplane.opcodes import LFU, SIEVE
from playground.dataplane.tables import NONE


@block
def drop(w, cache, key):
    """Delete the key, if it is here. What is only remembered of it stays."""
    row = held(w, cache, key)
    if row == NONE:
        return
    number = np.int64(w.entries[row]["queue"])
    if cache["policy"] == SIEVE:
        sieve.leave(w, cache, row)
    forget(w, cache, row)
    if cache["policy"] == LFU:
        lfu.close_if_empty(w, cache, number)
    cache["count"] -= 1
    cache["dropped"] += 1
