"""What a request does inside the web system: at a server, and at the database."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from playground.bench.plain.draw import Sampler
from playground.bench.plain.seat import Seat
from playground.bench.plain.server import Server
from playground.bench.plain.sessions import know
from playground.bench.plain.site import Errand, Failed, Site
from playground.bench.plain.steps import Steps


def visit(site: Site, server: Server, errand: Errand, seat: Seat | None = None) -> Steps:
    """A worker thread from the first to the last instant: who asks, a core for the work, then the calls. Raises
    Failed."""
    if is_full(site, server):
        raise Failed(site.hop_s)
    with server.threads.request() as thread:
        yield thread
        if seat is not None:
            yield from know(site, server, seat)
        if errand.web_work is not None:
            with server.cores.request() as core:
                yield core
                yield site.env.timeout(errand.web_work() * site.web_slowdown[server.cores.count])
        for act, times, share in errand.calls:
            call = site.calls[act]
            if share and site.rng.random() < share:
                times += 1  # noqa: PLW2901 - this request's
            for _ in range(times):
                yield from call(site, server)


def is_full(site: Site, server: Server) -> bool:
    """Are all threads taken, and all places in front of them?"""
    threads = server.threads
    return len(threads.users) == threads.capacity and len(threads.queue) >= site.accept_queue


def ask(service: Sampler, site: Site, server: Server) -> Steps:
    """A call to the only database there is for this server."""
    yield from query(site, server.pool, server.database_cores, service, site.query_hop_s)


def query(
    site: Site,
    pool: simpy.Resource,
    cores: simpy.Resource,
    service: Sampler,
    hop_s: float,
    done: Callable[[simpy.Event], None] | None = None,
) -> Steps:
    """A connection, a hop, a core of the database, and the hop back. Raises Failed. `done` is called when the work is.

    When the deadline passes, the database finishes what it has begun: the end of the work frees the core.
    """
    env = site.env
    with pool.request() as connection:
        if connection.triggered or site.pool_timeout_s is None:
            yield connection
        else:
            yield connection | env.timeout(site.pool_timeout_s)
            if not connection.triggered:
                raise Failed(site.hop_s)
        alarm = env.event() if site.query_timeout_s is None else env.timeout(site.query_timeout_s)
        alarm.callbacks.append(env.active_process.interrupt)  # type: ignore[union-attr]  # the process we are in
        core = work = None
        try:
            yield env.timeout(hop_s)
            core = cores.request()
            yield core
            work = env.timeout(service() * site.database_slowdown[cores.count], core)
            work.callbacks.append(lambda event: cores.release(event.value))  # type: ignore[arg-type]
            if done is not None:
                work.callbacks.append(done)
            yield work
            yield env.timeout(hop_s)
        except simpy.Interrupt:
            if core is not None and work is None:
                core.cancel()
            raise Failed(site.hop_s) from None
        alarm.callbacks.clear()
