"""M/M/c: Poisson arrivals, c servers, exponential service, one line without end. Erlang C is the share that must wait.

Who waits, waits an exponential time of rate c/s - rate, then is served: the time inside is a mixture of the service
alone and the sum of both.

Source: Erlang, "Solution of some problems in the theory of probabilities …", 1917; Kleinrock, "Queueing Systems, volume
I", 1975, section 3.5; the wait: Gross and Harris, "Fundamentals of Queueing Theory", 3rd edition, 1998, section 2.3.
"""

from __future__ import annotations

from playground.theory.erlang_b import erlang_b
from playground.theory.given import not_negative, positive, whole
from playground.theory.queue import Queue, endless, settled
from playground.theory.sojourn import Sojourn, Visit


def erlang_c(servers: int, load_erlang: float) -> float:
    """Share of arrivals that find all servers busy and wait; 1 where the load is the servers or more."""
    whole(1, servers=servers)
    not_negative(load_erlang=load_erlang)
    if load_erlang >= servers:
        return 1.0
    lost = erlang_b(servers, load_erlang)
    return lost / (1 - load_erlang / servers * (1 - lost))


def mmc(rate_rps: float, service_ms: float, servers: int) -> Queue:
    """The station at this rate and mean service time; infinite from utilisation 1 on (see Queue)."""
    not_negative(rate_rps=rate_rps)
    positive(service_ms=service_ms)
    load_erlang = rate_rps * service_ms / 1000
    waiting = erlang_c(servers, load_erlang)
    if load_erlang >= servers:
        return endless(servers * 1000 / service_ms)
    wait_if_any_ms = service_ms / (servers - load_erlang)
    visit = Visit((waiting, 1 - waiting), (1 / wait_if_any_ms, 1 / service_ms))
    return settled(rate_rps, load_erlang / servers, waiting * wait_if_any_ms, service_ms, Sojourn((visit,)))
