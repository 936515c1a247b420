"""Tokens: rows that are taken, walk a program, and are given back."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import CONNECTION, FREE, MOVING, READY, SLOT, TOKENS
from playground.dataplane.tables import NONE, PARTS, PURPOSES, REGISTERS, SPARE


@block
def take_row(clock, tokens):
    """A free token. The kernel has made sure that there is one."""
    token = tokens[clock["free_row"]]
    clock["free_row"] = token["next"]
    left = clock["free_n"] - 1
    clock["free_n"] = left
    if left < SPARE:
        clock["tight"] = TOKENS
    return token


@block
def give_back(clock, token):
    """The token is no more; whatever still refers to it is stale."""
    token["due_ns"] = 0
    token["alarm_ns"] = 0
    token["life"] += 1
    token["state"] = FREE
    token["flags"] = 0
    token["next"] = clock["free_row"]
    clock["free_row"] = token["row"]
    clock["free_n"] += 1


@block
def begin_attempt(token, number):
    """The token starts its program afresh, with the luck of its number-th attempt."""
    token["attempt"] = number
    token["luck"] = mix(token["user"], u64(number))
    token["away_ns"] = 0
    token["home_ns"] = 0
    token["depth"] = 0
    token["children"] = 0
    token["loop"] = 0
    token["lacks"] = 0
    token["alarm_ns"] = 0
    for purpose in range(PURPOSES):
        token["visits"][purpose] = 0
    for register in range(REGISTERS):
        token["pick"][register] = 0


@block
def patience_of(w, token):
    """What the client of this token does while it waits."""
    return w.patience[w.endpoints[token["kind"]]["patience"]]


@block
def clear(clock, token):
    """A fresh token, born now, with no time spent anywhere."""
    now_ns = clock["now_ns"]
    token["born_ns"] = now_ns
    token["since_ns"] = now_ns
    token["due_ns"] = 0
    token["causes"] = 0
    token["wrote"] = 0
    token["reason"] = 0
    token["asks_for"] = -1
    token["key"] = -1
    token["position"] = 0
    token["bytes"] = 0.0
    token["part"] = 0
    token["pending"] = 0
    token["flags"] = 0
    token["lacks"] = 0
    token["parent"] = NONE
    token["first_child"] = NONE
    token["twin"] = NONE
    token["state"] = MOVING
    for part in range(PARTS):
        token["parts"][part] = 0


@inlined
def account(clock, token):
    """Credit the time since the last look to the part of the walk it was spent in."""
    now_ns = clock["now_ns"]
    token["parts"][token["part"]] += now_ns - token["since_ns"]
    token["since_ns"] = now_ns


@inlined
def make_ready(clock, ready, token):
    """The token goes on at this instant, after those that became ready before it."""
    token["state"] = READY
    ready[(clock["ready_head"] + clock["ready_n"]) & clock["ready_mask"]] = token["row"]
    clock["ready_n"] += 1


@block
def make_first_ready(clock, ready, token):
    """The token goes on at this instant, before all others."""
    token["state"] = READY
    head = clock["ready_head"] - 1
    clock["ready_head"] = head
    ready[head & clock["ready_mask"]] = token["row"]
    clock["ready_n"] += 1


@block
def unready(clock, ready, token):
    """The token, though ready, will not go on."""
    for i in range(clock["ready_n"]):
        place = (clock["ready_head"] + i) & clock["ready_mask"]
        if ready[place] == token["row"]:
            ready[place] = NONE


@inlined
def take_ready(clock, ready):
    """The row of the next ready token, or NONE where it is ready no more."""
    head = clock["ready_head"]
    clock["ready_head"] = head + 1
    clock["ready_n"] -= 1
    return ready[head & clock["ready_mask"]]


@block
def stack(clock, token, kind, what):
    """Put something that must be given back on the token's stack."""
    depth = token["depth"]
    token["hold_kind"][depth] = kind
    token["hold_what"][depth] = what
    token["hold_since_ns"][depth] = clock["now_ns"]
    token["hold_away_ns"][depth] = token["away_ns"]
    token["depth"] = depth + 1


@inlined
def stack_slot(clock, token, station):
    stack(clock, token, SLOT, np.int64(station["index"]))


@inlined
def stack_connection(clock, token, member):
    stack(clock, token, CONNECTION, member)
