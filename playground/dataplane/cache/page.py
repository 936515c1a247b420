"""The page cache of a database: pages of its data, each of which many rows stand on.

Rows are spread over the pages evenly, whatever their popularity: the row of key k stands on page k modulo the number of
pages, and what does not exist would stand on one, too, which has to be read to know. Pages do not grow old.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.ask import look_up, store
from playground.dataplane.jit import block, inlined
from playground.dataplane.opcodes import PAGE
from playground.dataplane.tables import NEVER


@inlined
def page_of(cache, key):
    """The page on which the key's row stands."""
    return np.int64(key % cache["pages"])


@block
def paged(w, token, step, row):
    """Do what the block says: jump when the page is not in memory, or keep one that has been read."""
    cache = w.caches[row]
    page = page_of(cache, token["key"])
    if step["op"] != PAGE:
        store(w, cache, page, NEVER)
    elif not look_up(w, cache, page, w.clock[0]["now_ns"]):
        token["pc"] = step["jump"]
