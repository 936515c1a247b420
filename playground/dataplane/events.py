"""What an event does to the token it belongs to."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker import take
from playground.dataplane.calendar import cell, key_of, lane_pop
from playground.dataplane.client import give_up
from playground.dataplane.fail import end_children, end_quietly, fail
from playground.dataplane.flight.lock import expire, leave
from playground.dataplane.jit import block
from playground.dataplane.opcodes import (
    ABANDONED,
    ALARM_SET,
    CALL_TIMED_OUT,
    COALESCED,
    HUNG,
    LOCK_LIFE,
    MISSED,
    MOVING,
    PATIENCE_FOR_ACKS,
    PATIENCE_FOR_LOCK,
    PATIENCE_FOR_MESSAGES,
    PATIENCE_IN_LINE,
    PATIENCE_OF_CLIENT,
    PROBE_ROLE,
    SIGNALLED,
    TRAVELLING,
    VISIBILITY,
    WAITING,
)
from playground.dataplane.probe import conclude
from playground.dataplane.tables import NONE
from playground.dataplane.token import account

NOBODY = np.uint32(NONE)
NOWHERE = np.int64(-1)  # an error that has not far to travel


@block
def probe_missed(w, token):
    """The probe's deadline has passed; it walks on, but nobody waits for it."""
    conclude(w.clock[0], w.probes, token, MISSED)
    token["flags"] |= ABANDONED
    if token["state"] == HUNG:
        end_children(w, token)
        end_quietly(w, token)


@block
def line_given_up(w, token):
    """The token has waited long enough in this line. Its row if it goes on at once."""
    account(w.clock[0], token)
    step = w.program[token["pc"] - 1]
    if fail(w, token, np.int64(step["guard"]), np.int64(step["jump"]), token["away_ns"]) > 0:
        return NOBODY
    return token["row"]


@block
def lock_given_up(w, token, due_ns):
    """The token has waited long enough for somebody else's fetch, if it still does: it goes on and fetches itself."""
    if token["state"] != COALESCED or token["due_ns"] != due_ns:
        return NOBODY
    account(w.clock[0], token)
    leave(w, token)
    token["state"] = MOVING
    token["due_ns"] = 0
    token["pc"] = w.program[token["pc"] - 1]["jump"]
    return token["row"]


@block
def alarm_rang(w, token, due_ns):
    """An alarm of this token rings: of several for this instant the outermost, which was set first. The error does not
    travel: the one who set the alarm notices. The token's row if it goes on at once."""
    account(w.clock[0], token)
    ringing = token["alarm_ns"]
    at = np.int64(token["depth"]) - 1
    guard = np.int64(NONE)
    while at >= 0:
        if token["hold_kind"][at] == ALARM_SET:
            if ringing == due_ns:
                guard = np.int64(token["hold_what"][at])
            ringing = token["hold_since_ns"][at]
        at -= 1
    if guard == NONE:
        return NOBODY
    fail(w, token, guard, CALL_TIMED_OUT, NOWHERE)
    return token["row"]


@block
def has_alarm(token, due_ns):
    """Is an alarm set for this instant, inner or outer?"""
    if token["alarm_ns"] == due_ns:
        return True
    for at in range(token["depth"]):
        if token["hold_kind"][at] == ALARM_SET and token["hold_since_ns"][at] == due_ns:
            return True
    return False


@block
def lane_event(w, lane):
    """The head of a lane has come due. The row of the token that walks on, or NOBODY."""
    clock = w.clock[0]
    head = w.ring[cell(lane, lane["head"])]
    row = head["token"]
    life = head["life"]
    key = head["key"]
    due_ns = clock["now_ns"]
    carries = lane["carries"]
    lane_pop(clock, w.heap, w.ring, lane)
    if carries == LOCK_LIFE:
        expire(w, row, life)
        return NOBODY
    if carries == VISIBILITY:
        take.expire(w, row, life)
        return NOBODY
    token = w.tokens[row]
    if token["life"] != life:
        return NOBODY
    if carries == TRAVELLING:
        if token["due_ns"] != due_ns or token["state"] != MOVING or key != key_of(token, np.int64(token["rank"])):
            return NOBODY
        token["due_ns"] = 0
        return token["row"]
    if carries == PATIENCE_OF_CLIENT:
        if token["role"] == PROBE_ROLE:
            probe_missed(w, token)
        else:
            give_up(w, token)
        return NOBODY
    if carries in (PATIENCE_IN_LINE, PATIENCE_FOR_ACKS, PATIENCE_FOR_MESSAGES):
        waits = token["state"] == WAITING or token["state"] == SIGNALLED
        if waits and token["due_ns"] == due_ns:
            return line_given_up(w, token)
        return NOBODY
    if carries == PATIENCE_FOR_LOCK:
        return lock_given_up(w, token, due_ns)
    if has_alarm(token, due_ns):
        return alarm_rang(w, token, due_ns)
    return NOBODY
