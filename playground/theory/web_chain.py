"""The web chain: what is known exactly about it, and what is not.

Exact: how busy each part is as long as nothing overflows, the time without any waiting, and the rate at which the chain
breaks. A worker is held while its request waits for the database, so with all workers busy the chain is a closed
network: so many customers go round between "at the web server" (no line there: each has its own worker) and the
database.

Not in closed form: every wait. Round robin gives each server Erlang arrivals, and holding a worker while elsewhere
couples the lines, so there is no product form; mean times and percentiles come from the simulation, and theory gives a
floor.

Source: Gordon and Newell, "Closed queuing systems with exponential servers", 1967 (the closed network); Baskett,
Chandy, Muntz and Palacios, "Open, closed, and mixed networks of queues with different classes of customers", 1975 (the
part without a line may have any service time); Baccelli and Foss, "On the saturation rule for the stability of queues",
1995 (the rate out of the saturated system is where the open one breaks).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.design.design import WebChain
from playground.design.shape import Steady


@dataclass(frozen=True)
class WebChainTheory:
    """The chain in its steady state. At or above `capacity_rps` the lines before the web servers grow for ever."""

    capacity_rps: float
    """The greatest rate the chain can carry: exact."""
    throughput_rps: float
    """Requests that leave per second: exact."""
    database_utilisation: float
    """Share of the time a database connection is busy: exact."""
    look_ups_mean: float
    """How many look-ups are under way: exact, by Little's law."""
    workers_busy_floor: float
    """Share of the time a worker is held, were there no wait for the database: it is at least this."""
    time_ms_floor: float
    """Mean time were there no waiting at all: it is at least this."""

    @property
    def is_stable(self) -> bool:
        """Is the rate below what the chain can carry?"""
        return self.throughput_rps < self.capacity_rps


def web_chain(design: WebChain) -> WebChainTheory | None:
    """What is exactly known about this chain; None where the rate changes or parts fail while it runs."""
    if not isinstance(design.workload.shape, Steady) or design.faults:
        return None
    workers = design.web.servers * design.web.workers
    own_ms = design.web.service_ms + design.cache.look_up_ms
    database_ms = (1 - design.cache.hit_share) * design.database.query_ms
    capacity_rps = 1000 * saturated_rate(workers, own_ms, database_ms, design.database.connections)
    throughput_rps = min(design.workload.rate_rps, capacity_rps)
    return WebChainTheory(
        capacity_rps=capacity_rps,
        throughput_rps=throughput_rps,
        database_utilisation=throughput_rps * database_ms / 1000 / design.database.connections,
        look_ups_mean=throughput_rps * design.cache.look_up_ms / 1000,
        workers_busy_floor=throughput_rps * (own_ms + database_ms) / 1000 / workers,
        time_ms_floor=own_ms + database_ms,
    )


def saturated_rate(customers: int, alone_ms: float, shared_ms: float, servers: int) -> float:
    """Rounds per millisecond of so many customers who go round for ever: `alone_ms` for themselves (above 0), then, as
    a mean over the rounds, `shared_ms` of exponential work at one of `servers` servers with one line."""
    if shared_ms == 0:
        return customers / alone_ms
    inside = np.arange(1, customers + 1)
    steps = np.log(shared_ms / np.minimum(inside, servers)) + np.log((customers - inside + 1) / alone_ms)
    log_weights = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(log_weights - log_weights.max())
    shares = weights / weights.sum()
    busy = math.fsum((shares * np.minimum(np.arange(customers + 1), servers)).tolist())
    return busy / shared_ms
