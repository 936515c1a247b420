"""What a request does with a cache: look a key up, and store a value.

An entry lives for the cache's time to live from when it was stored; an older one is a miss, counted as expired. A value
that is stored over another counts as a use.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache import lfu, lru, s3_fifo, sieve, tiny_lfu
from playground.dataplane.cache.index import find
from playground.dataplane.cache.stale import serve
from playground.dataplane.jit import block
from playground.dataplane.opcodes import FIFO, LFU, LRU, S3_FIFO, SIEVE, TINY_LFU
from playground.dataplane.tables import NONE


@block
def held(w, cache, key):
    """The row of the key's entry, which may be too old; NONE."""
    row = np.int64(find(cache, w.entries, w.index, key))
    if row != NONE and cache["policy"] == S3_FIFO and s3_fifo.is_ghost(cache, w.entries[row]):
        return np.int64(NONE)
    return row


@block
def used(w, cache, row):
    """What a use changes."""
    policy = cache["policy"]
    if policy == LRU:
        lru.used(w, cache, row)
    elif policy == LFU:
        lfu.used(w, cache, row)
    elif policy == SIEVE:
        sieve.used(w, row)
    elif policy == S3_FIFO:
        s3_fifo.used(w, row)
    elif policy == TINY_LFU:
        tiny_lfu.used(w, cache, row)


@block
def admit(w, cache, key):
    """A place for a key that is not here. The row."""
    policy = cache["policy"]
    if policy in (LRU, FIFO):
        return lru.admit(w, cache, key)
    if policy == LFU:
        return lfu.admit(w, cache, key)
    if policy == SIEVE:
        return sieve.admit(w, cache, key)
    if policy == S3_FIFO:
        return s3_fifo.admit(w, cache, key)
    return tiny_lfu.admit(w, cache, key)


@block
def note(w, cache, key):
    """Somebody asks for the key."""
    if cache["policy"] == TINY_LFU:
        tiny_lfu.asked(w, cache, key)


@block
def look_up(w, cache, key, now_ns):
    """Is the key here, and young enough? Counts the hit or the miss."""
    note(w, cache, key)
    row = held(w, cache, key)
    if row == NONE:
        cache["misses"] += 1
        return False
    if w.entries[row]["expires_ns"] <= now_ns:
        cache["misses"] += 1
        cache["expired"] += 1
        return False
    cache["hits"] += 1
    if cache["is_dated"]:
        serve(w, cache, row)
    used(w, cache, row)
    return True


@block
def store(w, cache, key, expires_ns):
    """Plant the key; a full cache gives up another one. The row of its entry."""
    row = held(w, cache, key)
    if row != NONE:
        used(w, cache, row)
    else:
        row = admit(w, cache, key)
    w.entries[row]["expires_ns"] = expires_ns
    return row
