"""The power of two choices: every request asks d servers drawn at random and joins the shortest line.

In the limit of many servers the share of them with at least k requests is load^((d^k - 1)/(d - 1)): doubly exponential
for d = 2, where one random server (d = 1) gives the geometric tail of an M/M/1.

Source: Vvedenskaya, Dobrushin and Karpelevich, "Queueing system with selection of the shortest of two queues: an
asymptotic approach", 1996; Mitzenmacher, "The power of two choices in randomized load balancing", 1996.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive, whole

LARGEST_POWER = 1000  # of two that is sure to fit a double


def tail(load: float, length: int, choices: int = 2) -> float:
    """Share of the servers with at least `length` requests, the one in service included; 1 for a load of 1 or more."""
    not_negative(load=load)
    whole(0, length=length)
    whole(1, choices=choices)
    if load >= 1 or length == 0:
        return 1.0
    if choices == 1:
        return load**length
    if length * math.log2(choices) > LARGEST_POWER:
        return 0.0
    return load ** ((float(choices) ** length - 1) / (choices - 1))


def inside_mean(load: float, choices: int = 2) -> float:
    """Mean number of requests at a server, the one in service included; infinite from a load of 1 on."""
    not_negative(load=load)
    whole(1, choices=choices)
    if load >= 1:
        return math.inf
    if choices == 1:
        return load / (1 - load)
    total, length = 0.0, 1
    while (share := tail(load, length, choices)) > 0:
        total += share
        length += 1
    return total


def time_ms_mean(load: float, service_ms: float, choices: int = 2) -> float:
    """Mean time inside, in milliseconds, by Little's law; infinite from a load of 1 on."""
    positive(service_ms=service_ms)
    if load == 0:
        return service_ms
    return inside_mean(load, choices) / load * service_ms
