"""Least recently used: a list from the entry used last to the one not used for longest; the latter makes room.

An entry lives for the cache's time to live from when it was stored; an older one is a miss, counted as expired.

Example worked by hand, size 2, no expiry, keys A B A C B: A miss, B miss, A hit, C miss (evicts B), B miss (evicts A):
one hit, four misses, two evicted.

Source: Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2),
1970.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.index import find, insert, remove
from playground.dataplane.jit import block
from playground.dataplane.tables import NEVER, NONE


@block
def unlink(cache, entries, row):
    """Take the entry out of the list of use."""
    newer, older = entries[row]["newer"], entries[row]["older"]
    if newer == NONE:
        cache["newest"] = older
    else:
        entries[newer]["older"] = older
    if older == NONE:
        cache["oldest"] = newer
    else:
        entries[older]["newer"] = newer


@block
def put_first(cache, entries, row):
    """The entry is the one used last."""
    newest = cache["newest"]
    entries[row]["newer"] = NONE
    entries[row]["older"] = newest
    if newest == NONE:
        cache["oldest"] = row
    else:
        entries[newest]["newer"] = row
    cache["newest"] = row


@block
def look_up(clock, cache, entries, index, key):
    """Is the key here, and young enough? Counts the hit or the miss."""
    row = np.int64(find(cache, entries, index, key))
    if row == NONE:
        cache["misses"] += 1
        return False
    if entries[row]["expires_ns"] <= clock["now_ns"]:
        cache["misses"] += 1
        cache["expired"] += 1
        return False
    cache["hits"] += 1
    if cache["newest"] != row:
        unlink(cache, entries, row)
        put_first(cache, entries, row)
    return True


@block
def store(cache, entries, index, key, expires_ns):
    """Plant the key; if the cache is full, the entry not used for longest goes."""
    row = np.int64(find(cache, entries, index, key))
    if row != NONE:
        unlink(cache, entries, row)
    else:
        if cache["count"] < cache["size"]:
            row = cache["base"] + cache["count"]
            cache["count"] += 1
        else:
            row = np.int64(cache["oldest"])
            remove(cache, entries, index, entries[row]["key"])
            unlink(cache, entries, row)
            cache["evicted"] += 1
        entries[row]["key"] = key
        insert(cache, index, key, row)
    entries[row]["expires_ns"] = expires_ns
    put_first(cache, entries, row)


@block
def expiry_ns(clock, cache):
    """When an entry stored now expires."""
    return clock["now_ns"] + cache["ttl_ns"] if cache["ttl_ns"] > 0 else NEVER


@block
def empty(cache, index):
    """The cache has lost everything."""
    cache["count"] = 0
    cache["newest"] = NONE
    cache["oldest"] = NONE
    for cell in range(cache["index_mask"] + 1):
        index[cache["index_base"] + cell] = NONE
