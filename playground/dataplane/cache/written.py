"""What a write means for the caches: the blocks of writing, told apart."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.ask import held
from playground.dataplane.cache.drop import drop
from playground.dataplane.cache.stale import FRESH, column, has_read
from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.opcodes import CHANGED, DELIVERED, DROP, NOTE_READ
from playground.dataplane.tables import NONE

ON_A_BRANCH = np.int64(0)


@block
def outdate(w, key):
    """The key has changed: whoever holds it has an old value, also a node that is not asked for it at present."""
    now_ns = w.clock[0]["now_ns"]
    w.wrote_ns[column(w, key)] = now_ns
    for number in range(w.caches.shape[0]):
        row = held(w, w.caches[number], key)
        if row != NONE and w.outdated_ns[row] == FRESH:
            w.outdated_ns[row] = now_ns


@block
def changed(w, token):
    """The token's write is durable. One on a branch that nobody follows changes nothing."""
    if w.history.shape[0] > 0 and token["position"] == ON_A_BRANCH:
        return
    outdate(w, token["key"])
    has_read(w, token)


@block
def pause(w, token, lane):
    """Do nothing for as long as the lane says."""
    token["due_ns"] = lane_push(w.clock[0], w.heap, w.ring, lane, DELIVERED, token)
    token["rank"] = DELIVERED


@block
def written(w, token, step, row):
    """Do what the block says; `row` is the cache that it means. True when the token halts."""
    op = step["op"]
    if op == NOTE_READ:
        has_read(w, token)
    elif op == CHANGED:
        changed(w, token)
    elif op == DROP:
        drop(w, w.caches[row], token["key"])
    else:  # PAUSE
        pause(w, token, w.lanes[step["lane"]])
        return True
    return False
