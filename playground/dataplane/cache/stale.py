"""Since when what a cache holds is outdated.

A value is outdated from the first write to its key on that it does not contain. Most writes find the entry where it is,
and date it. A value that was read before the write, and is stored after it, is outdated as it comes: by the last write
to its key, whose instant is kept. What a lagging replica answered is as old as that answer was.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block

FRESH = np.int64(0)  # no run writes at its very first instant


@block
def column(w, key):
    """Where a key is kept track of. Keys of a replayed log share the columns."""
    return key % w.keys[0]["columns"]


@block
def date(w, row, token):
    """The entry has the value that the token brings."""
    as_of_ns = np.int64(token["as_of_ns"])
    wrote_ns = np.int64(w.wrote_ns[column(w, token["key"])])
    if as_of_ns < 0:
        w.outdated_ns[row] = -as_of_ns
    else:
        w.outdated_ns[row] = wrote_ns if wrote_ns > as_of_ns else FRESH


@block
def serve(w, cache, row):
    """A hit on the entry: count it if it is outdated, and for how long it has been."""
    since_ns = np.int64(w.outdated_ns[row])
    if since_ns == FRESH:
        return
    age_ns = w.clock[0]["now_ns"] - since_ns
    cache["stale"] += 1
    cache["stale_ns"] += age_ns
    cache["stale_max_ns"] = max(cache["stale_max_ns"], age_ns)
