"""The topology of a web system: who stands where, and who talks to whom. Nodes have the names that a Result uses."""

from __future__ import annotations

import networkx as nx

from playground.design.cache_tier import Reads
from playground.design.cdn import edge_names
from playground.design.design import WebSystem
from playground.design.exposure import possible_servers
from playground.design.sessions import STORE, Kept
from playground.design.sites import at_site, site_of
from playground.diagram.kinds import (
    BALANCER,
    BOX,
    CACHE,
    DATABASE,
    EDGE,
    ENTRY,
    EXTERNAL,
    MONITOR,
    NOWHERE,
    REPLICA,
    SESSIONS,
    SHIELD,
    USERS,
    WEB,
    add,
)
from playground.diagram.queue import queue
from playground.diagram.read_model import read_model
from playground.diagram.services import services
from playground.diagram.shards import machines, shards, watched
from playground.diagram.timelines import timelines


def topology(design: WebSystem) -> nx.DiGraph:
    """A directed graph from the users to the data.

    Node attributes: `kind`, `layer` (from the users on), `parts` (what runs inside, as words of the catalogue),
    `number` (1, 2 … of equal ones, else 0), `is_probed`, `site` (0, 1 …; None for what stands at none, or where there
    is one). Edge attribute: `link`, the name that faults use.
    """
    graph = nx.DiGraph()
    add(graph, "users", USERS, "users")
    edges = _edges(graph, design)
    servers = [_site(graph, design, edges, site) for site in range(design.places)]
    if design.sharding is not None and design.replication is not None:
        watched(graph)
    elif design.replication is not None:
        _replicas(graph, design, design.replication.replicas, servers)
    for name in graph:
        stands = design.places > 1 and graph.nodes[name]["kind"] not in NOWHERE
        graph.nodes[name]["site"] = site_of(name) if stands else None
    return graph


def _site(graph: nx.DiGraph, design: WebSystem, edges: tuple[str, ...], site: int) -> tuple[str, ...]:
    """Everything at a site but its replicas; its web servers."""
    door = "users"
    if design.entry.link_gbit_s is not None:
        entry = at_site("entry", site)
        add(graph, entry, ENTRY, "entry")
        graph.add_edge("users", entry, link="")
        door = entry
    if design.balancer is not None:
        parts = ("standby",) if design.balancer.standby else ()
        balancer = at_site("balancer", site)
        add(graph, balancer, BALANCER, "balancer", parts)
        graph.add_edge(door, balancer, link=f"users>{balancer}")
        door = balancer
    for name in edges:
        graph.add_edge(name, at_site("entry", site) if at_site("entry", site) in graph else door, link="")
    servers = _servers(graph, design, door, site)
    _cache(graph, design, servers, site)
    _session_store(graph, design, servers, site)
    _database(graph, design, servers, site)
    for part in (queue, timelines, services, read_model):
        part(graph, design, servers, site)
    _reads_through(graph, design)
    if design.external.share_of_orders > 0:
        api = at_site("external-api", site)
        add(graph, api, EXTERNAL, "database")
        for server in servers:
            graph.add_edge(server, api, link=f"{server}>{api}")
    return servers


def killable(graph: nx.DiGraph) -> tuple[str, ...]:
    """Names of the machines that a fault can hit, from the users to the data."""
    return tuple(name for name, kind in graph.nodes(data="kind") if kind not in (USERS, ENTRY))


def _edges(graph: nx.DiGraph, design: WebSystem) -> tuple[str, ...]:
    """The CDN's edges by region; those that ask the origin: themselves, or the shield. A second CDN is not drawn."""
    if design.cdn is None:
        return ()
    regions = design.workload.regions
    names = tuple(name for region in regions for name in edge_names(design.cdn, region.name))
    for name in names:
        add(graph, name, EDGE, "cdn", (), int(name.rsplit("-", 1)[1]))
        graph.nodes[name]["region"] = name.removeprefix("edge-").rpartition("-")[0]
        graph.nodes[name]["is_probed"] = True
        graph.add_edge("users", name, link=f"users>{name}")
    if not design.cdn.shield:
        return names
    add(graph, "shield", SHIELD, "shield")
    for name in names:
        graph.add_edge(name, "shield", link="")
    return ("shield",)


def _servers(graph: nx.DiGraph, design: WebSystem, door: str, site: int) -> tuple[str, ...]:
    names = possible_servers(design)
    each = len(names) // design.places
    names = names[site * each : (site + 1) * each]
    parts: tuple[str, ...] = ("web",) if not design.database.own_machine else ()
    if design.web.cache_items > 0:
        parts += ("cache",)
    if not design.database.own_machine:
        parts += ("database",)
    for place, name in enumerate(names):
        add(graph, name, BOX if name == "server" else WEB, "web", parts, 0 if name == "server" else place + 1)
        graph.nodes[name]["is_probed"] = design.balancer is not None
        graph.add_edge(door, name, link=f"{'users' if door == at_site('entry', site) else door}>{name}")
    return names


def _cache(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server asks every cache node, over the same link."""
    names = () if design.cache is None else design.cache.names
    near = servers[0] if len(servers) == 1 else at_site("web", site)
    for plain in names:
        name = at_site(plain, site)
        add(graph, name, CACHE, "cache", (), int(name.rsplit("-", 1)[1]))
        for server in servers:
            graph.add_edge(server, name, link=f"{near}>{name}")


def _session_store(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server asks the one store, over the same link."""
    if design.sessions is None or design.sessions.kept is not Kept.STORE:
        return
    store = at_site(STORE, site)
    add(graph, store, SESSIONS, "cache")
    near = servers[0] if len(servers) == 1 else at_site("web", site)
    for server in servers:
        graph.add_edge(server, store, link=f"{near}>{store}")


def _database(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    if not design.database.own_machine:
        return
    if design.sharding is not None:
        shards(graph, design, servers, site)
        return
    if design.database.shared or len(servers) == 1:
        base = at_site("database", site)
        parts = () if design.replication is None else ("primary" if _leads(design, site) else "replica",)
        add(graph, base, DATABASE, "database", parts)
        ends = [base] * len(servers)
    else:
        ends = [f"database-{place + 1}" for place in range(len(servers))]
        for place, name in enumerate(ends):
            add(graph, name, DATABASE, "database", (), place + 1)
    for server, end in zip(servers, ends, strict=True):
        graph.add_edge(server, end, link=f"{server}>{end}")


def _reads_through(graph: nx.DiGraph, design: WebSystem) -> None:
    """Cache nodes that read the database themselves: the one of the beginning, where there are several; all shards."""
    if design.cache is None or design.cache.reads is not Reads.READ_THROUGH:
        return
    bases = machines(graph) or (possible_servers(design)[0],)
    graph.add_edges_from((name, end, {"link": f"{name}>{end}"}) for name in design.cache.names for end in bases)


def _leads(design: WebSystem, site: int) -> bool:
    """Does the first database of the site accept writes in the beginning?"""
    return site == 0 or (design.sites is not None and design.sites.has_writers)


def _replicas(graph: nx.DiGraph, design: WebSystem, count: int, sites: list[tuple[str, ...]]) -> None:
    """Copies beside the primary, each fed by it and read by every server of its site; and who watches over them."""
    copies = [at_site("database", site) for site in range(len(sites))]
    for site, servers in enumerate(sites):
        for number in range(1, count + 1):
            name = at_site(f"replica-{number}", site)
            add(graph, name, REPLICA, "database", ("replica",), number)
            copies.append(name)
            for server in servers:
                graph.add_edge(server, name, link=f"{server}>{name}")
    for name in copies:
        leader = at_site("database", site_of(name)) if _leads(design, site_of(name)) else "database"
        if name != leader:
            graph.add_edge(leader, name, link=f"{leader}>{name}")
    add(graph, "monitor", MONITOR, "external")
    for name in copies:
        graph.add_edge(name, "monitor", link=f"monitor>{name}")
