"""The web system: users, sites with balancers, servers and databases, and edges, as SimPy resources and processes.

Probes of balancers and of names are written. Those of cache servers, edges and databases, on which nothing depends as
long as nobody dies, are not: some dozen a second, to SimPy's favour.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from random import Random

import simpy

from playground.bench.plain import regions
from playground.bench.plain.client import Clients, Wish, arrivals
from playground.bench.plain.draw import sampler
from playground.bench.plain.health_check import probe_site, watch
from playground.bench.plain.outcome import Outcome
from playground.bench.plain.site import Act, Errand, Site
from playground.bench.plain.sites import build
from playground.bench.plain.steps import Steps
from playground.bench.plain.trip import rounds, send_s, trip
from playground.bench.plain.written import check_written
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind, Endpoint
from playground.design.timelines import POST_NAME, READ_NAME


def prepare(design: WebSystem, seed: int) -> Callable[[], Outcome]:
    """Everything in its place and warm; calling it is the run. Raises BadDesign for what is not written here."""
    check_written(design)
    env = simpy.Environment()
    rng = Random(seed)  # noqa: S311 - a simulation
    sites = build(env, rng, design)
    workload = design.workload
    clients = Clients(env, rng, workload.patience, design.warmup_s)
    errands = [_errand(design, endpoint, rng) for endpoint in workload.asked]
    shares = list(accumulate(workload.share_of(endpoint) for endpoint in workload.asked))
    if workload.visits is None:
        _from_nobody(clients, design, sites[0], errands, shares)
    else:
        regions.start(clients, design, sites, errands, shares)
    if design.dns is not None and design.sites is not None:
        check, way_s = design.dns.check, design.dns.check_rtt_ms / 2000
        for site in sites:
            env.process(watch(env, site, check, partial(probe_site, site, way_s, check.work_ms / 1000)))

    def run() -> Outcome:
        env.run(until=design.seconds)
        requests, files = clients.requests, clients.files
        return Outcome(requests.latencies_s, requests.failed, clients.born, files.latencies_s, files.failed)

    return run


def _from_nobody(clients: Clients, design: WebSystem, site: Site, errands: list[Errand], shares: list[float]) -> None:
    """Requests and bundles of users who are nobody in particular; `shares` are cumulative."""
    workload, rng = design.workload, clients.rng
    kb = workload.bundle_kb
    bundle = Errand(None, (), send_s(design, kb), rounds(kb, workload.initial_window_kb), is_bundle=True)

    def one_of(wanted: list[Errand], way_s: float) -> Wish:
        last = len(wanted) - 1

        def wish() -> tuple[Callable[[], Steps], None]:
            return partial(trip, site, wanted[bisect(shares, rng.random(), 0, last)], way_s), None

        return wish

    for region in workload.regions:
        way_s, part = region.rtt_ms / 2000, workload.share_of_region(region)
        if part > 0:
            rate_rps = workload.requests_rps * part
            clients.env.process(arrivals(clients, clients.requests, rate_rps, one_of(errands, way_s)))
        if part > 0 and workload.bundles_rps > 0:
            rate_rps = workload.bundles_rps * part
            clients.env.process(arrivals(clients, clients.files, rate_rps, one_of([bundle], way_s)))


def _errand(design: WebSystem, endpoint: Endpoint, rng: Random) -> Errand:
    rows = _calls(design, endpoint)
    kb = endpoint.response_kb
    return Errand(
        sampler(endpoint.web_work, rng), tuple(rows), send_s(design, kb), rounds(kb, design.workload.initial_window_kb)
    )


def _calls(design: WebSystem, endpoint: Endpoint) -> list[tuple[Act, int, float]]:
    """What the server has done: with a queue, no more than that an order is taken down."""
    social = design.timelines is not None
    if social and endpoint.name == READ_NAME:
        return [(Act.TIMELINE, 1, 0.0)]
    if endpoint.writes and design.queue is not None:
        return [(Act.POST if social and endpoint.name == POST_NAME else Act.PUBLISH, 1, 0.0)]
    acts = {CallKind.READ: Act.READ, CallKind.WRITE: Act.WRITE}
    return [(acts[call.kind], int(call.times), call.times % 1) for call in endpoint.calls]
