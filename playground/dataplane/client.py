"""The client's side of a request: attempts, patience, retries, a budget for them, and the end of the request.

A token is an attempt and carries its request. When the client gives up on an attempt, that attempt walks on alone
(abandoned), and a new token carries the request into its next attempt.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.calendar import lane_push, schedule
from playground.dataplane.fail import add_cause, end_children, end_quietly
from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import draw, u64
from playground.dataplane.opcodes import (
    ABANDONED,
    ATTEMPT_SHIFT,
    BACKOFF,
    CALL_TIMED_OUT,
    COUNTED,
    DEADLINE,
    DIED_WITH_SERVER,
    FIXED,
    HUNG,
    JITTERED,
    MOVING,
    NO_BACKOFF,
    NO_REASON,
    RETRIED,
    TIMED_OUT,
    UNSURE,
    USER,
    WATCHED,
)
from playground.dataplane.record import count_chain, count_failed, count_inside, count_served, keep_smallest
from playground.dataplane.seats.names import hang_up
from playground.dataplane.tables import CLIENT, KINDS, NONE, REQUESTS, SCANS
from playground.dataplane.token import begin_attempt, give_back, make_ready, patience_of, take_row
from playground.dataplane.write import leave_twin, share_writes

NO_CAUSES = u64(0)
LEAVES = np.int64(-1)
CARRIED_ON = COUNTED | WATCHED | UNSURE


@block
def send(clock, heap, lanes, ring, patience, endpoint, window, token):
    """An attempt leaves the client; its deadline starts."""
    window["sent"] += 1
    if token["flags"] & COUNTED:
        endpoint["sent"] += 1
    if patience["lane"] != NONE:
        lane_push(clock, heap, ring, lanes[patience["lane"]], DEADLINE, token)


@block
def backoff_ns(patience, token):
    """How long the client waits before the next attempt."""
    kind = patience["backoff"]
    if kind == NO_BACKOFF:
        return np.int64(0)
    span_ns = patience["base_ns"]
    if kind != FIXED:
        span_ns = min(patience["cap_ns"], span_ns * math.pow(2.0, float(token["attempt"] - 1)))
    if kind == JITTERED:
        span_ns = span_ns * draw(token, BACKOFF)
    return np.int64(span_ns + 0.5)


@block
def may_retry(patience, token):
    """Is another attempt allowed? If so, the budget has paid for it."""
    if token["attempt"] >= patience["attempts"]:
        return False
    if patience["budget_gain"] < 0:
        return True
    if patience["budget"] < 1000:
        return False
    patience["budget"] -= 1000
    return True


@block
def is_unsure(reason):
    """After such an end the client cannot know whether its write was done."""
    return reason in (TIMED_OUT, DIED_WITH_SERVER, CALL_TIMED_OUT)


@inlined
def forget(w, token):
    """The token's row is free again."""
    leave_twin(w.clock[0], w.twins, token)
    give_back(w.clock[0], token)


@block
def spend_on_attempts(clock, token):
    """Everything since birth was spent on attempts that led nowhere."""
    for part in range(clock["parts"]):
        token["parts"][part] = 0
    token["parts"][CLIENT] = clock["now_ns"] - token["born_ns"]
    token["since_ns"] = clock["now_ns"]


@block
def wait_to_retry(w, token, pause_ns):
    """The request goes back to its start after a pause. True when it may go on at once."""
    clock = w.clock[0]
    spend_on_attempts(clock, token)
    add_cause(token, RETRIED)
    begin_attempt(token, np.int64(token["attempt"]) + 1)
    token["order"] = token["order"] + (1 << ATTEMPT_SHIFT)
    token["pc"] = w.endpoints[token["kind"]]["start_pc"]
    token["part"] = CLIENT
    token["key"] = -1
    token["state"] = MOVING
    if pause_ns == 0:
        return True
    schedule(clock, w.heap, token, clock["now_ns"] + pause_ns, DEADLINE)
    return False


@block
def end_failed(w, token):
    """The request has failed for good."""
    clock = w.clock[0]
    endpoint = w.endpoints[token["kind"]]
    window = w.windows[clock["window"] * KINDS + endpoint["counts_as"]]
    count_failed(w, endpoint, window, token)
    if endpoint["counts_as"] == REQUESTS:
        count_inside(clock, LEAVES)
        if token["flags"] & COUNTED:
            count_chain(w.chains, token, np.int64(token["reason"]))
            keep_smallest(clock, w.smallest, token)


@block
def answered(w, token):
    """An answer reached the client. Nobody waits for that of an abandoned attempt."""
    clock = w.clock[0]
    endpoint = w.endpoints[token["kind"]]
    window = w.windows[clock["window"] * KINDS + endpoint["counts_as"]]
    counted = token["flags"] & COUNTED != 0
    if token["flags"] & ABANDONED:
        window["late"] += 1
        if counted:
            endpoint["late"] += 1
    else:
        window["answered"] += 1
        if counted:
            endpoint["answered"] += 1
        count_served(w, endpoint, window, token)
        if endpoint["counts_as"] == REQUESTS:
            count_inside(clock, LEAVES)
            if counted:
                keep_smallest(clock, w.smallest, token)
                if token["causes"] != NO_CAUSES:
                    count_chain(w.chains, token, NO_REASON)
    forget(w, token)


@block
def attempt_failed(w, token):
    """The attempt came back as an error. True when the request goes on at once with its next attempt."""
    if token["flags"] & ABANDONED:
        forget(w, token)
        return False
    if token["flags"] & COUNTED:
        w.endpoints[token["kind"]]["errors"] += 1
    if is_unsure(token["reason"]):
        token["flags"] |= UNSURE
    if may_retry(patience_of(w, token), token):
        token["life"] += 1
        return wait_to_retry(w, token, backoff_ns(patience_of(w, token), token))
    end_failed(w, token)
    forget(w, token)
    return False


@block
def next_attempt(w, token):
    """A token that carries the request on while `token` walks on without it."""
    share_writes(w.clock[0], w.twins, token)
    heir = take_row(w.clock[0], w.tokens)
    heir["user"] = token["user"]
    heir["order"] = token["order"]
    heir["born_ns"] = token["born_ns"]
    heir["wrote"] = token["wrote"]
    heir["causes"] = token["causes"]
    heir["reason"] = token["reason"]
    heir["asks_for"] = token["asks_for"]
    heir["key"] = -1
    heir["position"] = 0
    heir["bytes"] = token["bytes"]
    heir["kind"] = token["kind"]
    heir["twin"] = token["twin"]
    heir["attempt"] = token["attempt"]
    heir["flags"] = token["flags"] & CARRIED_ON
    heir["role"] = USER
    heir["parent"] = NONE
    heir["first_child"] = NONE
    heir["pending"] = 0
    heir["due_ns"] = 0
    return heir


@block
def give_up(w, token):
    """The client's patience with this attempt has ended. The attempt is worked on to its end, unless it hangs with
    nobody to wake it, or the servers notice that the client has gone."""
    clock = w.clock[0]
    endpoint = w.endpoints[token["kind"]]
    w.windows[clock["window"] * KINDS + endpoint["counts_as"]]["abandoned"] += 1
    if token["flags"] & COUNTED:
        endpoint["abandoned"] += 1
    add_cause(token, TIMED_OUT)
    if clock["hangs_up"] and endpoint["counts_as"] != SCANS:
        hang_up(w.seats, token)
    token["reason"] = TIMED_OUT
    token["flags"] |= UNSURE
    if may_retry(patience_of(w, token), token):
        pause_ns = backoff_ns(patience_of(w, token), token)
        heir = next_attempt(w, token)
        if wait_to_retry(w, heir, pause_ns):
            make_ready(clock, w.ready, heir)
    else:
        end_failed(w, token)
    token["flags"] |= ABANDONED
    if clock["drops_abandoned"] or (token["state"] == HUNG and token["alarm_ns"] == 0):
        end_children(w, token)
        end_quietly(w, token)
