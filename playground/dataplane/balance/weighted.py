"""Smooth weighted round robin: everyone up gains its weight, the richest is picked and pays the total.

Source: nginx, "Upstream: smooth weighted round-robin balancing" (commit 52327e0627f4, 2012); ties go to the lowest
number. Differs: the weights of members in slow start change from pick to pick.
"""

from __future__ import annotations

from playground.dataplane.balance.weight import weight_now
from playground.dataplane.jit import block


@block
def pick(clock, group, members):
    best = -1
    total = 0
    for i in range(group["count"]):
        member = members[group["first"] + i]
        if member["up"]:
            weight = weight_now(clock, group, member)
            member["current"] += weight
            total += weight
            if best < 0 or member["current"] > members[group["first"] + best]["current"]:
                best = int(i)
    members[group["first"] + best]["current"] -= total
    return best
