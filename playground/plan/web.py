"""The web tier: a worker thread from the first to the last instant, cores for the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.plan.builder import Builder, NodeRef, Place
from playground.plan.walk import Walk

REGISTER = 0  # which server a request is on


@dataclass(frozen=True)
class Web:
    """The servers: their nodes, worker threads and cores."""

    names: tuple[str, ...]
    node: NodeRef
    workers: Place
    cores: Place


def web(builder: Builder, design: WebSystem) -> Web:
    """`web-1`, `web-2` …, or `server` where everything shares one box. All that there may ever be: who is not there
    is a member of the balancer's group behind its end."""
    given = design.web
    count = given.most_servers
    alone = not design.database.own_machine and count == 1
    names = ("server",) if alone else tuple(builder.here(f"web-{i + 1}") for i in range(count))
    node = builder.nodes_of(names, REGISTER)
    workers = builder.station(
        "worker threads",
        node,
        count,
        system="web",
        slots=given.connections,
        room=given.accept_queue,
        is_front=True,
        measures_node=False,
    )
    cores = builder.station("cores", node, count, system="web", slots=given.cores, machine=given)
    return Web(names, node, workers, cores)


@contextmanager
def inside(walk: Walk, servers: Web) -> Iterator[None]:
    """On a server: take a worker thread, keep it until everything is done."""
    walk.arrive(servers.node)
    walk.seize(servers.workers)
    yield
    walk.release(servers.workers)


def compute(walk: Walk, servers: Web, endpoint: Endpoint) -> None:
    """The endpoint's own work on a core."""
    walk.serve(servers.cores, endpoint.web_work, code.WEB_WORK)
