"""What reads and writes of the database mean for the caches: the blocks, told apart."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.drop import drop
from playground.dataplane.cache.flush_blocks import behind
from playground.dataplane.cache.lives import bring, takes_effect
from playground.dataplane.cache.outdate import outdate
from playground.dataplane.cache.reads import has_read
from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.opcodes import CHANGED, DELETES, DELIVERED, DROP, NOTE_READ, PAUSE

ON_A_BRANCH = np.int64(0)


@block
def changed(w, token):
    """The token's write is durable. One to a key that has been deleted changes nothing, nor does one on a branch that
    nobody follows: what that brings contains no write that others know of."""
    if w.history.shape[0] > 0 and token["position"] == ON_A_BRANCH:
        token["as_of_ns"] = 0
        bring(w, token, token["flags"] & DELETES == 0)
        return
    if w.keys[0]["changing"] == 0 or takes_effect(w, token):
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
    if op > PAUSE:
        return behind(w, token, step, np.int64(row))
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
