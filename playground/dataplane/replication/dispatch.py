"""The third part of the interpreter: blocks of replicated databases. True when the token halts."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.keys import next_key, next_written
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import (
    ACKNOWLEDGE,
    APPEND,
    APPLY,
    ASK,
    AUTHOR,
    AWAIT,
    CONFIRM,
    COPY_BEGINS,
    COPY_ENDS,
    DEGRADE,
    FETCH,
    LEADER,
    OF_KEY,
    OF_SHARD,
    PAIR,
    READ,
    READ_ONLY,
    RECEIVE,
    ROUTE,
    TAKE,
)
from playground.dataplane.replication.acks import confirm, degrade, wait
from playground.dataplane.replication.apply import apply, take
from playground.dataplane.replication.copying import begin, end
from playground.dataplane.replication.history import NO_CHANGE, acknowledge, append
from playground.dataplane.replication.pace import change_at, history_of
from playground.dataplane.replication.read import read
from playground.dataplane.replication.ship import fetch, receive
from playground.dataplane.replication.tables import HOME_LUCK
from playground.dataplane.write import append as log_write

HOME = u64(HOME_LUCK)
TO_WRITE = 1  # ASK: for a key that exists, to change it


@block
def whom(w, token, step):
    """The copy that the token is meant for."""
    mode = step["back"]
    if mode == LEADER:
        return np.int64(w.history[token["pick"][step["register"]] if w.sharding.shape[0] > 0 else 0]["primary"])
    if mode == AUTHOR:
        asker = w.copies[token["pick"][0]]  # the copy that has received it
        return np.int64(change_at(w, history_of(w, asker), token["position"])["origin"])
    if mode == OF_KEY:
        home = np.int64(mix(HOME, u64(token["key"])) % u64(step["link"]))
        return np.int64(w.addresses[step["target"] + home]["copy"])
    if mode == OF_SHARD:
        known = token["pick"][step["link"]] * w.sharding[0]["shards"] + token["pick"][step["register"]]
        return np.int64(w.addresses[step["target"] + known]["copy"])
    return np.int64(w.addresses[step["target"] + token["pick"][step["register"]]]["copy"])


@block
def choose(w, token, step):
    """What is asked for, and of whom."""
    op = step["op"]
    if op == ASK:
        if step["count"] == TO_WRITE:
            next_written(token, w.keys[0])
        else:
            next_key(token, w.keys[0])
    elif op == ROUTE:
        token["pick"][step["count"]] = whom(w, token, step)
    else:  # PAIR: a number of its own for each server and copy, or cache node and copy: `link` is the asker's register
        token["pick"][step["count"]] = token["pick"][step["link"]] * step["target"] + token["pick"][step["register"]]


@block
def refuse(w, copy, token, step):
    """The copy accepts no writes. True when the error has to travel first."""
    copy["refused"] += 1
    w.nodes[copy["node"]]["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), READ_ONLY, token["away_ns"]) > 0


@block
def stream(w, copy, token, op):
    """A step of the stream of changes, or of an applier."""
    if op == FETCH:
        return fetch(w, copy, token)
    if op == RECEIVE:
        return receive(w, copy, token)
    if op == TAKE:
        return take(w, copy, token)
    return apply(w, copy, token)


@block
def replicated(w, token, step, row):
    """Do what the block says; `row` is the copy that it means."""
    op = step["op"]
    if op in (ASK, ROUTE, PAIR):
        choose(w, token, step)
        return False
    copy = w.copies[row]
    if op == READ:
        read(w, copy, token)
    elif op in (FETCH, RECEIVE, TAKE, APPLY):
        return stream(w, copy, token, op)
    elif op == APPEND:
        if copy["writable"] == 0:
            return refuse(w, copy, token, step)
        log_write(w.logs[row], w.twins, token)
        append(w, copy, token)
    elif op == AWAIT:
        return wait(w, copy, token, step)
    elif op == ACKNOWLEDGE:
        if token["position"] == NO_CHANGE and copy["writable"] == 0:
            return refuse(w, copy, token, step)  # while it waited another was promoted, without its change
        acknowledge(w, copy, token)
    elif op == CONFIRM:
        confirm(w, copy, token)
    elif op == DEGRADE:
        degrade(w, copy)
    elif op == COPY_BEGINS:
        begin(w, copy, token)
        token["pick"][step["count"]] = history_of(w, copy)["primary"]
    elif op == COPY_ENDS:
        end(w, copy, token)
    elif copy["writable"] == 0:  # WRITABLE
        return refuse(w, copy, token, step)
    return False
