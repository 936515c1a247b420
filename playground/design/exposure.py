"""Which of our machines can be reached from outside at an address of their own. Those that may come while a run lasts
are not among them: nobody knows their addresses yet.

The balancer always can. Web servers can where users go straight to them, and behind a balancer only with public
addresses (`web.public`). What has a machine of its own behind them has a private address.
"""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.message_queue import BROKER, Way
from playground.design.read_model import STORE as DOCUMENTS
from playground.design.sessions import STORE, Kept
from playground.design.sites import at_site


def server_names(design: WebSystem) -> tuple[str, ...]:
    """The names of the web servers that a run begins with: `web-1`, `web-2` …, or `server` where everything shares one
    box; those of the first site first."""
    return _everywhere(design, _names(design, design.first_servers))


def possible_servers(design: WebSystem) -> tuple[str, ...]:
    """The same with those that may come while a run lasts."""
    return _everywhere(design, _names(design, design.web.most_servers))


def _everywhere(design: WebSystem, names: tuple[str, ...]) -> tuple[str, ...]:
    """The machines of these names at every site."""
    return tuple(at_site(name, site) for site in range(design.places) for name in names)


def _names(design: WebSystem, count: int) -> tuple[str, ...]:
    if count == 1 and not design.database.own_machine:
        return ("server",)
    return tuple(f"web-{place + 1}" for place in range(count))


def reachable(design: WebSystem) -> tuple[str, ...]:
    """Names of our machines that a packet from outside reaches."""
    servers = server_names(design)
    if design.balancer is None:
        return servers
    doors = _everywhere(design, ("balancer",))
    return (*doors, *servers) if design.web.public else doors


def hidden(design: WebSystem) -> tuple[str, ...]:
    """Names of our machines with a private address."""
    servers = server_names(design)
    private = () if design.balancer is None or design.web.public else servers
    caches = () if design.cache is None else design.cache.names
    known = design.sessions
    stores = (STORE,) if known is not None and known.kept is Kept.STORE else ()
    split_off = () if design.services is None else design.services.names
    flat = () if design.read_model is None else (DOCUMENTS,)
    behind = (*caches, *stores, *_queue(design), *_timelines(design), *split_off, *flat)
    behind = (*behind, *_databases(design, len(servers)))
    return (*private, *_everywhere(design, behind))


def _queue(design: WebSystem) -> tuple[str, ...]:
    """The broker and the workers of a site."""
    if design.queue is None:
        return ()
    return (*((BROKER,) if design.queue.way is Way.QUEUE else ()), *design.queue.names)


def _timelines(design: WebSystem) -> tuple[str, ...]:
    """Those of a site that keep timelines, and the posts of large authors."""
    return () if design.timelines is None else (*design.timelines.names, *design.timelines.list_names)


def _databases(design: WebSystem, servers: int) -> tuple[str, ...]:
    if not design.database.own_machine:
        return ()
    if design.sharding is not None:
        copies = 0 if design.replication is None else design.replication.replicas
        one = ("database", *(f"replica-{number + 1}" for number in range(copies)))
        return tuple(f"shard-{shard + 1}-{name}" for shard in range(design.most_shards) for name in one)
    if design.database.shared or servers == 1:
        copies = 0 if design.replication is None else design.replication.replicas
        return ("database", *(f"replica-{number + 1}" for number in range(copies)))
    return tuple(f"database-{place + 1}" for place in range(servers))
