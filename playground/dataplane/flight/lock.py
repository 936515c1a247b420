"""Single flight: of all who miss a key only the one that holds its lock fetches it; the others wait.

When the lock is free again, everyone who waits goes on, in the order in which they came, and looks whether the key is
there now; if it is not, they ask for the lock once more. A lock that lives too long is free at that very instant,
whatever its holder does; what the old holder does with it afterwards is nothing. A lock in a process dies with the
process. A shared one, whose holder's process has died, is held until its life is over, as nobody is left to free it.

Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, 3.2.1 (leases); Go's package singleflight.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import key_of, lane_put
from playground.dataplane.flight.index import find, insert, remove
from playground.dataplane.jit import block
from playground.dataplane.opcodes import COALESCED, DEADLINE, FLIGHTS, UP
from playground.dataplane.signal import leave_signal, wait_for
from playground.dataplane.tables import NONE, SPARE
from playground.dataplane.token import make_ready


@block
def begin(w, number, node, token):
    """From here on the token, which works on this node, holds the lock of its key."""
    clock = w.clock[0]
    row = np.int64(clock["free_flight"])
    flight = w.flights[row]
    clock["free_flight"] = flight["next"]
    clock["free_flights"] -= 1
    if clock["free_flights"] < SPARE:
        clock["tight"] = FLIGHTS
    flight["key"] = token["key"]
    flight["lock"] = number
    flight["owner"] = token["row"]
    flight["life"] = token["life"]
    flight["node"] = node
    flight["waiting"] = 0
    flight["head"] = NONE
    flight["tail"] = NONE
    insert(w, row)
    lane = w.locks[number]["lane"]
    if lane != NONE:
        lane_put(clock, w.heap, w.ring, w.lanes[lane], key_of(token, DEADLINE), flight["row"], flight["stamp"])


@block
def end(w, row):
    """The lock is free: everyone who waits for it goes on at this instant."""
    clock = w.clock[0]
    flight = w.flights[row]
    waiter = flight["head"]
    while waiter != NONE:
        token = w.tokens[waiter]
        waiter = token["next"]
        token["due_ns"] = 0
        make_ready(clock, w.ready, token)
    remove(w, row)
    flight["stamp"] += 1
    flight["next"] = clock["free_flight"]
    clock["free_flight"] = row
    clock["free_flights"] += 1


@block
def expire(w, row, stamp):
    """This flight has lasted as long as its lock lives, if it still lasts."""
    if w.flights[row]["stamp"] == stamp:
        end(w, np.int64(row))


@block
def unlock(w, token, number):
    """The token gives up what it has of its key's lock: often it is only one who has waited, or comes too late."""
    row = find(w, np.int64(number), token["key"])
    if row == NONE:
        return
    flight = w.flights[row]
    if flight["owner"] != token["row"] or flight["life"] != token["life"]:
        return
    if w.locks[number]["node"] == NONE and w.nodes[flight["node"]]["state"] != UP:
        return
    end(w, row)


@block
def join(w, number, token):
    """Wait behind the others for the lock of the key. False when it is free."""
    row = find(w, number, token["key"])
    if row == NONE:
        return False
    wait_for(w.tokens, w.flights[row], row, token)
    token["state"] = COALESCED
    return True


@block
def leave(w, token):
    """Take the token out of those who wait."""
    leave_signal(w.tokens, w.flights[token["station"]], token)
