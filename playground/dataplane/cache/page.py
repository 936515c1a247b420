"""The page cache of a database: pages of its data, each of which many rows stand on.

Rows are spread over the pages evenly, whatever their popularity: the row of key k stands on page k modulo the number of
pages, and what does not exist would stand on one, too, which has to be read to know. Pages do not grow old.

Pages of an index are numbered behind those of the rows, level by level: a level has a `fanout`th of the pages of the
one below, and page p below is pointed to by page p modulo their number, so that popular pages are spread over it, too.
Source: Comer, "The ubiquitous B-tree", ACM Computing Surveys 11(2), 1979.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.ask import look_up, store
from playground.dataplane.jit import block, inlined
from playground.dataplane.opcodes import PAGE
from playground.dataplane.tables import NEVER


@inlined
def page_of(cache, key, level):
    """The page on which the key's row stands (level 0), or that of its index so many levels above."""
    pages = cache["pages"]
    page, before = np.int64(key % pages), np.int64(0)
    for _ in range(level):
        before += pages
        pages = -(-pages // cache["fanout"])
        page %= pages
    return before + page


@block
def paged(w, token, step, row):
    """Do what the block says: jump when the page is not in memory, or keep one that has been read."""
    cache = w.caches[row]
    page = page_of(cache, token["key"], np.int64(step["count"]))
    if step["op"] != PAGE:
        store(w, cache, page, NEVER)
    elif not look_up(w, cache, page, w.clock[0]["now_ns"]):
        token["pc"] = step["jump"]
