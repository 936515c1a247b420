"""What is written down of timelines at the end of a window."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block


@block
def look_at_timelines(w):
    books = w.timelines[0]
    now = w.window_timelines[np.int64(w.clock[0]["window"])]
    now["delivered"] = books["delivered"]
    now["inserted"] = books["inserted"]
    now["again"] = books["again"]
    now["under_way"] = books["under_way"]
    now["reads"] = books["reads"]
    now["fetches"] = books["fetches"]
