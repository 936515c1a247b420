"""Power of two choices: two different ones up, picked at random; the one with fewer attempts open has it.

Source: Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 12(10), 2001; HAProxy
`random(2)`, Envoy least request. Differs: two *different* members are drawn where two are up. Ties go to the first
drawn.
"""

from __future__ import annotations

from playground.dataplane.balance.least_connections import less_loaded
from playground.dataplane.balance.random import NOBODY, pick_but
from playground.dataplane.jit import block


@block
def pick(clock, group, members, token):
    first = pick_but(clock, group, members, token, NOBODY)
    if group["up"] < 2:
        return first
    second = pick_but(clock, group, members, token, first)
    one, other = members[group["first"] + second], members[group["first"] + first]
    return second if less_loaded(clock, group, one, other) else first
