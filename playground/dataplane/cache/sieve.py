"""SIEVE: entries stay in the order in which they came; a use only marks them. A hand goes from the oldest to the
newest, takes marks away, and gives up the first entry without one; it stays where it was until the next time.

Example worked by hand, size 2, keys A B A C B: A miss, B miss, A hit (marked), C miss (the hand begins at A, takes its
mark, and gives up B; it now stands before the newest, at the beginning again), B miss (the hand begins at the oldest,
A, which has no mark any more: evicted): one hit, four misses, two evicted.

Source: Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is simpler than LRU", NSDI 2024, algorithm 1; the hand is kept
across evictions.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.shelf import evict, place
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE


@block
def used(w, row):
    """Mark it."""
    w.entries[row]["uses"] = 1


@block
def leave(w, cache, row):
    """The entry goes: a hand that stood before it stands before the next newer one."""
    if cache["hand"] == row:
        cache["hand"] = w.entries[row]["newer"]


@block
def admit(w, cache, key):
    """A place for the key at the new end. The row."""
    if cache["count"] == cache["size"]:
        oldest = np.int64(w.queues[cache["queue"]]["oldest"])
        row = np.int64(cache["hand"])
        if row == NONE:
            row = oldest
        while w.entries[row]["uses"] > 0:
            w.entries[row]["uses"] = 0
            row = np.int64(w.entries[row]["newer"])
            if row == NONE:
                row = oldest
        cache["hand"] = w.entries[row]["newer"]
        evict(w, cache, row)
    return place(w, cache, cache["queue"], key)
