"""What stands at each site of the plain web system, put together; there may be only one."""

from __future__ import annotations

from functools import partial
from random import Random

import simpy

from playground.bench.plain.cache import tier
from playground.bench.plain.copies import Copies, calls, copies, start_appliers
from playground.bench.plain.draw import sampler
from playground.bench.plain.health_check import probe, watch
from playground.bench.plain.keepers import Sessions, Store
from playground.bench.plain.policy import POLICIES
from playground.bench.plain.server import Server
from playground.bench.plain.site import Call, Site
from playground.bench.plain.visit import ask
from playground.design.balancer import Policy
from playground.design.design import WebSystem
from playground.design.machine import Machine
from playground.design.sessions import Kept, Sticky


def build(env: simpy.Environment, rng: Random, design: WebSystem) -> list[Site]:
    """All sites, with their balancers at work."""
    behind = None if design.replication is None else copies(env, design)
    if behind is not None:
        start_appliers(env, behind, design, rng)
    memory = object()
    found = [_site(env, rng, design, place, behind, memory) for place in range(design.places)]
    if design.balancer is not None:
        check = design.balancer.check
        for site in found:
            for server in site.servers:
                env.process(watch(env, server, check, partial(probe, site, server, check.work_ms / 1000)))
    return found


def _site(
    env: simpy.Environment, rng: Random, design: WebSystem, place: int, behind: Copies | None, memory: object
) -> Site:
    front, web, base = design.balancer, design.web, design.database
    servers = _servers(env, design)
    policy = Policy.IP_HASH if front is None else front.policy  # without a balancer a client keeps to one address
    read, write = _calls(env, design, servers, rng, place, behind)
    return Site(
        env=env,
        rng=rng,
        servers=servers,
        pick=POLICIES[policy](servers, rng),
        hop_s=0.0 if front is None else (front.rtt_ms / 2 + front.proxy_ms) / 1000,
        query_hop_s=base.hop_ms / 2000,
        accept_queue=web.accept_queue,
        web_slowdown=_slowdowns(web),
        database_slowdown=_slowdowns(base if base.own_machine else web),
        pool_timeout_s=base.pool_timeout_s,
        query_timeout_s=base.query_timeout_s,
        entry=None if design.entry.link_gbit_s is None else simpy.Resource(env, 1),
        read=read,
        write=write,
        place=place,
        sessions=_sessions(env, design, memory),
        weight=1 if design.sites is None else design.sites.weight_of(place),
    )


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


def _calls(
    env: simpy.Environment, design: WebSystem, servers: list[Server], rng: Random, place: int, behind: Copies | None
) -> tuple[Call, Call]:
    """What a read and a write do: at the only database, at replicated ones, or behind cache servers."""
    base = design.database
    reading, writing = sampler(base.read, rng) or float, sampler(base.write, rng) or float
    read: Call = partial(ask, reading)
    write: Call = partial(ask, writing)
    if behind is not None:
        for server in servers:
            server.pools = [simpy.Resource(env, base.pool_size) for _ in behind.cores]
        read, write = calls(behind, design, place, reading, writing)
    if design.cache is None:
        return read, write
    caches = tier(env, design, rng)
    return lambda site, server: caches.read(site, lambda: read(site, server)), write


def _sessions(env: simpy.Environment, design: WebSystem, memory: object) -> Sessions | None:
    """Stores that share what they know have this memory."""
    given = design.sessions
    if given is None:
        return None
    store, at = None, given.store
    if given.kept is Kept.STORE:
        is_one = design.sites is None or design.sites.shares_sessions
        cores, own = simpy.Resource(env, at.cores), memory if is_one else object()
        store = Store(cores, _slowdowns(at), own, at.hop_ms / 2000, at.work_ms / 1000, at.timeout_s)
    return Sessions(store, given.sticky is Sticky.COOKIE, given.login_ms / 1000)


def _slowdowns(machine: Machine) -> list[float]:
    return [machine.slowdown(busy) for busy in range(machine.cores + 1)]
