"""What a window keeps of the copies: counts so far, and how far behind each is."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.replication.pace import change_at, history_of


@block
def lag_ns(w, history, place, done):
    """The age of the first change of another copy after `done`."""
    position = max(done + 1, history["oldest"])
    while position <= history["position"]:
        change = change_at(w, history, position)
        if change["origin"] != place:
            return w.clock[0]["now_ns"] - change["at_ns"]
        position += 1
    return np.int64(0)


@block
def look_at_copies(w):
    """Write down where every copy stands."""
    count = w.copies.shape[0]
    for place in range(count):
        copy = w.copies[place]
        row = w.window_copies[w.clock[0]["window"] * count + place]
        history = history_of(w, copy)
        row["reads"] = copy["reads"]
        row["stale"] = copy["stale"]
        row["received"] = copy["received"]
        row["applied"] = copy["applied"]
        row["position"] = history["position"]
        row["moved_in"] = history["moved_in"]
        row["moved_out"] = history["moved_out"]
        row["received_lag_ns"] = lag_ns(w, history, place, copy["received"])
        row["applied_lag_ns"] = lag_ns(w, history, place, copy["applied"])
