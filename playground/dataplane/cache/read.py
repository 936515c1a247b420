"""A token asks a cache for its key."""

from __future__ import annotations

from playground.dataplane.cache.ask import look_up
from playground.dataplane.cache.keys import is_absent, next_key
from playground.dataplane.jit import block


@block
def finds(w, cache, token, is_drawn):
    """True when the cache answers, be it that there is nothing. `is_drawn`: the key is known, from a filter, say."""
    if is_drawn == 0:
        next_key(token, w.keys[0])
    if not look_up(w, cache, token["key"], w.clock[0]["now_ns"]):
        return False
    if is_absent(token, w.keys[0]):
        cache["negative"] += 1
    return True
