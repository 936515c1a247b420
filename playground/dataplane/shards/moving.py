"""How keys come from one shard to another while requests go on.

At each old shard a mover takes a batch of keys with the same goal, reads their rows at its primary, brings them to the
primary of the goal, and writes them there; from that instant on they are there and nowhere else. A row that was written
between its reading and its arrival stays, and goes again later: no write is lost, and nobody waits. What a mover had in
hand when somebody failed stays where it was, too.

A row that arrives is a change of the new shard's history, which its replicas have to apply.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.opcodes import MOVE_FROM, MOVE_TAKE, MOVE_TO, MOVE_WRITE, MOVED, READ_ONLY
from playground.dataplane.replication.history import NO_CHANGE, advance, write_down
from playground.dataplane.replication.pace import change_at, history_of, wake_streams
from playground.dataplane.shards.tables import IN_HAND, STAYS, WRITTEN_SINCE


@block
def nth(w, mover, place):
    """A column that is still to go, from the head of the line on."""
    return np.int64(w.pending[mover["base"] + (mover["head"] + place) % mover["room"]])


@block
def take(w, mover, token):
    """Take the next columns that have the same goal, as they are now. The token's bytes are their number."""
    goal = w.goals[nth(w, mover, 0)]
    most = min(w.sharding[0]["batch"], mover["count"])
    taken = 0
    while taken < most and w.goals[nth(w, mover, taken)] == goal:
        w.moving[nth(w, mover, taken)] = IN_HAND
        taken += 1
    mover["taken"] = taken
    token["bytes"] = float(taken)


@block
def leave(w, mover):
    """What the mover has in hand stays where it is."""
    for place in range(mover["taken"]):
        w.moving[nth(w, mover, place)] = STAYS
    mover["taken"] = 0


@block
def settle(w, copy, column):
    """The row is on the copy's shard from now on, as a change that its replicas have not applied."""
    history = history_of(w, copy)
    w.history[w.homes[column]]["moved_out"] += 1
    history["moved_in"] += 1
    w.homes[column] = copy["history"]
    w.last[column] = NO_CHANGE
    position = write_down(w, history, np.int64(copy["place"]), column)
    change_at(w, history, position)["moved"] = 1
    advance(w, history, copy, position)


@block
def put_down(w, mover, copy):
    """The batch is written: what has not changed meanwhile is there, the rest goes to the end of the line."""
    sharding = w.sharding[0]
    for _ in range(mover["taken"]):
        column = nth(w, mover, 0)
        mover["head"] += 1
        mover["count"] -= 1
        if w.moving[column] == WRITTEN_SINCE:
            w.pending[mover["base"] + (mover["head"] + mover["count"]) % mover["room"]] = column
            mover["count"] += 1
            sharding["again"] += 1
        else:
            settle(w, copy, column)
            sharding["left"] -= 1
        w.moving[column] = STAYS
    mover["taken"] = 0
    if sharding["left"] == 0:
        sharding["ended_ns"] = w.clock[0]["now_ns"]
    wake_streams(w, history_of(w, copy))


@block
def write_batch(w, mover, copy, token, step):
    """Write it where it has arrived, unless that is no primary any more. True when the token halts."""
    if copy["writable"] == 0 or copy["attached"] == 0:
        copy["refused"] += 1
        w.nodes[copy["node"]]["failed"] += 1
        return fail(w, token, np.int64(step["guard"]), READ_ONLY, token["away_ns"]) > 0
    put_down(w, mover, copy)
    return False


@block
def move(w, token, step, row):
    """Do what the block says; a mover's first choice is its shard. True when the token halts."""
    op = step["op"]
    if op == MOVED:
        copy = w.copies[row]
        if change_at(w, history_of(w, copy), token["position"])["moved"] == 0:
            token["pc"] = step["jump"]
        return False
    mover = w.movers[token["pick"][0]]
    if op == MOVE_FROM:
        if mover["count"] == 0:
            token["pc"] = step["jump"]
        token["pick"][1] = w.history[token["pick"][0]]["primary"]
    elif op == MOVE_TAKE:
        take(w, mover, token)
    elif op == MOVE_TO:
        token["pick"][1] = w.history[w.goals[nth(w, mover, 0)]]["primary"]
    elif op == MOVE_WRITE:
        return write_batch(w, mover, w.copies[row], token, step)
    else:  # MOVE_DROP
        leave(w, mover)
    return False
