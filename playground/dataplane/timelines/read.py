"""Reading a timeline: one fetch of one's own, and the recent posts of every author followed who is not copied."""

from __future__ import annotations

import numpy as np

from playground.dataplane.family import offspring
from playground.dataplane.jit import block
from playground.dataplane.opcodes import CHILD
from playground.dataplane.timelines.copy import REGISTER, append_child
from playground.dataplane.timelines.draws import followed, place_of
from playground.dataplane.timelines.tables import FAN_INS
from playground.dataplane.token import make_ready


@block
def lead_to_own(w, token, site):
    """The machine of this site that keeps the reader's timeline."""
    shards = np.int64(w.timelines[0]["shards"])
    token["pick"][REGISTER] = site * shards + place_of(token["user"]) % shards


@block
def fan_in(w, token, step, site):
    """Every machine with the list of somebody whom the reader follows gets a child, which fetches all of them."""
    books = w.timelines[0]
    clock = w.clock[0]
    lists = np.int64(books["lists"])
    total = np.int64(0)
    for machine in range(lists):
        count = followed(token["user"], np.int64(machine), books["mean"])
        total += count
        if count > 0:
            child = offspring(clock, w.tokens, token, step["jump"], CHILD)
            child["parent"] = token["row"]
            child["bytes"] = float(count)
            child["pick"][REGISTER] = site * lists + machine
            append_child(w.tokens, token, child)
            make_ready(clock, w.ready, child)
    books["reads"] += 1
    books["fetches"] += total
    w.fan_ins[min(total, np.int64(FAN_INS - 1))] += 1
