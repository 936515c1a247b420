"""M/D/1: Poisson arrivals, one server, every service equally long. Half the wait of an M/M/1.

Source: Erlang, "The theory of probabilities and telephone conversations", 1909; here as the M/G/1 of variation 0.
"""

from __future__ import annotations

from playground.theory.mg1 import mg1
from playground.theory.queue import Queue


def md1(rate_rps: float, service_ms: float) -> Queue:
    """The station at this rate and service time; infinite from utilisation 1 on (see Queue)."""
    return mg1(rate_rps, service_ms, cv=0.0)
