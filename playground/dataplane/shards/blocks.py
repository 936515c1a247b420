"""What a request does to find the shard that has its key: the blocks, told apart.

Whoever asks has a map, which may be the one before shards were added. Where the key's data are not on the shard that
it leads to, the token carries `ELSEWHERE - shard` in place of a change, and goes there next.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.balance import choose, picks
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.opcodes import (
    AGAIN,
    BY_PART,
    CHOOSE_COPY,
    FOR_READ,
    HERE,
    IF_SALTED,
    MOVE_FROM,
    NEWEST_MAP,
    NO_HEALTHY_SERVER,
    SHARD,
    SHED,
)
from playground.dataplane.replication.history import NO_CHANGE
from playground.dataplane.shards.moving import move
from playground.dataplane.shards.where import column_to_read, column_to_write, is_salted

ELSEWHERE = np.int64(-2)


@block
def column_of(w, token, step):
    """The column of the token's key, for what the block says that it does."""
    if step["count"] == FOR_READ:
        return column_to_read(w, w.history[0], token)
    return column_to_write(w, w.history[0], token)


@block
def shard_of(w, token, step):
    """The shard that the asker's map says, or that the token is a part for."""
    mode = step["back"]
    if mode == BY_PART:
        token["key"] = -1
        return np.int64(token["loop"])
    column = column_of(w, token, step)
    if mode == NEWEST_MAP:
        return np.int64(w.homes[column])
    if w.maps[step["target"] + token["pick"][step["link"]]]:
        return np.int64(w.goals[column])
    return np.int64(w.former[column])


@block
def choose_copy(w, token, step):
    """A copy of the shard that may answer reads. True when the token halts."""
    shard = np.int64(token["pick"][step["register"]])
    group = w.groups[step["target"] + shard]
    chosen = choose(w.clock[0], group, w.members, token)
    if chosen >= 0 and picks(w.clock[0], group, w.members, token, step, chosen):
        token["pick"][step["register"]] = w.history[shard]["first"] + chosen
        return False
    w.nodes[group["node"]]["failed"] += 1
    reason = SHED if chosen >= 0 else NO_HEALTHY_SERVER
    return fail(w, token, np.int64(step["guard"]), reason, token["away_ns"]) > 0


@block
def is_here(w, copy, token, step):
    """Are the key's data on this copy's shard? Otherwise the token learns where to ask: where the key is to go, if it
    has left; where it was, if it has not come yet."""
    column = column_of(w, token, step)
    shard = np.int64(copy["history"])
    if w.homes[column] == shard:
        token["position"] = NO_CHANGE
        return True
    if w.goals[column] == shard:
        copy["early"] += 1
        token["position"] = ELSEWHERE - np.int64(w.former[column])
    else:
        copy["misdirected"] += 1
        token["position"] = ELSEWHERE - np.int64(w.goals[column])
    return False


@block
def of_shards(w, token, step, row):
    """Do what the block says; `row` is the copy that it means. True when the token halts."""
    op = step["op"]
    if op >= MOVE_FROM:
        return move(w, token, step, row)
    if op == SHARD:
        token["position"] = NO_CHANGE
        token["pick"][step["register"]] = shard_of(w, token, step)
    elif op == CHOOSE_COPY:
        return choose_copy(w, token, step)
    elif op == HERE:
        if not is_here(w, w.copies[row], token, step):
            token["pc"] = step["jump"]
    elif op == AGAIN:
        if token["position"] <= ELSEWHERE:
            token["pick"][step["register"]] = ELSEWHERE - token["position"]
            token["position"] = NO_CHANGE
            token["pc"] = step["jump"]
    elif op == IF_SALTED and not is_salted(w, token):
        token["pc"] = step["jump"]
    return False
