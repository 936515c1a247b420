"""How a balancer chooses among the members it believes up. One policy a file; `choose` knows their numbers.

Members are rows `first .. first + count - 1` of MEMBER. `choose` returns the place in the group, or -1 when nobody is
up. A member in slow start counts with a weight that rises linearly (`weight.py`).
"""

from __future__ import annotations

from playground.dataplane.balance.ip_hash import pick as ip_hash
from playground.dataplane.balance.least_connections import pick as least_connections
from playground.dataplane.balance.random import pick as random
from playground.dataplane.balance.round_robin import pick as round_robin
from playground.dataplane.balance.two_choices import pick as two_choices
from playground.dataplane.balance.weight import end_ramps
from playground.dataplane.balance.weighted import pick as weighted
from playground.dataplane.jit import block, inlined
from playground.dataplane.opcodes import IP_HASH, LEAST_CONNECTIONS, RANDOM, ROUND_ROBIN, TWO_CHOICES
from playground.dataplane.token import stack_connection


@block
def choose(clock, group, members, token):
    """The place in the group that this attempt goes to, or -1."""
    if group["up"] == 0:
        return -1
    if group["ramping"] > 0:
        end_ramps(clock, group, members)
    policy = group["policy"]
    if policy == ROUND_ROBIN and group["ramping"] == 0:
        return round_robin(group, members)
    if policy == LEAST_CONNECTIONS:
        return least_connections(clock, group, members)
    if policy == TWO_CHOICES:
        return two_choices(clock, group, members, token)
    if policy == RANDOM:
        return random(clock, group, members, token)
    if policy == IP_HASH:
        return ip_hash(group, members, token)
    return weighted(clock, group, members)


@inlined
def picks(clock, group, members, token, step, chosen):
    """Open a connection to the chosen member, unless it has as much as it may."""
    group["last"] = chosen
    member = members[group["first"] + chosen]
    if member["open"] >= group["most_open"]:
        return False
    token["pick"][step["register"]] = chosen
    member["open"] += 1
    member["picked"] += 1
    stack_connection(clock, token, group["first"] + chosen)
    return True
