"""What stands at each site of the plain web system, put together; there may be only one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

import simpy

from playground.bench.plain.brokers import broker_of
from playground.bench.plain.cache import tier
from playground.bench.plain.consumers import start_workers
from playground.bench.plain.copies import Copies, copies, start_appliers
from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.health_check import probe, watch
from playground.bench.plain.keepers import Sessions, Store
from playground.bench.plain.keys import Keys, keys_of
from playground.bench.plain.policy import POLICIES
from playground.bench.plain.server import Server
from playground.bench.plain.site import Act, Call, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.timelines import Timelines, timelines_of
from playground.bench.plain.visit import ask
from playground.design.balancer import Policy
from playground.design.design import WebSystem
from playground.design.machine import Machine
from playground.design.sessions import Kept, Sticky


def build(env: simpy.Environment, rng: Random, design: WebSystem) -> list[Site]:
    """All sites, with their balancers at work."""
    keys = keys_of(design.workload.popularity, rng)
    behind = None if design.replication is None else copies(env, design, rng, keys)
    if behind is not None:
        start_appliers(env, behind, design, rng)
    memory, fans = object(), timelines_of(env, design, rng)
    found = [_site(env, design, place, keys, behind, memory) for place in range(design.places)]
    for site in found:
        _between(site, design, behind, keys, fans)
    if design.balancer is not None:
        check = design.balancer.check
        for site in found:
            for server in site.servers:
                env.process(watch(env, server, check, partial(probe, site, server, check.work_ms / 1000)))
    return found


def _site(
    env: simpy.Environment, design: WebSystem, place: int, keys: Keys, behind: Copies | None, memory: object
) -> Site:
    front, web, base = design.balancer, design.web, design.database
    servers, rng = _servers(env, design), keys.rng
    policy = Policy.IP_HASH if front is None else front.policy  # without a balancer a client keeps to one address
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
        calls=_calls(env, design, servers, keys, behind),
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
    env: simpy.Environment, design: WebSystem, servers: list[Server], keys: Keys, behind: Copies | None
) -> dict[Act, Call]:
    """What a read and a write do: at the only database, at replicated ones, or behind cache servers."""
    base = design.database
    reading, writing = sampler(base.read, keys.rng) or float, sampler(base.write, keys.rng) or float
    if behind is None:
        return {Act.READ: _cached(env, design, keys, partial(_ask, reading)), Act.WRITE: partial(ask, writing)}
    for server in servers:
        server.pools = [simpy.Resource(env, base.pool_size) for _ in range(behind.number)]
    return {
        Act.READ: _cached(env, design, keys, lambda site, server, key: behind.read(site, server.pools, key)),
        Act.WRITE: lambda site, server: behind.write(site, server.pools, keys.draw()),
    }


def _ask(service: Sampler, site: Site, server: Server, _key: int) -> Steps:
    return ask(service, site, server)


def _cached(env: simpy.Environment, design: WebSystem, keys: Keys, read: Callable[[Site, Server, int], Steps]) -> Call:
    """The read of some key, by way of the site's cache servers where there are any."""
    if design.cache is None:
        return lambda site, server: read(site, server, keys.draw())
    caches = tier(env, design, keys)

    def cached(site: Site, server: Server) -> Steps:
        key = keys.draw()
        return caches.read(site, key, lambda: read(site, server, key))

    return cached


def _between(site: Site, design: WebSystem, behind: Copies | None, keys: Keys, fans: Timelines | None) -> None:
    """Calls to a broker, whose workers are at work then, and to timelines."""
    if fans is not None:
        site.calls[Act.TIMELINE] = fans.read
    if design.queue is not None and behind is not None:
        broker = broker_of(site.env, design.queue)
        start_workers(design, site, broker, behind, keys, fans)
        site.calls[Act.PUBLISH] = broker.publish
        site.calls[Act.POST] = partial(broker.publish, is_post=True)


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
