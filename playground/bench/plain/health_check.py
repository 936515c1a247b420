"""The balancer's probes in the plain web system: one process per server, and one per probe."""

from __future__ import annotations

from collections.abc import Generator
from math import ceil

import simpy

from playground.bench.plain.server import Server
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import is_full
from playground.design.balancer import HealthCheck


def watch(site: Site, server: Server, check: HealthCheck) -> Steps:
    """Down after `fall` misses in a row, up again after `rise` answers."""
    env = site.env
    against = 0
    while True:
        sent_s = env.now
        answer = env.process(probe(site, server, check.work_ms / 1000))
        yield answer | env.timeout(check.timeout_s)
        answered = bool(answer.triggered and answer.value)
        against = 0 if answered == server.up else against + 1
        if against == (check.fall if server.up else check.rise):
            server.up, server.current, against = not server.up, 0, 0
        periods = max(1, ceil((env.now - sent_s) / check.interval_s))
        yield env.timeout(max(0.0, sent_s + periods * check.interval_s - env.now))


def probe(site: Site, server: Server, work_s: float) -> Generator[simpy.Event, object, bool]:
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
