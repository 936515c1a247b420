"""What becomes of the database's answer: the cache keeps it for its time to live, and that there is none for another.

The time to live is drawn between `ttl_ns` and `ttl_ns + jitter_ns`, so that what was stored together does not expire
together. An absence is only remembered where the cache is told to; a remembered one answers like any other entry and
takes a place like any other. A write that has deleted its key brings an absence, too; where none is remembered, the key
is deleted from the cache.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.ask import store
from playground.dataplane.cache.drop import drop
from playground.dataplane.cache.lives import is_empty
from playground.dataplane.cache.stale import FRESH, date
from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import draw
from playground.dataplane.opcodes import LIFE
from playground.dataplane.tables import NEVER


@inlined
def life_ns(cache, share):
    """How long a value is trusted; `share` in (0, 1) says how much of the jitter is added. NEVER: for ever."""
    if cache["ttl_ns"] == 0:
        return np.int64(NEVER)
    return cache["ttl_ns"] + np.int64(share * cache["jitter_ns"])


@block
def plant_absence(w, cache, token):
    """Remember that there is nothing. What can never be born nobody will ever write."""
    keys = w.keys[0]
    row = store(w, cache, token["key"], w.clock[0]["now_ns"] + cache["null_ttl_ns"])
    if keys["changing"]:
        w.absences[row] = 1
    if cache["is_dated"]:
        if keys["changing"] and token["key"] < keys["columns"]:
            date(w, row, token)
        else:
            w.outdated_ns[row] = FRESH


@block
def plant(w, cache, token, was_fetched):
    """Keep the answer that this token brought. What a write has brought has taken no time to fetch."""
    now_ns = w.clock[0]["now_ns"]
    if is_empty(w, token):
        if cache["null_ttl_ns"] > 0:
            plant_absence(w, cache, token)
        elif not was_fetched:
            drop(w, cache, token["key"])
        return
    span_ns = life_ns(cache, draw(token, LIFE) if cache["jitter_ns"] > 0 else 0.0)
    row = store(w, cache, token["key"], NEVER if span_ns == NEVER else now_ns + span_ns)
    if w.keys[0]["changing"]:
        w.absences[row] = 0
    if cache["is_dated"]:
        date(w, row, token)
    if cache["beta"] > 0.0:
        w.took[row] = now_ns - token["fetch_since_ns"] if was_fetched else 0
