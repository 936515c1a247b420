"""The blocks of write-back. True when the token halts."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.behind import flushed, put_back, take_in, take_out
from playground.dataplane.cache.outdate import outdate
from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import AWAIT_DIRTY, BEGIN_FLUSH, DEADLINE, FLUSHED, PUT_BACK, TAKE_IN
from playground.dataplane.signal import give_signal, wait_for


@block
def accept(w, number, token):
    """The cache node has the write: everything that others hold of the key is old."""
    outdate(w, token["key"])
    token["as_of_ns"] = w.clock[0]["now_ns"]
    if take_in(w, number, token):
        give_signal(w.clock[0], w.tokens, w.ready, w.signals[w.behind[number]["signal"]])


@block
def await_dirty(w, token, step):
    """Sleep until enough keys are dirty, or the lane's time has passed; after a flush that failed, until it has. The
    node holds the keys of one row, whether it is the first to do so or stands in for it. True when the token halts."""
    number = np.int64(token["pick"][0] % step["count"])
    token["pick"][step["register"]] = number
    behind = w.behind[number]
    if behind["failed"] == 0 and behind["keys"] >= behind["batch"]:
        return False
    signal = np.int64(behind["signal"])
    wait_for(w.tokens, w.signals[signal], signal, token)
    token["due_ns"] = lane_push(w.clock[0], w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
    return True


@block
def begin_flush(w, number, token):
    """What is dirty now, but no more than a batch. Each flush has its own luck, and children of its own."""
    behind = w.behind[number]
    behind["failed"] = 0
    behind["left"] = min(behind["keys"], behind["batch"])
    behind["rounds"] += 1
    token["luck"] = mix(token["user"], u64(behind["rounds"]))
    token["children"] = 0


@block
def behind(w, token, step, number):
    """Do what the block says; `number` is the node's row."""
    op = step["op"]
    if op == TAKE_IN:
        accept(w, number, token)
    elif op == AWAIT_DIRTY:
        return await_dirty(w, token, step)
    elif op == BEGIN_FLUSH:
        begin_flush(w, number, token)
    elif op == FLUSHED:
        flushed(w, number, token)
    elif op == PUT_BACK:
        put_back(w, number, token)
    elif not take_out(w, number, token):  # TAKE_OUT
        token["pc"] = step["jump"]
    return False
