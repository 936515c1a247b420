"""Probes in the plain web system, of servers and of whole sites: one process for each, and one per probe."""

from __future__ import annotations

from collections.abc import Callable, Generator
from math import ceil

import simpy

from playground.bench.plain.server import Server
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import is_full
from playground.design.balancer import HealthCheck

Probe = Generator[simpy.Event, object, bool]


def watch(env: simpy.Environment, target: Server | Site, check: HealthCheck, send: Callable[[], Probe]) -> Steps:
    """Down after `fall` misses in a row, up again after `rise` answers."""
    against = 0
    while True:
        sent_s = env.now
        answer = env.process(send())
        yield answer | env.timeout(check.timeout_s)
        answered = bool(answer.triggered and answer.value)
        against = 0 if answered == target.up else against + 1
        if against == (check.fall if target.up else check.rise):
            target.up, target.current, against = not target.up, 0, 0
        periods = max(1, ceil((env.now - sent_s) / check.interval_s))
        yield env.timeout(max(0.0, sent_s + periods * check.interval_s - env.now))


def probe(site: Site, server: Server, work_s: float) -> Probe:
    """A probe waits in the same lines as users do. Was it answered?"""
    env = site.env
    yield env.timeout(site.hop_s)
    answered = not is_full(site, server)
    if answered:
        with server.threads.request() as thread:
            yield thread
            with server.cores.request() as core:
                yield core
                yield env.timeout(work_s * site.web_slowdown[server.cores.count])
    yield env.timeout(site.hop_s)
    return answered


def probe_site(site: Site, way_s: float, work_s: float) -> Probe:
    """As a user would: through the balancer to one of its servers."""
    yield site.env.timeout(way_s)
    server, answered = site.pick(), False
    if server is not None:
        server.open += 1
        answered = yield from probe(site, server, work_s)
        server.open -= 1
    yield site.env.timeout(way_s)
    return answered
