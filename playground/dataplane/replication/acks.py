"""Commits that wait for copies.

Semi-synchronous: for some copies to have *received* the change; when that takes too long, the primary stops waiting for
anybody, until enough of them have caught up with it. More acknowledgements than there are copies never come.
Synchronous: for all that it counts on to have *applied* it.

Source: MySQL 8.4 reference manual, 19.4.10 "Semisynchronous replication".
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import lane_push
from playground.dataplane.jit import block
from playground.dataplane.opcodes import COMMITS_APPLIED, DEADLINE
from playground.dataplane.replication.pace import history_of, wake
from playground.dataplane.replication.tables import CONFIRMED
from playground.dataplane.signal import leave_signal, wait_for
from playground.dataplane.tables import NONE
from playground.dataplane.token import make_ready


@block
def confirmed_by(w, history, origin, position):
    """How many other copies are known to have the change."""
    count = np.int64(0)
    for place in range(history["first"], history["first"] + history["copies"]):
        if place != origin and w.copies[place]["known"] >= position:
            count += 1
    return count


@block
def everybody_has(w, history, origin, position):
    """Do all copies that count have it?"""
    for place in range(history["first"], history["first"] + history["copies"]):
        copy = w.copies[place]
        if place != origin and copy["counts"] and copy["known"] < position:
            return False
    return True


@block
def is_confirmed(w, history, origin, position):
    if history["waits"] == COMMITS_APPLIED:
        return everybody_has(w, history, origin, position)
    return history["degraded"] == 1 or confirmed_by(w, history, origin, position) >= history["acks"]


@block
def wait(w, copy, token, step):
    """Wait until the change is confirmed. True when the token halts; a lane in the block bounds the wait."""
    history = history_of(w, copy)
    if is_confirmed(w, history, np.int64(copy["place"]), token["position"]):
        return False
    token["part"] = step["part"]
    signal = history["signal"] + CONFIRMED
    wait_for(w.tokens, w.signals[signal], signal, token)
    if step["lane"] != NONE:
        token["due_ns"] = lane_push(w.clock[0], w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
    return True


@block
def wait_in_order(history, token):
    """Is everyone behind this one confirmed later? Those who wait at the only primary stand in the order of their
    changes; a commit that all have to apply may overtake, because who has to changes."""
    if history["waits"] == COMMITS_APPLIED or history["several"] == 1:
        return False
    return token["pick"][1] == history["primary"]


@block
def release(w, history):
    """Whoever waited for what is confirmed now goes on, the first first."""
    signal = w.signals[history["signal"] + CONFIRMED]
    row = signal["head"]
    while row != NONE:
        token = w.tokens[row]
        following = token["next"]
        if is_confirmed(w, history, np.int64(token["pick"][1]), token["position"]):
            leave_signal(w.tokens, signal, token)
            token["due_ns"] = 0
            make_ready(w.clock[0], w.ready, token)
        elif wait_in_order(history, token):
            return
        row = following


@block
def confirm(w, copy, token):
    """The primary hears that a copy has got so far."""
    history = history_of(w, copy)
    copy["known"] = max(copy["known"], token["position"])
    if history["degraded"] and confirmed_by(w, history, history["primary"], history["position"]) >= history["acks"]:
        history["degraded"] = 0
        history["degraded_ns"] += w.clock[0]["now_ns"] - history["degraded_since_ns"]
    release(w, history)


@block
def degrade(w, copy):
    """It took too long: from now on nobody is waited for."""
    history = history_of(w, copy)
    if history["degraded"] == 0:
        history["degraded"] = 1
        history["degradations"] += 1
        history["degraded_since_ns"] = w.clock[0]["now_ns"]
        wake(w, history["signal"] + CONFIRMED)
