"""Sticky balancing: the server of a session is found again, by a cookie that names it or by a hash of who asks; or by
the address that a name has led to, where nobody balances.

Source: HAProxy, configuration.txt: `cookie` (a server that is drained still serves those whose cookie names it), and
`hash-type` map-based and consistent, whose maps here have 16384 slots (`doors.py`).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.placement import SLOT_COUNT
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.luck import FIRST_VISIT, bits_for, unit
from playground.dataplane.opcodes import ADDRESS, BY_ADDRESS, BY_COOKIE, SHED
from playground.dataplane.seats.tables import NOWHERE
from playground.dataplane.token import stack_connection

NOBODY = np.int64(-1)


@block
def by_cookie(w, group, seat):
    """The place of the server that the cookie names, unless it gets nothing any more; -1: none."""
    if seat["cookie"] == NOWHERE:
        return NOBODY
    member = w.members[group["first"] + seat["cookie"]]
    return np.int64(seat["cookie"]) if member["up"] or member["drains"] else NOBODY


@block
def by_map(doors, seat, site):
    """The place of the server that the map of the site gives to who asks; -1: nobody is up."""
    slot = int(unit(bits_for(seat["luck"], ADDRESS, FIRST_VISIT)) * SLOT_COUNT)
    place = np.int64(doors[site * SLOT_COUNT + slot])
    return place if place < 0xFFFF else NOBODY


@block
def stick(w, token, step, row):
    """Go to the server that is meant, and jump past the free choice; `row` is the group. True when the server has
    enough, and the error has to travel first."""
    group, seat = w.groups[row], w.seats[token["seat"]]
    if step["count"] == BY_ADDRESS:
        place = np.int64(seat["address"])
    else:
        place = (
            by_cookie(w, group, seat) if step["count"] == BY_COOKIE else by_map(w.doors, seat, np.int64(step["link"]))
        )
    if place < 0:
        return False
    member = w.members[group["first"] + place]
    if member["open"] >= group["most_open"]:
        w.nodes[group["node"]]["failed"] += 1
        return fail(w, token, np.int64(step["guard"]), SHED, token["away_ns"]) > 0
    token["pick"][step["register"]] = place
    member["open"] += 1
    member["picked"] += 1
    stack_connection(w.clock[0], token, group["first"] + place)
    token["pc"] = step["jump"]
    return False
