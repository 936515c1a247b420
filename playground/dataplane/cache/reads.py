"""What a read of the database finds, as far as caches will care."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.behind import unflushed_ns
from playground.dataplane.cache.keys import is_absent
from playground.dataplane.cache.lives import bring, exists
from playground.dataplane.cache.stale import FRESH
from playground.dataplane.jit import block


@block
def has_read(w, token):
    """The database's value of the key, as of now: old already, where a cache node has a newer one that is not flushed.
    Nobody writes there what does not exist."""
    token["as_of_ns"] = w.clock[0]["now_ns"]
    bring(w, token, exists(w, token))
    if w.behind.shape[0] > 0 and token["key"] >= 0 and not is_absent(token, w.keys[0]):
        since_ns = np.int64(unflushed_ns(w, token["key"]))
        if since_ns != FRESH:
            token["as_of_ns"] = -since_ns
