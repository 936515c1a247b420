"""Links between places: they take the time of their lane and may lose what crosses them."""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import lane_push
from playground.dataplane.fail import add_cause, fail, hang
from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import draw
from playground.dataplane.opcodes import (
    CONNECTION,
    DELIVERED,
    HUNG_CAUSE,
    LOSS,
    NOT_YET_DETECTED,
    SILENT,
)


@inlined
def is_lost(link, token):
    """Does this crossing lose the token?"""
    loss = link["loss"]
    if loss == 0.0:
        return False
    if loss < 1.0 and draw(token, LOSS) >= loss:
        return False
    link["lost"] += 1
    return True


@block
def cross(clock, heap, lanes, ring, lane_number, token, back):
    """The token is on the link until the lane's time has passed. True where the link takes no time."""
    lane = lanes[lane_number]
    delay_ns = lane["delay_ns"]
    if delay_ns == 0:
        return True
    token["away_ns"] += -delay_ns if back else delay_ns
    token["due_ns"] = lane_push(clock, heap, ring, lane, DELIVERED, token)
    token["rank"] = DELIVERED
    return False


@block
def turned_away(w, node, step, token):
    """The token stands before a dead node, and fails for the block's reason. True when it goes on at its guard at
    once."""
    node["failed"] += 1
    top = token["depth"] - 1 if token["depth"] > 0 else 0
    if token["depth"] > 0 and token["hold_kind"][top] == CONNECTION and w.members[token["hold_what"][top]]["up"]:
        add_cause(token, NOT_YET_DETECTED)
    if node["state"] == SILENT:
        hang(w, token, HUNG_CAUSE)
        return False
    return fail(w, token, np.int64(step["guard"]), np.int64(step["jump"]), token["away_ns"]) == 0
