"""A sequence of look-ups without time: which of them hit, when every miss is answered and planted at once."""

from __future__ import annotations

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.ask import look_up, store
from playground.dataplane.jit import entry
from playground.dataplane.tables import NEVER


@entry
def replay(w, number, keys, hits):
    """Ask the cache of this row for each of `keys` ((n,) int64) in turn; `hits` ((n,) uint8) gets 1 where it hits."""
    cache = w.caches[number]
    for n in range(keys.shape[0]):
        if look_up(w, cache, keys[n], 0):
            hits[n] = 1
        else:
            store(w, cache, keys[n], NEVER)
