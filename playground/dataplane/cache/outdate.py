"""A key is written: what caches hold of it is old."""

from __future__ import annotations

from playground.dataplane.cache.ask import held
from playground.dataplane.cache.stale import FRESH, column
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE


@block
def outdate(w, key):
    """The key has changed: whoever holds it has an old value, also a node that is not asked for it at present. Nobody
    keeps track of caches in the servers' processes; pages in a database's memory change as they are written."""
    if w.caches.shape[0] == 0 or w.caches[0]["is_dated"] == 0:
        return
    now_ns = w.clock[0]["now_ns"]
    w.wrote_ns[column(w, key)] = now_ns
    for number in range(w.caches.shape[0]):
        if w.caches[number]["pages"] > 0:
            continue
        row = held(w, w.caches[number], key)
        if row != NONE and w.outdated_ns[row] == FRESH:
            w.outdated_ns[row] = now_ns
