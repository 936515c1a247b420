"""Least connections: the one with the fewest attempts open that this balancer sent; weights divide the count.

Source: HAProxy `leastconn`, nginx `least_conn`. Ties go to the lowest number after the last pick, in a circle.
"""

from __future__ import annotations

from playground.dataplane.balance.weight import weight_now
from playground.dataplane.jit import block


@block
def less_loaded(clock, group, one, other):
    """Would one more attempt weigh less on `one` than on `other`?"""
    return (one["open"] + 1) * weight_now(clock, group, other) < (other["open"] + 1) * weight_now(clock, group, one)


@block
def pick(clock, group, members):
    count = group["count"]
    best = -1
    place = group["last"]
    for _ in range(count):
        place = place + 1 if place + 1 < count else 0
        member = members[group["first"] + place]
        if member["up"] and (best < 0 or less_loaded(clock, group, member, members[group["first"] + best])):
            best = int(place)
    return best
