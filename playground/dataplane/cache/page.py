"""The page cache of a database: pages of its data, each of which many rows stand on.

Rows are spread over the pages evenly, whatever their popularity: the row of key k stands on page k modulo the number of
pages, and what does not exist would stand on one, too, which has to be read to know. Pages do not grow old.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.ask import held, look_up, note, store, used
from playground.dataplane.cache.keys import key_of
from playground.dataplane.jit import block, entry
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import PAGE
from playground.dataplane.tables import NEVER, NONE


@block
def paged(w, token, step, row):
    """Do what the block says: jump when the page is not in memory, or keep one that has been read."""
    cache = w.caches[row]
    page = np.int64(token["key"] % cache["pages"])
    if step["op"] != PAGE:
        store(w, cache, page, NEVER)
    elif not look_up(w, cache, page, w.clock[0]["now_ns"]):
        token["pc"] = step["jump"]


@entry
def warm_pages(w, number, look_ups, luck):
    """The prelude of a page cache: so many look-ups, of keys drawn as in the run. Nothing of this is counted."""
    cache = w.caches[number]
    for n in range(look_ups):
        page = key_of(mix(luck, u64(n)), w.keys[0]) % cache["pages"]
        note(w, cache, page)
        row = held(w, cache, page)
        if row == NONE:
            store(w, cache, page, NEVER)
        else:
            used(w, cache, row)
    cache["evicted"] = 0
