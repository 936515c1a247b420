"""W-TinyLFU: a small window takes everything in; who falls out of it gets a place in the main part only if it was asked
for more often than the entry that would have to go.

How often is estimated by a count-min sketch: four rows of counters up to 15, halved after every ten times as many
look-ups as the cache has places, so that old fame fades. The window is a hundredth of the cache (at least one entry),
and least recently used. The main part is a segmented LRU: a use on probation brings an entry among the protected (four
fifths of the main part), from where it falls back on probation when others come.

Example worked by hand, size 3 (window 1, main 2, protected 1), keys A B A C A: A misses into the window; B misses, A
falls out of the window onto probation, where there is room; A hits and is protected; C misses, B falls onto probation;
A hits: two hits, three misses, none evicted.

Source: Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM Transactions on Storage
13(4), 2017. Without its doorkeeper; the sketch is the plain one of Cormode and Muthukrishnan, 2005.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.queue import move_first, put_first, unlink
from playground.dataplane.cache.shelf import evict, place
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.tables import NONE

WINDOW, PROBATION, PROTECTED = np.int64(0), np.int64(1), np.int64(2)  # places of its queues
ROWS = 4
MOST = 15
ROUND = 10  # look-ups for each place of the cache until the counters are halved


@block
def cell(cache, key, row):
    """Where the key counts in this row of the sketch."""
    width = cache["sketch_rows"] // ROWS
    return cache["sketch"] + row * width + np.int64(mix(u64(row + 1), u64(key)) & u64(width - 1))


@block
def asked(w, cache, key):
    """Somebody asks for the key, whether it is here or not."""
    for row in range(ROWS):
        at = cell(cache, key, row)
        if w.sketch[at] < MOST:
            w.sketch[at] += 1
    cache["asked"] += 1
    if cache["asked"] == ROUND * cache["size"]:
        cache["asked"] = 0
        for at in range(cache["sketch"], cache["sketch"] + cache["sketch_rows"]):
            w.sketch[at] >>= 1


@block
def estimate(w, cache, key):
    """How often the key was asked for lately, or a little more."""
    least = np.int64(MOST)
    for row in range(ROWS):
        least = min(least, np.int64(w.sketch[cell(cache, key, row)]))
    return least


@block
def protected_places(cache):
    return (cache["size"] - cache["small"]) * 8 // 10


@block
def used(w, cache, row):
    """To the front of its part; from probation among the protected."""
    first = cache["queue"]
    number = np.int64(w.entries[row]["queue"])
    if number != first + PROBATION or protected_places(cache) == 0:
        move_first(w, number, row)
        return
    unlink(w, row)
    put_first(w, first + PROTECTED, row)
    if w.queues[first + PROTECTED]["count"] > protected_places(cache):
        last = np.int64(w.queues[first + PROTECTED]["oldest"])
        unlink(w, last)
        put_first(w, first + PROBATION, last)


@block
def weakest(w, cache):
    """Whoever of the main part would have to go; NONE when it has no places."""
    on_probation = np.int64(w.queues[cache["queue"] + PROBATION]["oldest"])
    return on_probation if on_probation != NONE else np.int64(w.queues[cache["queue"] + PROTECTED]["oldest"])


@block
def leave_window(w, cache, candidate):
    """Out of the window: into the main part if there is room or somebody less asked for, else out."""
    probation = cache["queue"] + PROBATION
    inside = w.queues[probation]["count"] + w.queues[cache["queue"] + PROTECTED]["count"]
    if inside >= cache["size"] - cache["small"]:
        victim = weakest(w, cache)
        if victim == NONE or estimate(w, cache, w.entries[candidate]["key"]) <= estimate(
            w, cache, w.entries[victim]["key"]
        ):
            evict(w, cache, candidate)
            return
        evict(w, cache, victim)
    unlink(w, candidate)
    put_first(w, probation, candidate)


@block
def admit(w, cache, key):
    """A place for the key in the window. The row."""
    row = place(w, cache, cache["queue"] + WINDOW, key)
    if w.queues[cache["queue"] + WINDOW]["count"] > cache["small"]:
        leave_window(w, cache, np.int64(w.queues[cache["queue"] + WINDOW]["oldest"]))
    return row
