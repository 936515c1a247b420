"""What empties a cache from outside: it forgets everything, or no longer trusts what it holds."""

from __future__ import annotations

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.behind import lose
from playground.dataplane.cache.index import find
from playground.dataplane.cache.shelf import empty
from playground.dataplane.jit import block, entry
from playground.dataplane.tables import NONE


@entry
def flush(w, number):
    """The cache of this row is empty, and nothing in it is dirty."""
    empty(w, w.caches[number])
    lose(w, number, False)


@block
def age(entries, row, now_ns):
    """The entry has expired by now."""
    entries[row]["expires_ns"] = min(entries[row]["expires_ns"], now_ns)


@entry
def expire(w, number, key):
    """The entry of this key has expired, if it is here; every entry where the key is negative."""
    cache = w.caches[number]
    now_ns = w.clock[0]["now_ns"]
    if key < 0:
        for row in range(cache["base"], cache["base"] + cache["rows"]):
            age(w.entries, row, now_ns)
    else:
        row = find(cache, w.entries, w.index, key)
        if row != NONE:
            age(w.entries, row, now_ns)
