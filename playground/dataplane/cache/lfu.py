"""Least frequently used: entries that were used equally often stand in one list, the lists in order of that number.

An entry counts 1 when it comes and forgets its count when it goes. The one with the smallest count makes room, and of
several the one not used for longest. Every act takes the same time, however large the cache is.

Example worked by hand, size 2, keys A B A C B: A miss, B miss, A hit (counts 2), C miss (evicts B, which counts 1),
B miss (evicts C, which counts 1): one hit, four misses, two evicted; A is still there.

Source: Shah, Mitra, Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.queue import put_first, unlink
from playground.dataplane.cache.shelf import evict, place
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE

NO_LIST = np.int64(NONE)
ONCE = np.int64(1)


@block
def open_list(w, cache, uses, below, above):
    """An empty list for entries used so often, between these two. Its number."""
    number = np.int64(cache["free_queue"])
    queue = w.queues[number]
    cache["free_queue"] = queue["above"]
    queue["uses"] = uses
    queue["below"] = below
    queue["above"] = above
    if below == NONE:
        cache["lowest"] = number
    else:
        w.queues[below]["above"] = number
    if above != NONE:
        w.queues[above]["below"] = number
    return number


@block
def close_if_empty(w, cache, number):
    """A list that nobody stands in any more is free for another count."""
    queue = w.queues[number]
    if queue["count"] > 0:
        return
    below, above = np.int64(queue["below"]), np.int64(queue["above"])
    if below == NONE:
        cache["lowest"] = above
    else:
        w.queues[below]["above"] = above
    if above != NONE:
        w.queues[above]["below"] = below
    queue["above"] = cache["free_queue"]
    cache["free_queue"] = number


@block
def used(w, cache, row):
    """Once more: into the list of those used once more often."""
    number = np.int64(w.entries[row]["queue"])
    queue = w.queues[number]
    uses = queue["uses"] + ONCE
    above = np.int64(queue["above"])
    if queue["count"] == 1 and (above == NONE or w.queues[above]["uses"] != uses):
        queue["uses"] = uses  # it stands there alone and takes its list along
        return
    if above == NONE or w.queues[above]["uses"] != uses:
        above = open_list(w, cache, uses, number, above)
    unlink(w, row)
    put_first(w, above, row)
    close_if_empty(w, cache, number)


@block
def admit(w, cache, key):
    """A place for the key among those used once. The row."""
    if cache["count"] == cache["size"]:
        lowest = np.int64(cache["lowest"])
        evict(w, cache, np.int64(w.queues[lowest]["oldest"]))
        close_if_empty(w, cache, lowest)
    lowest = np.int64(cache["lowest"])
    if lowest == NONE or w.queues[lowest]["uses"] != ONCE:
        lowest = open_list(w, cache, ONCE, NO_LIST, lowest)
    return place(w, cache, lowest, key)
