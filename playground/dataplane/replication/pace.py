"""Where the copies stand, and where those sleep who wait for one to get further.

A sleeper wakes at the block at which it fell asleep, and looks again.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.replication.tables import RECEIVED, TURN, WRITTEN
from playground.dataplane.signal import give_signal, wait_for


@inlined
def history_of(w, copy):
    """The history that the copy follows, or leads."""
    return w.history[copy["history"]]


@inlined
def relay(copy):
    """The signal that a copy has received something."""
    return np.int64(copy["signal"] + RECEIVED)


@inlined
def turn(copy):
    """The signal that a copy has applied something."""
    return np.int64(copy["signal"] + TURN)


@block
def sleep(w, token, signal):
    """Wait for the signal, and then do this block again."""
    token["pc"] -= 1
    wait_for(w.tokens, w.signals[signal], signal, token)


@block
def wake(w, signal):
    """Everyone who waits for the signal goes on."""
    if w.signals[signal]["waiting"] > 0:
        give_signal(w.clock[0], w.tokens, w.ready, w.signals[signal])


@block
def wake_streams(w, history):
    """Something was written, or a stream may flow again."""
    wake(w, history["signal"] + WRITTEN)


@block
def change_at(w, history, position):
    """The row of a change that is still held."""
    return w.changes[history["base"] + (position & history["mask"])]
