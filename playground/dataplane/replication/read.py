"""What a read finds on a copy: what it has applied, which may be behind what was written."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.keys import is_absent
from playground.dataplane.cache.lives import bring
from playground.dataplane.cache.reads import has_read
from playground.dataplane.jit import block
from playground.dataplane.record import fine_bin
from playground.dataplane.replication.history import NO_CHANGE
from playground.dataplane.replication.pace import change_at, history_of
from playground.dataplane.shards.where import column_to_read


@block
def was_never_there(w, token):
    """Is the token's key none that exists, has existed or may come to?"""
    keys = w.keys[0]
    if keys["changing"]:
        return token["key"] >= keys["columns"]
    return is_absent(token, keys)


@block
def read(w, copy, token):
    """Count the read. It is stale when the copy has not applied every change to the key: as old as the first missed,
    and it finds the key if that existed before. What never existed was never changed."""
    history = history_of(w, copy)
    copy["reads"] += 1
    has_read(w, token)
    if token["key"] < 0 or was_never_there(w, token):
        return
    key = column_to_read(w, history, token)
    missed = np.int64(w.first[copy["place"] * history["keys"] + key])
    if missed == NO_CHANGE:
        return
    if missed < history["oldest"]:  # of one that is not waited for, as far as it is remembered
        missed = np.int64(history["oldest"])
    else:
        bring(w, token, change_at(w, history, missed)["existed"] == 1)
    since_ns = np.int64(change_at(w, history, missed)["at_ns"])
    token["as_of_ns"] = -since_ns
    age_ns = w.clock[0]["now_ns"] - since_ns
    copy["stale"] += 1
    copy["stale_ns"] += age_ns
    copy["stale_max_ns"] = max(copy["stale_max_ns"], age_ns)
    w.stale_histogram[0]["count"][fine_bin(age_ns)] += 1
