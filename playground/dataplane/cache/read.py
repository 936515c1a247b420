"""A token asks a cache for its key."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.ask import held, look_up
from playground.dataplane.cache.keys import next_key
from playground.dataplane.cache.lives import is_absence
from playground.dataplane.jit import block


@block
def finds(w, cache, token, is_drawn):
    """True when the cache answers, be it that there is nothing. `is_drawn`: the key is known, from a filter, say."""
    if is_drawn == 0:
        next_key(token, w.keys[0])
    if not look_up(w, cache, token["key"], w.clock[0]["now_ns"]):
        return False
    if is_absence(w, token, np.int64(held(w, cache, token["key"]))):
        cache["negative"] += 1
    return True
