"""The web chain: servers in turn, a cache that hits by a coin, else the database."""

from __future__ import annotations

from itertools import cycle
from random import Random

import simpy

from playground.bench.plain.outcome import Outcome
from playground.bench.plain.steps import Steps
from playground.design.design import WebChain


def simulate(design: WebChain, seed: int) -> Outcome:
    """One process per request; a worker is held also while the request is at the cache and at the database."""
    env = simpy.Environment()
    rng = Random(seed)  # noqa: S311 - a simulation
    servers = [simpy.Resource(env, design.web.workers) for _ in range(design.web.servers)]
    database = simpy.Resource(env, design.database.connections)
    web_rate, query_rate = 1000 / design.web.service_ms, 1000 / design.database.query_ms
    look_up_rate = 1000 / design.cache.look_up_ms if design.cache.look_up_ms > 0 else None
    hit_share, warmup_s = design.cache.hit_share, design.warmup_s
    latencies_s: list[float] = []
    born = 0

    def request(server: simpy.Resource) -> Steps:
        born_s = env.now
        with server.request() as worker:
            yield worker
            yield env.timeout(rng.expovariate(web_rate))
            if look_up_rate is not None:
                yield env.timeout(rng.expovariate(look_up_rate))
            if rng.random() >= hit_share:
                with database.request() as connection:
                    yield connection
                    yield env.timeout(rng.expovariate(query_rate))
        if born_s >= warmup_s:
            latencies_s.append(env.now - born_s)

    def arrivals() -> Steps:
        nonlocal born
        for server in cycle(servers):
            yield env.timeout(rng.expovariate(design.workload.rate_rps))
            born += 1
            env.process(request(server))

    env.process(arrivals())
    env.run(until=design.seconds)
    return Outcome(latencies_s, 0, born)
