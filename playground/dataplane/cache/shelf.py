"""The room of a cache: rows for its entries, taken when a key comes and given back when it goes."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.index import insert, remove
from playground.dataplane.cache.queue import put_first, unlink
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE


@block
def place(w, cache, number, key):
    """Give the key an entry at the new end of this list. The row."""
    row = np.int64(cache["free"])
    entry = w.entries[row]
    cache["free"] = entry["older"]
    cache["count"] += 1
    entry["key"] = key
    entry["uses"] = 0
    insert(cache, w.index, key, row)
    put_first(w, number, row)
    return row


@block
def forget(w, cache, row):
    """The entry is no more, and nothing reminds of it."""
    remove(cache, w.entries, w.index, w.entries[row]["key"])
    unlink(w, row)
    w.entries[row]["older"] = cache["free"]
    cache["free"] = row


@block
def evict(w, cache, row):
    """The entry makes room for another."""
    forget(w, cache, row)
    cache["count"] -= 1
    cache["evicted"] += 1


@block
def empty(w, cache):
    """The cache has lost everything."""
    cache["count"] = 0
    cache["held_bytes"] = 0
    cache["asked"] = 0
    cache["hand"] = NONE
    cache["lowest"] = NONE
    for cell in range(cache["index_mask"] + 1):
        w.index[cache["index_base"] + cell] = NONE
    for number in range(cache["queue"], cache["queue"] + cache["queues"]):
        w.queues[number]["newest"] = NONE
        w.queues[number]["oldest"] = NONE
        w.queues[number]["count"] = 0
        w.queues[number]["above"] = number + 1
    cache["free_queue"] = cache["queue"]
    for row in range(cache["base"], cache["base"] + cache["rows"]):
        w.entries[row]["older"] = row + 1
    cache["free"] = cache["base"]
    for cell in range(cache["sketch"], cache["sketch"] + cache["sketch_rows"]):
        w.sketch[cell] = 0
