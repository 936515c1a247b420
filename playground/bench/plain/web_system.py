"""The web system: users, balancer, servers, database and entry link as SimPy resources and processes."""

from __future__ import annotations

from bisect import bisect
from functools import partial
from itertools import accumulate
from random import Random

import simpy

from playground.bench.plain.cache import tier
from playground.bench.plain.client import attempt
from playground.bench.plain.copies import copies, start_appliers
from playground.bench.plain.draw import sampler
from playground.bench.plain.health_check import watch
from playground.bench.plain.outcome import Outcome
from playground.bench.plain.policy import POLICIES
from playground.bench.plain.server import Server
from playground.bench.plain.site import Call, Errand, Site
from playground.bench.plain.steady import check_steady
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import ask
from playground.design.balancer import Policy
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind, Endpoint
from playground.design.machine import Machine
from playground.design.problem import BadDesign


def simulate(design: WebSystem, seed: int) -> Outcome:
    """Raises BadDesign for what is not written here."""
    _check_written(design)
    env = simpy.Environment()
    rng = Random(seed)  # noqa: S311 - a simulation
    servers = _servers(env, design)
    site = _site(env, rng, design, servers)
    if design.balancer is not None:
        for server in servers:
            env.process(watch(site, server, design.balancer.check))
    workload = design.workload
    calls = _calls(design, site, servers, rng)
    errands = [_errand(design, endpoint, rng, calls) for endpoint in workload.asked]
    shares = list(accumulate(workload.share_of(endpoint) for endpoint in workload.asked))
    bundle = Errand(None, (), _send_s(design, workload.bundle_kb), is_bundle=True)
    regions = sum(region.share for region in workload.regions)
    for region in workload.regions:
        way_s, part = region.rtt_ms / 2000, region.share / regions
        if part > 0:
            env.process(arrivals(site, errands, shares, way_s, workload.requests_rps * part))
        if part > 0 and workload.bundles_rps > 0:
            env.process(arrivals(site, [bundle], [1.0], way_s, workload.bundles_rps * part))
    env.run(until=design.seconds)
    return Outcome(site.latencies_s, site.failed, site.born)


def arrivals(site: Site, errands: list[Errand], shares: list[float], way_s: float, rate_rps: float) -> Steps:
    """A Poisson stream of one region's users; `shares` are cumulative."""
    env, rng = site.env, site.rng
    last = len(errands) - 1
    while True:
        yield env.timeout(rng.expovariate(rate_rps))
        site.born += 1
        errand = errands[bisect(shares, rng.random(), 0, last)]
        env.process(attempt(site, errand, way_s, env.now))


def _calls(design: WebSystem, site: Site, servers: list[Server], rng: Random) -> dict[CallKind, Call]:
    """What a read and a write do: at the only database, at replicated ones, or behind cache servers."""
    base = design.database
    read, write = sampler(base.read, rng) or float, sampler(base.write, rng) or float
    if design.replication is None:
        found: dict[CallKind, Call] = {CallKind.READ: partial(ask, read), CallKind.WRITE: partial(ask, write)}
    else:
        behind = copies(site.env, design, servers)
        start_appliers(site, behind, design.replication, rng)
        found = {
            CallKind.READ: lambda site, server: behind.read(site, server, read),
            CallKind.WRITE: lambda site, server: behind.write(site, server, write),
        }
    if design.cache is None:
        return found
    caches, asked = tier(site.env, design, rng), found[CallKind.READ]
    return {**found, CallKind.READ: lambda site, server: caches.read(site, lambda: asked(site, server))}


def _errand(design: WebSystem, endpoint: Endpoint, rng: Random, calls: dict[CallKind, Call]) -> Errand:
    rows = [(calls[call.kind], int(call.times), call.times % 1) for call in endpoint.calls]
    return Errand(sampler(endpoint.web_work, rng), tuple(rows), _send_s(design, endpoint.response_kb))


def _send_s(design: WebSystem, kb: float) -> float:
    link_gbit_s = design.entry.link_gbit_s
    return 0.0 if link_gbit_s is None else kb * 8000 / (link_gbit_s * 1e9)


def _servers(env: simpy.Environment, design: WebSystem) -> list[Server]:
    web, base = design.web, design.database
    shared = simpy.Resource(env, base.cores)
    servers = []
    for place in range(web.servers):
        cores = simpy.Resource(env, web.cores)
        behind = shared if base.shared else simpy.Resource(env, base.cores)
        threads, pool = simpy.Resource(env, web.connections), simpy.Resource(env, base.pool_size)
        weight = 1 if design.balancer is None else design.balancer.weight_of(place)
        servers.append(Server(threads, cores, pool, behind if base.own_machine else cores, weight))
    return servers


def _site(env: simpy.Environment, rng: Random, design: WebSystem, servers: list[Server]) -> Site:
    front, web, base = design.balancer, design.web, design.database
    policy = Policy.IP_HASH if front is None else front.policy  # without a balancer a client keeps to one address
    return Site(
        env=env,
        rng=rng,
        pick=POLICIES[policy](servers, rng),
        hop_s=0.0 if front is None else (front.rtt_ms / 2 + front.proxy_ms) / 1000,
        query_hop_s=base.hop_ms / 2000,
        accept_queue=web.accept_queue,
        web_slowdown=_slowdowns(web),
        database_slowdown=_slowdowns(base if base.own_machine else web),
        pool_timeout_s=base.pool_timeout_s,
        query_timeout_s=base.query_timeout_s,
        entry=None if design.entry.link_gbit_s is None else simpy.Resource(env, 1),
        patience=design.workload.patience,
        warmup_s=design.warmup_s,
    )


def _slowdowns(machine: Machine) -> list[float]:
    return [machine.slowdown(busy) for busy in range(machine.cores + 1)]


def _check_written(design: WebSystem) -> None:
    workload = design.workload
    check_steady(workload.shape)
    missing = {
        "faults": bool(design.faults),
        "workload.replay": workload.replay is not None,
        "workload.patience.budget_share": workload.patience.budget_share is not None,
        "workload.endpoints.in_parallel": any(endpoint.in_parallel for endpoint in workload.endpoints),
        "balancer.slow_start_s": design.balancer is not None and design.balancer.slow_start_s > 0,
        "web.cache_items": design.web.cache_items > 0,
        "web.drops_abandoned": design.web.drops_abandoned,
        "workload.read_back_share": workload.read_back_share > 0,
        "external.share_of_orders": design.external.share_of_orders > 0,
    }
    for knob, is_used in missing.items():
        if is_used:
            raise BadDesign(f"{knob} must keep its default for the comparison with SimPy", knob=knob)
