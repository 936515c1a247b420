"""What a member counts for: its weight, less while it warms up.

Source: HAProxy, `slowstart`: the weight grows linearly from almost nothing to 100 % during the given time
(haproxy configuration.txt). Weights are counted in 1/256 of a configured unit, as there.
"""

from __future__ import annotations

from playground.dataplane.jit import block

SCALE = 256


@block
def weight_now(clock, group, member):
    """The member's weight in 1/256, at least 1."""
    full = member["weight"] * SCALE
    if member["ramping"] == 0:
        return full
    part = full * (clock["now_ns"] - member["up_since_ns"]) // group["slow_start_ns"]
    return max(part, 1)


@block
def end_ramps(clock, group, members):
    """Members that have been up for the whole of their slow start carry their full weight from now on."""
    for i in range(group["count"]):
        member = members[group["first"] + i]
        if member["ramping"] and clock["now_ns"] - member["up_since_ns"] >= group["slow_start_ns"]:
            member["ramping"] = 0
            group["ramping"] -= 1
