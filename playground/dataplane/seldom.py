"""The second half of the interpreter: blocks that requests of the ladder's first stages meet seldom, or never.

They stand apart because every call that `walk` can make costs it a little at every start. `token["pc"]` already points
at the next block; a branch changes it to jump. Returns True when the token walks no further in this act.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.blocks import of_brokers
from playground.dataplane.broker.events import of_events
from playground.dataplane.cache.filter import is_refused
from playground.dataplane.cache.page import paged
from playground.dataplane.cache.plant import plant
from playground.dataplane.cache.read import finds
from playground.dataplane.cache.route import route
from playground.dataplane.cache.written import written
from playground.dataplane.calendar import lane_push
from playground.dataplane.client import attempt_failed, forget
from playground.dataplane.fail import fail
from playground.dataplane.family import gather, join, join_failed, let_go, spawn, split
from playground.dataplane.files.blocks import of_files
from playground.dataplane.flight.blocks import fetch_together
from playground.dataplane.jit import block, inlined
from playground.dataplane.joins.blocks import of_joins
from playground.dataplane.opcodes import (
    ANSWERED,
    ASK,
    DEADLINE,
    FAIL,
    FAILED,
    FILTER,
    GATHER,
    JOIN,
    JOIN_FAILED,
    LOCATE,
    LOCK,
    LOOK_UP,
    NEXT_EVENT,
    NO_REASON,
    OWN_TIMELINE,
    PAGE,
    PAGE_IN,
    PROBE,
    PUBLISH,
    REFUSED,
    REPORT,
    REPORT_FAILED,
    ROWS_FOUND,
    SHARD,
    SIGNAL,
    SPAWN,
    SPLIT,
    STORE,
    TAKE_SEAT,
    WAIT,
    WRITE,
)
from playground.dataplane.probe import conclude, leave
from playground.dataplane.replication.dispatch import replicated
from playground.dataplane.seats.blocks import of_seats
from playground.dataplane.shards.blocks import of_shards
from playground.dataplane.signal import give_signal, wait_for
from playground.dataplane.tables import NONE
from playground.dataplane.timelines.blocks import of_timelines
from playground.dataplane.token import make_ready
from playground.dataplane.write import append


@inlined
def place(step, token):
    """The row a block means: fixed, or the one that belongs to the member the token picked."""
    return step["target"] + step["stride"] * token["pick"][step["register"]]


@block
def fail_parent(w, child):
    """A child that failed is back; the parent fails too when too few are left for what it waits for."""
    if child["parent"] == NONE:
        return
    parent = w.tokens[child["parent"]]
    reason = np.int64(child["reason"])
    if join_failed(w.tokens, child):
        let_go(w.tokens, parent)
        guard = np.int64(w.program[parent["pc"] - 1]["guard"])
        if fail(w, parent, guard, reason, parent["away_ns"]) == 0:
            make_ready(w.clock[0], w.ready, parent)


@block
def wait(w, token, step, number):
    """Stand among those who wait for a signal, at most as long as the block says."""
    token["part"] = step["part"]
    wait_for(w.tokens, w.signals[number], number, token)
    if step["lane"] != NONE:
        token["due_ns"] = lane_push(w.clock[0], w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)


@block
def end(w, token, op):
    """The token's last block."""
    clock = w.clock[0]
    if op == JOIN:
        join(clock, w.tokens, w.ready, token)
    elif op == JOIN_FAILED:
        fail_parent(w, token)
    elif op == REPORT:
        conclude(clock, w.probes, token, ANSWERED)
    elif op == REPORT_FAILED:
        conclude(clock, w.probes, token, REFUSED)
    forget(w, token)  # and VANISH


@block
def newer(w, token, step, row):
    """Blocks of locks around a fetch, of tiers of caches and of writes to them, of replicas, of disks, of files, of
    people, of message queues, of shards, of timelines and of joins."""
    if step["op"] >= NEXT_EVENT:
        return of_events(w, token, step)
    if step["op"] >= ROWS_FOUND:
        return of_joins(w, token, step, row)
    if step["op"] >= OWN_TIMELINE:
        return of_timelines(w, token, step, np.int64(row))
    if step["op"] >= SHARD:
        return of_shards(w, token, step, np.int64(row))
    if step["op"] >= PUBLISH:
        return of_brokers(w, token, step, np.int64(row))
    if step["op"] >= TAKE_SEAT:
        return of_seats(w, token, step, np.int64(row))
    if step["op"] > PAGE_IN:
        return of_files(w, token, step, row)
    if step["op"] >= PAGE:
        paged(w, token, step, np.int64(row))
        return False
    if step["op"] >= ASK:
        return replicated(w, token, step, row)
    if step["op"] > LOCATE:
        return written(w, token, step, row)
    if step["op"] == LOCATE:
        route(w, token, step, np.int64(row))
        return False
    return fetch_together(w, token, step, row)


@block
def seldom(w, token, step):
    """Do what the block says. True when the token halts."""
    clock = w.clock[0]
    op = step["op"]
    row = place(step, token)
    if op >= LOCK:
        return newer(w, token, step, row)
    if op == LOOK_UP:
        if not finds(w, w.caches[row], token, np.int64(step["count"])):
            token["pc"] = step["jump"]
    elif op == FILTER:
        if is_refused(w, np.int64(row), np.int64(step["count"]), token):
            token["pc"] = step["jump"]
    elif op == STORE:
        plant(w, w.caches[row], token, step["count"] == 0)
    elif op == WRITE:
        append(w.logs[row], w.twins, token)
    elif op == FAILED:
        return not attempt_failed(w, token)
    elif op == FAIL:
        reason = np.int64(step["target"]) if step["target"] != NO_REASON else np.int64(token["reason"])
        return fail(w, token, np.int64(step["guard"]), reason, token["away_ns"]) > 0
    elif op == SPLIT:
        split(clock, w.tokens, w.twins, w.ready, token, step["count"], step["jump"])
    elif op == GATHER:
        return not gather(token, step["count"])
    elif op == SPAWN:
        spawn(clock, w.tokens, w.ready, token, step["jump"])
    elif op == SIGNAL:
        give_signal(clock, w.tokens, w.ready, w.signals[row])
    elif op == PROBE:
        leave(clock, w.heap, w.lanes, w.ring, w.lanes[step["lane"]], w.probes, token)
    else:
        if op == WAIT:
            wait(w, token, step, row)
        else:
            end(w, token, op)
        return True
    return False


@block
def refused(w, token, station, step, reason):
    """The line is full. True when the error has to travel first."""
    station["refused"] += 1
    w.nodes[station["node"]]["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), reason, token["away_ns"]) > 0


@block
def nobody_up(w, token, group, step, reason):
    """The balancer believes nobody up. True when the error has to travel first."""
    w.nodes[group["node"]]["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), reason, token["away_ns"]) > 0
