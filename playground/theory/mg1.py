"""M/G/1: Poisson arrivals, one server, any service time. The mean wait needs only the service's mean and variation.

Source: Pollaczek, "Über eine Aufgabe der Wahrscheinlichkeitstheorie", 1930; Khintchine, "Mathematical theory of a
stationary queue", 1932. As a formula of the coefficient of variation: Kleinrock, "Queueing Systems, volume I", 1975,
section 5.6.
"""

from __future__ import annotations

from playground.theory.given import not_negative, positive
from playground.theory.queue import Queue, endless, settled


def mg1(rate_rps: float, service_ms: float, cv: float) -> Queue:
    """The station whose service times have this mean and coefficient of variation (standard deviation / mean).

    Infinite from utilisation 1 on (see Queue). Means only: the distribution of time depends on more than the cv.
    """
    not_negative(rate_rps=rate_rps, cv=cv)
    positive(service_ms=service_ms)
    load = rate_rps * service_ms / 1000
    if load >= 1:
        return endless(1000 / service_ms)
    wait_ms = load * service_ms * (1 + cv * cv) / (2 * (1 - load))
    return settled(rate_rps, load, wait_ms, service_ms, None)
