"""M/M/1: Poisson arrivals, one server, exponential service. The number inside is geometric, the time inside
exponential.

Source: Kleinrock, "Queueing Systems, volume I: Theory", 1975, section 3.2; the time inside: section 5.6.
"""

from __future__ import annotations

from playground.theory.given import not_negative, positive
from playground.theory.queue import Queue, endless, settled
from playground.theory.sojourn import Sojourn, Visit


def mm1(rate_rps: float, service_ms: float) -> Queue:
    """The station at this rate and mean service time; infinite from utilisation 1 on (see Queue)."""
    not_negative(rate_rps=rate_rps)
    positive(service_ms=service_ms)
    load = rate_rps * service_ms / 1000
    if load >= 1:
        return endless(1000 / service_ms)
    time_ms = service_ms / (1 - load)
    return settled(rate_rps, load, load * time_ms, service_ms, Sojourn((Visit((1.0,), (1 / time_ms,)),)))
