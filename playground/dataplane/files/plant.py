"""What the compiled kernel does to a whole shelf at once: fill it before the run, and purge it."""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.files.shelf import file_of, put, take_off
from playground.dataplane.jit import entry
from playground.dataplane.tables import NONE

FIRST_VERSION = np.int64(0)


@entry
def plant_copies(w, number, files, expires_ns):
    """Keep a copy of each of these files ((n,) int64, from the one that was not used for longest on) until then ((n,)
    int64)."""
    shelf = w.shelves[number]
    cache = w.caches[shelf["cache"]]
    for i in range(files.shape[0]):
        put(w, shelf, cache, files[i], FIRST_VERSION, expires_ns[i])


@entry
def purge(w, number, first, count):
    """Delete the copies of `count` files, in whatever version."""
    cache = w.caches[w.shelves[number]["cache"]]
    row = np.int64(w.queues[cache["queue"]]["newest"])
    while row != NONE:
        older = np.int64(w.entries[row]["older"])
        if first <= file_of(w, w.entries[row]["key"]) < first + count:
            take_off(w, cache, row)
        row = older
