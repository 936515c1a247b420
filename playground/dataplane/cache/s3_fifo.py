"""S3-FIFO: what comes for the first time stands in a small queue; who is used there twice moves on to the main queue,
the others leave and are remembered for a while (the ghosts), so that they go straight to the main queue next time.

The small queue is a tenth of the cache (at least one entry), the ghosts are as many as the main queue has places. A use
counts up to 3 and moves nothing; the main queue gives an entry another round for each use.

Example worked by hand, size 3 (small 1, main 2, two ghosts), keys A B C D A: A, B and C miss into the small queue;
D misses (full, the small queue holds more than its tenth: its oldest, A, was never used again, leaves and is
remembered); A misses, B leaves in the same way, and A, a ghost, goes straight to the main queue: no hit, five misses,
two evicted.

Source: Yang, Zhang, Qiu, Yue, Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023, algorithm 1.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.index import find
from playground.dataplane.cache.queue import put_first, unlink
from playground.dataplane.cache.shelf import evict, forget, place
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE

SMALL, MAIN, GHOSTS = np.int64(0), np.int64(1), np.int64(2)  # places of its queues
MOST_USES = 3
ENOUGH_USES = 1  # more than this many: to the main queue


@block
def used(w, row):
    """Count the use."""
    if w.entries[row]["uses"] < MOST_USES:
        w.entries[row]["uses"] += 1


@block
def is_ghost(cache, entry):
    """Is this only the memory of a key?"""
    return entry["queue"] == cache["queue"] + GHOSTS


@block
def make_room_in_main(w, cache):
    """Give up the oldest of the main queue that has no uses left."""
    main = cache["queue"] + MAIN
    while True:
        row = np.int64(w.queues[main]["oldest"])
        if row == NONE:
            return
        if w.entries[row]["uses"] == 0:
            evict(w, cache, row)
            return
        w.entries[row]["uses"] -= 1
        unlink(w, row)
        put_first(w, main, row)


@block
def remember(w, cache, row):
    """The entry leaves the cache and becomes a ghost; the oldest ghost is forgotten when they are too many."""
    ghosts = cache["queue"] + GHOSTS
    most = cache["size"] - cache["small"]
    cache["count"] -= 1
    cache["evicted"] += 1
    unlink(w, row)
    put_first(w, ghosts, row)
    if w.queues[ghosts]["count"] > most:
        forget(w, cache, np.int64(w.queues[ghosts]["oldest"]))


@block
def make_room_in_small(w, cache):
    """The oldest of the small queue leaves; those used twice that stand before it move to the main queue."""
    small, main = cache["queue"] + SMALL, cache["queue"] + MAIN
    while True:
        row = np.int64(w.queues[small]["oldest"])
        if row == NONE:
            return
        if w.entries[row]["uses"] <= ENOUGH_USES:
            remember(w, cache, row)
            return
        unlink(w, row)
        put_first(w, main, row)
        if w.queues[main]["count"] > cache["size"] - cache["small"]:
            make_room_in_main(w, cache)


@block
def admit(w, cache, key):
    """A place for the key: in the main queue if it is remembered, else in the small one. The row."""
    while cache["count"] >= cache["size"]:
        if w.queues[cache["queue"] + SMALL]["count"] >= cache["small"]:
            make_room_in_small(w, cache)
        else:
            make_room_in_main(w, cache)
    ghost = np.int64(find(cache, w.entries, w.index, key))
    if ghost != NONE:
        forget(w, cache, ghost)
        return place(w, cache, cache["queue"] + MAIN, key)
    return place(w, cache, cache["queue"] + SMALL, key)
