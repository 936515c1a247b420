"""A node dies: whoever is inside it, in line there, or holds one of its slots while elsewhere, fails at this instant.

Their slots on other nodes are released now; work they have in progress elsewhere runs to its end, unowned. A death that
refuses is an error that travels back; a silent one leaves everybody hanging.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.lose import die_with
from playground.dataplane.cache.behind import lose
from playground.dataplane.cache.shelf import empty
from playground.dataplane.fail import fail, give_up_top, hang, unwind
from playground.dataplane.jit import block, entry
from playground.dataplane.opcodes import (
    CONNECTION,
    DIED_WITH_SERVER,
    DOOMED,
    FREE,
    HUNG_CAUSE,
    LOCK_HELD,
    ORPHAN,
    SILENT,
    SLOT,
    UP,
    WAITING,
)
from playground.dataplane.station import leave_line, touch
from playground.dataplane.tables import NONE
from playground.dataplane.token import account, give_back, make_ready


@block
def is_on(w, token, at, node):
    """Is what stands at this height of the token's stack on the node?"""
    what = token["hold_what"][at]
    if token["hold_kind"][at] == SLOT:
        return w.stations[what]["node"] == node
    if token["hold_kind"][at] == CONNECTION:
        return w.members[what]["via"] == node
    if token["hold_kind"][at] == LOCK_HELD:
        return w.locks[what]["node"] == node
    return False


@block
def lowest_on(w, token, node):
    """The lowest place of the token's stack that is on the node; the stack's height where none is."""
    for at in range(token["depth"]):
        if is_on(w, token, at, node):
            return np.int64(at)
    return np.int64(token["depth"])


@block
def waits_on(w, token, node):
    return token["state"] == WAITING and w.stations[token["station"]]["node"] == node


@block
def leave_dead_line(w, token):
    """The line is gone; nobody is served from it any more."""
    clock = w.clock[0]
    station = w.stations[token["station"]]
    touch(clock, station)
    station["stay_ns"] += clock["now_ns"] - token["hold_since_ns"][token["depth"]]
    leave_line(w.tokens, w.nodes, station, token)
    token["due_ns"] = 0
    token["state"] = DOOMED


@block
def is_handled(w, pc):
    """Does a handler begin here? Nothing leads to one but a failure, so an error is on its way there."""
    guard = 0
    while guard < w.guards.shape[0] and w.guards[guard]["handler"] != pc:
        guard += 1
    return guard < w.guards.shape[0]


@block
def guard_below(w, token, height):
    """The innermost guard around the token that stood before it climbed to this height of its stack."""
    at = token["pc"] if is_handled(w, token["pc"]) else token["pc"] - 1
    guard = w.program[at]["guard"]
    while w.guards[guard]["depth"] > height:
        guard = w.guards[guard]["parent"]
    return np.int64(guard)


@block
def strike(w, token, node, mode):
    """This token was inside the node that died."""
    cut = lowest_on(w, token, node)
    away_ns = token["away_ns"] if cut == token["depth"] else token["hold_away_ns"][cut]
    if token["role"] == ORPHAN:
        give_up_top(w, token)
        give_back(w.clock[0], token)
        return
    account(w.clock[0], token)
    if mode == SILENT:
        unwind(w, token, cut)
        hang(w, token, HUNG_CAUSE)
    elif fail(w, token, guard_below(w, token, cut), DIED_WITH_SERVER, away_ns) == 0:
        make_ready(w.clock[0], w.ready, token)


@block
def is_lost_with(w, cache, node):
    """Has the cache lost its last copy with this node?"""
    other = cache["copy"] if cache["node"] == node else cache["node"]
    return (cache["node"] == node or cache["copy"] == node) and (other == NONE or w.nodes[other]["state"] != UP)


@entry
def die(w, node, mode, rows):
    """The node dies, refusing or silent. `rows`: the tokens inside, in the order of their keys."""
    dead = w.nodes[node]
    dead["state"] = mode
    for i in range(rows.shape[0]):
        token = w.tokens[rows[i]]
        if waits_on(w, token, node):
            leave_dead_line(w, token)
        elif token["depth"] > 0 and is_on(w, token, np.int64(token["depth"]) - 1, node):
            token["due_ns"] = 0  # its work stops with the node, also where its parent is struck before it
    for i in range(rows.shape[0]):
        token = w.tokens[rows[i]]
        if token["state"] == FREE:
            continue  # a child that ended with its parent
        if token["state"] == DOOMED or lowest_on(w, token, node) < token["depth"]:
            dead["failed"] += 1
            strike(w, token, node, mode)
    for c in range(w.caches.shape[0]):
        if is_lost_with(w, w.caches[c], node):
            empty(w, w.caches[c])
            lose(w, np.int64(c), True)
    if w.brokers.shape[0] > 0:
        die_with(w, node)
