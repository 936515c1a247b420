"""The prelude: a cache as it is in the middle of a normal day, filled by its own law before the run's first instant.

Look-ups at an even pace that end at 0, on keys drawn by their popularity, go through the cache's own policy. So it
holds what it would hold, in the order in which it would be held. An entry stored for the first time gets what is left
of a life that began at a random moment, so that nothing expires in lock-step. Nothing of this is counted.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.ask import held, note, store, used
from playground.dataplane.cache.keys import zipf
from playground.dataplane.jit import entry
from playground.dataplane.luck import FIRST_VISIT, bits_for, mix, u64, unit
from playground.dataplane.opcodes import START
from playground.dataplane.tables import NEVER, NONE


@entry
def warm(w, number, gap_ns, look_ups, luck):
    """Fill the cache of this row with `look_ups` look-ups, one every `gap_ns`, the last at the run's beginning."""
    cache = w.caches[number]
    ttl_ns = cache["ttl_ns"]
    for n in range(look_ups):
        at_ns = (n + 1 - look_ups) * gap_ns
        own = mix(luck, u64(n))
        key = zipf(own, w.keys[0])
        note(w, cache, key)
        row = held(w, cache, key)
        if row == NONE:
            left = unit(bits_for(own, START, FIRST_VISIT))
            store(w, cache, key, at_ns + np.int64(left * ttl_ns) if ttl_ns > 0 else NEVER)
        elif w.entries[row]["expires_ns"] <= at_ns:
            store(w, cache, key, at_ns + ttl_ns)
        else:
            used(w, cache, row)
    cache["evicted"] = 0
