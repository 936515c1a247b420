"""The compiled heart: advance the world to an instant, and the few acts that the control plane may order.

`advance` processes everything strictly before an instant. It comes back earlier when a probe's fate is known, or when a
table is running out of room (nothing is lost: the caller makes room and calls again).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.arrivals import FIRST_ATTEMPT, arrive, plan_next
from playground.dataplane.calendar import close_hole, first_of_equals
from playground.dataplane.client import end_failed, forget
from playground.dataplane.events import NOBODY, lane_event
from playground.dataplane.fail import add_cause
from playground.dataplane.jit import block, entry
from playground.dataplane.luck import u64
from playground.dataplane.opcodes import (
    ATTEMPT_SHIFT,
    JOB_BIT,
    MESSAGE,
    MOVING,
    NO_ROOM,
    NO_TABLE,
    OVER_BUDGET,
    PROBE_ROLE,
    REACHED,
    REQUEST_SHIFT,
    WOKEN,
)
from playground.dataplane.record import count_inside
from playground.dataplane.replication.acks import release
from playground.dataplane.replication.pace import wake_streams
from playground.dataplane.replication.ship import flow_again
from playground.dataplane.snapshot import snapshot
from playground.dataplane.tables import NONE, REGISTERS, SPARE
from playground.dataplane.token import account, begin_attempt, clear, make_ready, take_ready, take_row
from playground.dataplane.walk import walk

NOBODY_MOVES = np.int64(0)
RESERVE = 2 * SPARE  # free rows that new requests leave to those already inside


@block
def close_window(w):
    """A window is over; the next one begins at this very instant."""
    clock = w.clock[0]
    clock["now_ns"] = clock["window_end_ns"]
    snapshot(w)
    for s in range(w.stations.shape[0]):
        w.stations[s]["line_max"] = w.stations[s]["line"]
    clock["window"] += 1
    clock["window_end_ns"] += clock["window_ns"]


@block
def turn_away(w, token):
    """The run's memory is used up: the request fails as it is born, and says so."""
    token["reason"] = OVER_BUDGET
    add_cause(token, OVER_BUDGET)
    end_failed(w, token)
    forget(w, token)


@block
def next_token(w, slot, due_ns, first_source):
    """Take the event at the root. The row of the token that walks because of it, or NOBODY."""
    clock = w.clock[0]
    clock["hole"] = 1
    if slot >= clock["first_token"]:
        row = np.uint32(slot - clock["first_token"])
        token = w.tokens[row]
        if token["due_ns"] != due_ns or token["state"] != MOVING:
            return NOBODY
        token["due_ns"] = 0
        return row
    if slot < first_source:
        return lane_event(w, w.lanes[u64(slot)])
    source = w.sources[u64(slot - first_source)]
    token = arrive(w, source)
    if clock["full"] and clock["free_n"] < RESERVE:
        turn_away(w, token)
        return NOBODY
    return token["row"]


@entry
def advance(w, until_ns):
    """Process every event strictly before `until_ns`. Returns REACHED, WOKEN or NO_ROOM."""
    clock = w.clock[0]
    heap = w.heap
    first_source = np.int64(w.lanes.shape[0])
    while True:
        if clock["tight"] != NO_TABLE:
            return NO_ROOM
        if clock["ready_n"] > 0:
            row = take_ready(clock, w.ready)
            if row == NONE:
                continue
            token = w.tokens[row]
            token["state"] = MOVING
        else:
            if clock["wake"]:
                clock["wake"] = 0
                return WOKEN
            if clock["hole"]:
                close_hole(clock, heap)
            due_ns = heap[0] >> clock["slot_bits"]
            if due_ns >= clock["window_end_ns"] and clock["window_end_ns"] <= until_ns:
                close_window(w)
                continue
            if due_ns >= until_ns:
                clock["now_ns"] = until_ns
                return REACHED
            if heap[1] >> clock["slot_bits"] == due_ns or heap[2] >> clock["slot_bits"] == due_ns:
                first_of_equals(clock, heap, w.lanes, w.ring, w.tokens)
            clock["now_ns"] = due_ns
            clock["events"] += 1
            next_row = next_token(w, heap[0] & clock["slot_mask"], due_ns, first_source)
            if next_row == NOBODY:
                continue
            token = w.tokens[next_row]
        account(clock, token)
        walk(w, token)


@block
def job(w, role, kind, start_pc, luck):
    """A token that is nobody's request, with its own luck. Probes and jobs are numbered in the order in which they
    begin."""
    clock = w.clock[0]
    token = take_row(clock, w.tokens)
    clear(clock, token)
    number = clock["jobs"]
    clock["jobs"] = number + 1
    token["user"] = luck
    token["order"] = JOB_BIT | (number << REQUEST_SHIFT) | (1 << ATTEMPT_SHIFT)
    begin_attempt(token, FIRST_ATTEMPT)
    token["luck"] = luck
    token["role"] = role
    token["kind"] = kind
    token["pc"] = start_pc
    make_ready(clock, w.ready, token)
    return token


@entry
def launch(w, start_pc, probe, pick, luck):
    """Send a probe, which goes on as soon as the world does. `pick`: what it has chosen of everything."""
    token = job(w, PROBE_ROLE, probe, start_pc, luck)
    for register in range(REGISTERS):
        token["pick"][register] = pick


@entry
def start_job(w, start_pc, pick, luck):
    """A background job begins. `pick`: the place it works at, which of a replicated database is also its copy."""
    token = job(w, MESSAGE, 0, start_pc, luck)
    token["pick"][0] = pick
    token["pick"][1] = pick


@entry
def start_consumer(w, start_pc, number, pick, luck):
    """A consumer begins, with empty hands. `number`: its row; `pick`: the worker it runs on."""
    token = job(w, MESSAGE, 0, start_pc, luck)
    token["pick"][0] = pick
    token["probe"] = number
    w.consumers[number]["luck"] = luck


@entry
def resume(w):
    """Streams of changes that had stopped look again, and so do commits that wait."""
    flow_again(w)
    for number in range(w.history.shape[0]):
        wake_streams(w, w.history[number])
        release(w, w.history[number])


@entry
def begin(w):
    """Plan the first arrival of every source."""
    for a in range(w.sources.shape[0]):
        plan_next(w, w.sources[a])


@entry
def stop_dead(w):
    """The end of the run: bring the integrals of the last, unfinished window up to now."""
    clock = w.clock[0]
    snapshot(w)
    count_inside(clock, NOBODY_MOVES)
