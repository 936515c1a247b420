"""Fetching a value anew before its life is over, so that nobody has to wait for it.

Refresh ahead: a value also has a soft life; a hit after it is answered at once and starts one fetch beside it, a
message, which holds the lock of the key meanwhile, so that there is only one at a time.

XFetch: the closer the end, the likelier it is that a hit fetches the value itself, as if it had missed, in proportion
to how long the last fetch took; hot keys are thus fetched in time by one of many, without any lock. The paper's rule:
fetch when now - delta * beta * ln(u) >= expiry, u from (0, 1). Such a look-up is a hit that was not served from the
cache: it counts as a hit and as a refresh. What the prelude has planted was never fetched, so its first life ends hard.

Only what exists is fetched before its time; a remembered absence just expires.

Source: Vattani, Chierichetti, Lowenstein, "Optimal probabilistic cache stampede prevention", VLDB 2015.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.cache.ask import held, used
from playground.dataplane.cache.lives import is_absence
from playground.dataplane.family import spawn
from playground.dataplane.flight.index import find
from playground.dataplane.flight.lock import begin
from playground.dataplane.jit import block
from playground.dataplane.luck import draw
from playground.dataplane.opcodes import EARLY, LOCK_HELD
from playground.dataplane.tables import NONE
from playground.dataplane.token import stack


@block
def left_ns(w, cache, token):
    """How long the entry of the token's key has still to live; 0 or less: it is not here, or remembers an absence."""
    row = held(w, cache, token["key"])
    if row == NONE or is_absence(w, token, row):
        return np.int64(0)
    return w.entries[row]["expires_ns"] - w.clock[0]["now_ns"]


@block
def peek(w, cache, token):
    """Is the token's key here now, and young enough? A use like any other, but neither a hit nor a miss."""
    row = held(w, cache, token["key"])
    if row == NONE or w.entries[row]["expires_ns"] <= w.clock[0]["now_ns"]:
        return False
    used(w, cache, row)
    return True


@block
def is_ripe(w, cache, token):
    """Is the soft life of the token's key over, but not the other one?"""
    rest_ns = left_ns(w, cache, token)
    return rest_ns > 0 and rest_ns <= cache["refresh_ns"]


@block
def refresh(w, token, number, node, start_pc):
    """Fetch the key beside the token, unless somebody holds its lock."""
    if find(w, number, token["key"]) != NONE:
        return
    clock = w.clock[0]
    message = spawn(clock, w.tokens, w.ready, token, start_pc)
    stack(clock, message, LOCK_HELD, number)
    begin(w, number, node, message)


@block
def is_early(w, cache, token):
    """XFetch: does this hit fetch its key itself? What took no time to fetch may as well expire."""
    rest_ns = left_ns(w, cache, token)
    if rest_ns <= 0 or cache["ttl_ns"] == 0:
        return False
    took_ns = w.took[held(w, cache, token["key"])]
    if took_ns == 0:
        return False
    return took_ns * cache["beta"] * -math.log(draw(token, EARLY)) >= rest_ns
