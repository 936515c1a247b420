"""The blocks of fetching together and of fetching ahead of time."""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import lane_push
from playground.dataplane.flight.ahead import is_early, is_ripe, peek, refresh
from playground.dataplane.flight.index import find
from playground.dataplane.flight.lock import begin, join, unlock
from playground.dataplane.jit import block, inlined
from playground.dataplane.opcodes import (
    AWAIT_LOCK,
    COALESCE,
    DEADLINE,
    LOCK,
    LOCK_HELD,
    PEEK,
    REFRESH,
    RIPE,
    UNLOCK,
    XFETCH,
)
from playground.dataplane.tables import NONE
from playground.dataplane.token import stack

FOR_EVER = np.int64(0)  # until when somebody waits who has not begun to, or has endless patience


@inlined
def node_of(step, token):
    """The process that asks for a lock."""
    return np.int64(step["link"] + step["link_stride"] * token["pick"][step["register"]])


@block
def lock(w, token, step, number):
    """Take the lock of the key. False when somebody holds it. Who asks for the first time (`count`) puts on its stack
    that it has to do with this lock, whether it gets it now, later, or never."""
    if step["count"]:
        stack(w.clock[0], token, LOCK_HELD, number)
        token["hold_since_ns"][token["depth"] - 1] = FOR_EVER
    if find(w, number, token["key"]) != NONE:
        return False
    begin(w, number, node_of(step, token), token)
    return True


@block
def wait(w, token, step, number):
    """Wait for somebody else's fetch. However often that fails, patience began with the first."""
    if not join(w, number, token):
        return False
    token["part"] = step["part"]
    top = token["depth"] - 1
    until_ns = token["hold_since_ns"][top]
    if until_ns == FOR_EVER and step["lane"] != NONE:
        until_ns = lane_push(w.clock[0], w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
        token["hold_since_ns"][top] = until_ns
    token["due_ns"] = until_ns
    return True


@block
def give_back(w, token):
    """What the token has to do with the lock on top of its stack is over."""
    top = token["depth"] - 1
    token["depth"] = top
    unlock(w, token, token["hold_what"][top])


@block
def fetch(w, cache, token, is_ahead):
    """A fetch begins, before the end of its entry's life or after it."""
    token["fetch_since_ns"] = w.clock[0]["now_ns"]
    if is_ahead:
        cache["refreshed"] += 1


@block
def fetch_together(w, token, step, row):
    """Do what the block says; `row` is the lock, or the cache, that it means. True when the token halts."""
    op = step["op"]
    number = np.int64(row)
    goes_on = True
    if op == LOCK:
        goes_on = lock(w, token, step, number)
    elif op == UNLOCK:
        give_back(w, token)
    elif op == COALESCE:
        w.caches[number]["coalesced"] += 1
    elif op == AWAIT_LOCK:
        return wait(w, token, step, number)
    elif op == PEEK:
        goes_on = peek(w, w.caches[number], token)
    elif op == RIPE:
        goes_on = is_ripe(w, w.caches[number], token)
    elif op == REFRESH:
        refresh(w, token, number, node_of(step, token), np.int64(step["jump"]))
    elif op == XFETCH:
        goes_on = is_early(w, w.caches[number], token)
    else:
        fetch(w, w.caches[number], token, step["count"])
    if not goes_on:
        token["pc"] = step["jump"]
    return False
