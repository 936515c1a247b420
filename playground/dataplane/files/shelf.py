"""A shelf: files by when they were used last, as many as its bytes hold.

`uses` of an entry is the version of its copy.

Example worked by hand, 10 bytes, files A 4, B 4, C 6: A, B, C gives up A and then fits C beside B; A again gives up B,
and has its place beside C.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.index import find
from playground.dataplane.cache.queue import move_first
from playground.dataplane.cache.shelf import evict, forget, place
from playground.dataplane.jit import block, inlined
from playground.dataplane.tables import NONE


@inlined
def file_of(w, key):
    """The number of the file, whatever its version."""
    return np.int64(key % w.file_bytes.shape[0])


@block
def copy_of(w, cache, key):
    """The row of the key's copy, which may be too old; NONE."""
    return np.int64(find(cache, w.entries, w.index, key))


@block
def use(w, cache, row):
    """The copy is the one used last."""
    move_first(w, cache["queue"], row)


@block
def give_up_oldest(w, cache):
    """The copy that was not used for longest makes room."""
    row = np.int64(w.queues[cache["queue"]]["oldest"])
    cache["held_bytes"] -= w.file_bytes[file_of(w, w.entries[row]["key"])]
    evict(w, cache, row)


@block
def make_room(w, shelf, cache, size):
    """Room for so many bytes, and for one more copy. False when the shelf is smaller than that."""
    if size > shelf["capacity"]:
        return False
    while cache["held_bytes"] + size > shelf["capacity"] or cache["count"] == cache["size"]:
        give_up_oldest(w, cache)
    return True


@block
def put(w, shelf, cache, key, version, expires_ns):
    """Keep a copy, if there is room for it."""
    row = copy_of(w, cache, key)
    if row == NONE:
        size = w.file_bytes[file_of(w, key)]
        if not make_room(w, shelf, cache, size):
            return
        row = place(w, cache, cache["queue"], key)
        cache["held_bytes"] += size
    else:
        use(w, cache, row)
    w.entries[row]["expires_ns"] = expires_ns
    w.entries[row]["uses"] = version


@block
def take_off(w, cache, row):
    """The copy is deleted."""
    cache["held_bytes"] -= w.file_bytes[file_of(w, w.entries[row]["key"])]
    forget(w, cache, row)
    cache["count"] -= 1
    cache["dropped"] += 1
