"""How a token fails: it stops what it does, gives everything back, and the error travels to whoever guards this place.

A guard is static: every block knows the innermost one around it (its handler and how deep the stack was there), so a
walk that does not fail pays nothing for it. The bottom guard of a program is the client, the balancer's probe, or the
parent.

These paths are rare, so they take the whole world instead of a dozen tables.
"""

from __future__ import annotations

from playground.dataplane.calendar import schedule
from playground.dataplane.flight.lock import leave, unlock
from playground.dataplane.jit import block
from playground.dataplane.luck import u64
from playground.dataplane.opcodes import (
    ABANDONED,
    COALESCED,
    CONNECTION,
    DELIVERED,
    HUNG,
    LOCK_HELD,
    MESSAGE,
    MOVING,
    ORPHAN,
    READY,
    SIGNALLED,
    SLOT,
    WAITING,
    WORK_DONE,
)
from playground.dataplane.signal import leave_signal
from playground.dataplane.station import leave_line, release_top, touch
from playground.dataplane.tables import NETWORK, NONE
from playground.dataplane.token import clear, give_back, take_row, unready
from playground.dataplane.write import leave_twin

EIGHT = u64(8)


@block
def add_cause(token, cause):
    """One more link in the chain of causes; the oldest of nine falls off."""
    token["causes"] = (token["causes"] << EIGHT) | u64(cause)


@block
def in_service(program, token):
    """Is the token busy on the slot on top of its stack?"""
    if token["state"] != MOVING or token["due_ns"] == 0 or token["rank"] != WORK_DONE:
        return False
    return program[token["pc"] - 1]["count"] == 1


@block
def leave_orphan(w, token):
    """Work in progress runs to its end though nobody waits for it: another token takes over the slot and the event."""
    clock = w.clock[0]
    orphan = take_row(clock, w.tokens)
    clear(clock, orphan)
    top = token["depth"] - 1
    orphan["role"] = ORPHAN
    orphan["order"] = token["order"]
    orphan["kind"] = token["kind"]
    orphan["pc"] = clock["orphan_pc"]
    orphan["depth"] = 1
    orphan["hold_kind"][0] = token["hold_kind"][top]
    orphan["hold_what"][0] = token["hold_what"][top]
    orphan["hold_since_ns"][0] = token["hold_since_ns"][top]
    orphan["hold_away_ns"][0] = token["hold_away_ns"][top]
    token["depth"] = top
    schedule(clock, w.heap, orphan, token["due_ns"], WORK_DONE)


@block
def stop(w, token):
    """Whatever the token is doing ends now; its work in progress goes on as an orphan."""
    clock = w.clock[0]
    state = token["state"]
    if state == WAITING:
        station = w.stations[token["station"]]
        touch(clock, station)
        station["stay_ns"] += clock["now_ns"] - token["hold_since_ns"][token["depth"]]
        leave_line(w.tokens, w.nodes, station, token)
    elif state == SIGNALLED:
        leave_signal(w.tokens, w.signals[token["station"]], token)
    elif state == COALESCED:
        leave(w, token)
    elif state == READY:
        unready(clock, w.ready, token)
    elif in_service(w.program, token):
        leave_orphan(w, token)
    token["due_ns"] = 0


@block
def give_up_top(w, token):
    """Give back what is on top of the stack."""
    top = token["depth"] - 1
    kind = token["hold_kind"][top]
    what = token["hold_what"][top]
    if kind == SLOT:
        release_top(w.clock[0], w.tokens, w.ready, w.nodes, w.stations[what], token)
    else:
        token["depth"] = top
        if kind == CONNECTION:
            w.members[what]["open"] -= 1
        elif kind == LOCK_HELD:
            unlock(w, token, what)
        else:
            token["alarm_ns"] = token["hold_since_ns"][top]


@block
def end_quietly(w, token):
    """The token ends here and nobody hears of it. It has no children."""
    stop(w, token)
    while token["depth"] > 0:
        give_up_top(w, token)
    leave_twin(w.clock[0], w.twins, token)
    give_back(w.clock[0], token)


@block
def end_children(w, parent):
    """The parent no longer waits: its children give everything back, grandchildren first, elder before younger."""
    while parent["first_child"] != NONE:
        above = parent
        child = w.tokens[parent["first_child"]]
        while child["first_child"] != NONE:
            above = child
            child = w.tokens[child["first_child"]]
        above["first_child"] = child["sibling"]
        end_quietly(w, child)
    parent["pending"] = 0


@block
def hang(w, token, cause):
    """No answer will come: only a deadline ends this. Where nobody waits, the token ends at once."""
    token["due_ns"] = 0
    token["state"] = HUNG
    add_cause(token, cause)
    if token["alarm_ns"] == 0 and (token["flags"] & ABANDONED or token["role"] == MESSAGE):
        end_children(w, token)
        end_quietly(w, token)


@block
def unwind(w, token, depth):
    """Stop, and give back everything above `depth`, the latest first."""
    stop(w, token)
    end_children(w, token)
    while token["depth"] > depth:
        give_up_top(w, token)
    token["state"] = MOVING


@block
def fail(w, token, guard, reason, error_away_ns):
    """The token fails for this reason, to be handled by this guard.

    `error_away_ns` is how far from the client the error arises; -1 where the guard itself notices, so that
    nothing has to travel. Returns the time the error travels; the token then goes on at the guard's handler.
    """
    place = w.guards[guard]
    depth = place["depth"]
    unwind(w, token, depth)
    home_ns = token["hold_away_ns"][depth - 1] if depth > 0 else token["home_ns"]
    trip_ns = error_away_ns - home_ns if error_away_ns >= 0 else 0
    token["away_ns"] = home_ns
    token["pc"] = place["handler"]
    token["reason"] = reason
    add_cause(token, reason)
    if trip_ns > 0:
        token["part"] = NETWORK
        schedule(w.clock[0], w.heap, token, w.clock[0]["now_ns"] + trip_ns, DELIVERED)
    return trip_ns
