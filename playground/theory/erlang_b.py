"""Erlang B: the share of calls that find all servers busy where nobody may wait.

Source: Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges", 1917. The recurrence B(n) = a B(n-1) / (n + a B(n-1)) is from Jagerman, "Some properties of the Erlang loss
function", 1974: it has no factorials and no subtraction, so it is exact to rounding for tens of thousands of servers.
"""

from __future__ import annotations

from playground.theory.given import not_negative, whole


def erlang_b(servers: int, load_erlang: float) -> float:
    """Share of arrivals that are lost. `load_erlang` is the rate times the mean service time: how many servers are
    wanted."""
    whole(0, servers=servers)
    not_negative(load_erlang=load_erlang)
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = load_erlang * blocked / (count + load_erlang * blocked)
    return blocked
