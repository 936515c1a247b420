"""Stations: c slots and a bounded line, first come first served.

Freeing a slot and starting the next in line is one act. Integrals are integers, so cutting a run anywhere changes no
bit.
"""

from __future__ import annotations

from playground.dataplane.jit import block, inlined
from playground.dataplane.opcodes import WAITING
from playground.dataplane.tables import NONE
from playground.dataplane.token import make_ready, stack_slot


@inlined
def touch(clock, station):
    """Bring the station's integrals up to now."""
    elapsed_ns = clock["now_ns"] - station["since_ns"]
    station["busy_ns"] += elapsed_ns * station["busy"]
    station["line_ns"] += elapsed_ns * station["line"]
    station["since_ns"] = clock["now_ns"]


@block
def join_line(clock, tokens, nodes, station, token):
    """Wait behind the others. `hold_since_ns` above the stack remembers since when."""
    row = token["row"]
    token["state"] = WAITING
    token["station"] = station["index"]
    token["hold_since_ns"][token["depth"]] = clock["now_ns"]
    token["next"] = NONE
    token["prev"] = station["tail"]
    if station["line"] > 0:
        tokens[station["tail"]]["next"] = row
    else:
        station["head"] = row
    station["tail"] = row
    line = station["line"] + 1
    station["line"] = line
    station["line_max"] = max(station["line_max"], line)
    node = nodes[station["node"]]
    waiting = node["waiting"] + 1
    node["waiting"] = waiting
    node["waiting_max"] = max(node["waiting_max"], waiting)


@block
def leave_line(tokens, nodes, station, token):
    """Take the token out of the line, wherever it stands. The caller has touched the station."""
    before, after = token["prev"], token["next"]
    if before == NONE:
        station["head"] = after
    else:
        tokens[before]["next"] = after
    if after == NONE:
        station["tail"] = before
    else:
        tokens[after]["prev"] = before
    station["line"] -= 1
    nodes[station["node"]]["waiting"] -= 1


@inlined
def grant(clock, station, token):
    """The token has a slot; its stay began when it joined the line."""
    began_ns = token["hold_since_ns"][token["depth"]]
    stack_slot(clock, token, station)
    token["hold_since_ns"][token["depth"] - 1] = began_ns


@block
def free_slot(clock, tokens, ready, nodes, station):
    """A slot is free: the next in line has it, at this instant. The caller has touched the station."""
    if station["line"] > 0:
        token = tokens[station["head"]]
        leave_line(tokens, nodes, station, token)
        grant(clock, station, token)
        token["due_ns"] = 0
        make_ready(clock, ready, token)
    else:
        station["busy"] -= 1


@block
def release_top(clock, tokens, ready, nodes, station, token):
    """Give back the slot on top of the token's stack."""
    touch(clock, station)
    depth = token["depth"] - 1
    token["depth"] = depth
    stay_ns = clock["now_ns"] - token["hold_since_ns"][depth]
    station["stay_ns"] += stay_ns
    if stay_ns > station["slow_ns"]:
        station["slow"] += 1
    free_slot(clock, tokens, ready, nodes, station)
