"""Where the copies stand, and where those sleep who wait for one to get further.

A sleeper wakes at the block at which it fell asleep, and looks again.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.replication.tables import CONFIRMED, PER_COPY, WRITTEN
from playground.dataplane.signal import give_signal, wait_for


@inlined
def relay(copy):
    """The signal that a copy has received something."""
    return np.int64(CONFIRMED + 1 + PER_COPY * copy["place"])


@inlined
def turn(copy):
    """The signal that a copy has applied something."""
    return np.int64(CONFIRMED + 2 + PER_COPY * copy["place"])


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
def wake_streams(w):
    """Something was written, or a stream may flow again."""
    wake(w, np.int64(WRITTEN))


@block
def change_at(w, position):
    """The row of a change that is still held."""
    return w.changes[position & w.history[0]["mask"]]
