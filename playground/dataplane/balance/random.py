"""Random: anyone up, with a chance in proportion to its weight.

Source: HAProxy `balance random(1)`, nginx `random`.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.balance.weight import weight_now
from playground.dataplane.jit import block
from playground.dataplane.luck import draw
from playground.dataplane.opcodes import BALANCE

NOBODY = np.int64(-1)


@block
def pick_but(clock, group, members, token, but):
    """A weighted choice among the members up, `but` left out (-1: nobody)."""
    total = 0
    for i in range(group["count"]):
        if i != but and members[group["first"] + i]["up"]:
            total += weight_now(clock, group, members[group["first"] + i])
    target = draw(token, BALANCE) * total
    best = -1
    for i in range(group["count"]):
        member = members[group["first"] + i]
        if i != but and member["up"]:
            best = int(i)
            target -= weight_now(clock, group, member)
            if target < 0.0:
                break
    return best


@block
def pick(clock, group, members, token):
    return pick_but(clock, group, members, token, NOBODY)
