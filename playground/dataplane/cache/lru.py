"""Least recently used: a list from the entry used last to the one not used for longest; the latter makes room.

First in, first out is the same list without the moving: a use changes nothing, and the one that came first makes room.

Examples worked by hand, size 2, keys A B A C B. Least recently used: A miss, B miss, A hit, C miss (evicts B), B miss
(evicts A): one hit, four misses, two evicted. First in, first out: A miss, B miss, A hit, C miss (evicts A), B hit: two
hits, three misses, one evicted.

Source: Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
1970.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.queue import move_first
from playground.dataplane.cache.shelf import evict, place
from playground.dataplane.jit import block


@block
def used(w, cache, row):
    """The entry is the one used last."""
    move_first(w, cache["queue"], row)


@block
def admit(w, cache, key):
    """A place for the key; if the cache is full, the oldest of the list goes. The row."""
    if cache["count"] == cache["size"]:
        evict(w, cache, np.int64(w.queues[cache["queue"]]["oldest"]))
    return place(w, cache, cache["queue"], key)
