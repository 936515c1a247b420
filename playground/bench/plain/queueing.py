"""The textbook: a station with a line, or two in a row."""

from __future__ import annotations

from random import Random

import simpy

from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.outcome import Outcome
from playground.bench.plain.steps import Steps
from playground.design.design import Queueing
from playground.design.queueing import Station
from playground.design.service import from_cv

Stop = tuple[simpy.Resource, float, Sampler]  # servers, places in line, service time


def simulate(design: Queueing, seed: int) -> Outcome:
    """One process per customer; whoever finds the line full is turned away."""
    env = simpy.Environment()
    rng = Random(seed)  # noqa: S311 - a simulation
    stations = [design.station] if design.second is None else [design.station, design.second]
    stops = [_stop(env, rng, station) for station in stations]
    latencies_s: list[float] = []
    failed = born = 0

    def customer() -> Steps:
        nonlocal failed
        born_s = env.now
        for servers, room, service in stops:
            if servers.count == servers.capacity and len(servers.queue) >= room:
                failed += born_s >= design.warmup_s
                return
            with servers.request() as server:
                yield server
                yield env.timeout(service())
        if born_s >= design.warmup_s:
            latencies_s.append(env.now - born_s)

    def arrivals() -> Steps:
        nonlocal born
        while True:
            yield env.timeout(rng.expovariate(design.workload.rate_rps))
            born += 1
            env.process(customer())

    env.process(arrivals())
    env.run(until=design.seconds)
    return Outcome(latencies_s, failed, born)


def _stop(env: simpy.Environment, rng: Random, station: Station) -> Stop:
    service = sampler(from_cv(station.service_ms, station.cv), rng)
    assert service is not None  # noqa: S101 - a service time is more than 0
    room = float("inf") if station.line is None else station.line
    return simpy.Resource(env, station.servers), room, service
