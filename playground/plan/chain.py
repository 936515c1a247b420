"""The web chain that engines are compared with: servers in turn, a cache that hits by a coin, else the database."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.dataplane.tables import REQUESTS
from playground.design.design import WebChain
from playground.design.service import Exponential
from playground.plan import arrivals, client
from playground.plan.builder import PLENTY, Builder, EndpointInfo
from playground.plan.group import group_of
from playground.plan.plan import Plan, finish
from playground.traffic.rate import profile


def plan(design: WebChain) -> Plan:
    """The plan of the web chain."""
    builder = Builder()
    client.no_patience(builder)
    count = design.web.servers
    nodes = builder.nodes_of([f"web-{i + 1}" for i in range(count)], 0)
    workers = builder.station("workers", nodes, count, system="web", slots=design.web.workers, is_front=True)
    cache = builder.station("cache", builder.node("cache"), 1, system="cache", slots=PLENTY)
    base = builder.station(
        "connections",
        builder.node("database"),
        1,
        system="database",
        slots=design.database.connections,
        is_front=True,
    )
    group = group_of(builder, nodes, "web", tuple(builder.nodes[:count]), policy=code.ROUND_ROBIN)

    walk = client.begin(builder, "request")
    walk.pick(group)
    walk.seize(workers)
    walk.work(workers, Exponential(mean_ms=design.web.service_ms), code.WEB_WORK)
    walk.work(cache, Exponential(mean_ms=design.cache.look_up_ms), code.CACHE_WORK, on_slot=False)
    with walk.skipped_with(design.cache.hit_share):
        walk.serve(base, Exponential(mean_ms=design.database.query_ms), code.READ_WORK)
    walk.release(workers)
    walk.close()
    start_pc, _ = client.receive(walk)
    builder.endpoints.append(EndpointInfo("request", REQUESTS, writes=False))
    builder.row("endpoints", (1.0, 0.0, start_pc, REQUESTS, 0, 0, *[0] * 15))
    rate = design.workload.rate_rps
    arrivals.source(
        builder, arrivals.stream(arrivals.REQUESTS), profile(design.workload.shape, rate, design.seconds), 0, 1
    )
    layout = builder.layout(orphan_pc=0, drops_abandoned=False)
    return finish(builder, layout, seconds=design.seconds, warmup_s=design.warmup_s, requests_rps=rate)
