"""The topology of a web system: who stands where, and who talks to whom. Nodes have the names that a Result uses."""

from __future__ import annotations

import networkx as nx

from playground.design.cache_tier import Reads
from playground.design.cdn import edge_names
from playground.design.design import WebSystem
from playground.design.exposure import possible_servers
from playground.design.sessions import STORE, Kept

USERS, EDGE, SHIELD, ENTRY, BALANCER, WEB, BOX, CACHE, DATABASE, REPLICA, MONITOR, EXTERNAL = (
    "users",
    "edge",
    "shield",
    "entry",
    "balancer",
    "web",
    "box",
    "cache",
    "database",
    "replica",
    "monitor",
    "external",
)
SESSIONS = "sessions"
# Room for what later stages put between: the order from the users to the data.
LAYERS = ("users", "dns", "cdn", "shield", "entry", "balancer", "web", "cache", "database", "external")
PLACE = {name: place for place, name in enumerate(LAYERS)}


def topology(design: WebSystem) -> nx.DiGraph:
    """A directed graph from the users to the data.

    Node attributes: `kind`, `layer` (from the users on), `parts` (what runs inside, as words of the catalogue),
    `number` (1, 2 … of equal ones, else 0), `is_probed`. Edge attribute: `link`, the name that faults use.
    """
    graph = nx.DiGraph()
    _add(graph, "users", USERS, "users")
    door = "users"
    edges = _edges(graph, design)
    if design.entry.link_gbit_s is not None:
        _add(graph, "entry", ENTRY, "entry")
        graph.add_edge("users", "entry", link="")
        door = "entry"
    if design.balancer is not None:
        parts = ("standby",) if design.balancer.standby else ()
        _add(graph, "balancer", BALANCER, "balancer", parts)
        graph.add_edge(door, "balancer", link="users>balancer")
        door = "balancer"
    for name in edges:
        graph.add_edge(name, "entry" if "entry" in graph else door, link="")
    servers = _servers(graph, design, door)
    _cache(graph, design, servers)
    _session_store(graph, design, servers)
    _database(graph, design, servers)
    _reads_through(graph, design)
    if design.replication is not None:
        _replicas(graph, design.replication.replicas, servers)
    if design.external.share_of_orders > 0:
        _add(graph, "external-api", EXTERNAL, "database")
        for server in servers:
            graph.add_edge(server, "external-api", link=f"{server}>external-api")
    return graph


def killable(graph: nx.DiGraph) -> tuple[str, ...]:
    """Names of the machines that a fault can hit, from the users to the data."""
    return tuple(name for name, kind in graph.nodes(data="kind") if kind not in (USERS, ENTRY))


def _add(graph: nx.DiGraph, name: str, kind: str, layer: str, parts: tuple[str, ...] = (), number: int = 0) -> None:
    graph.add_node(name, kind=kind, layer=PLACE[layer], parts=parts, number=number, is_probed=False)


def _edges(graph: nx.DiGraph, design: WebSystem) -> tuple[str, ...]:
    """The CDN's edges by region; those that ask the origin: themselves, or the shield. A second CDN is not drawn."""
    if design.cdn is None:
        return ()
    regions = design.workload.regions
    names = tuple(name for region in regions for name in edge_names(design.cdn, region.name))
    for name in names:
        _add(graph, name, EDGE, "cdn", (), int(name.rsplit("-", 1)[1]))
        graph.nodes[name]["region"] = name.removeprefix("edge-").rpartition("-")[0]
        graph.nodes[name]["is_probed"] = True
        graph.add_edge("users", name, link=f"users>{name}")
    if not design.cdn.shield:
        return names
    _add(graph, "shield", SHIELD, "shield")
    for name in names:
        graph.add_edge(name, "shield", link="")
    return ("shield",)


def _servers(graph: nx.DiGraph, design: WebSystem, door: str) -> tuple[str, ...]:
    names = possible_servers(design)
    parts: tuple[str, ...] = ("web",) if not design.database.own_machine else ()
    if design.web.cache_items > 0:
        parts += ("cache",)
    if not design.database.own_machine:
        parts += ("database",)
    for place, name in enumerate(names):
        _add(graph, name, BOX if name == "server" else WEB, "web", parts, 0 if name == "server" else place + 1)
        graph.nodes[name]["is_probed"] = design.balancer is not None
        graph.add_edge(door, name, link=f"{'users' if door == 'entry' else door}>{name}")
    return names


def _cache(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...]) -> None:
    """Every server asks every cache node, over the same link."""
    names = () if design.cache is None else design.cache.names
    near = servers[0] if len(servers) == 1 else "web"
    for name in names:
        _add(graph, name, CACHE, "cache", (), int(name.rsplit("-", 1)[1]))
        for server in servers:
            graph.add_edge(server, name, link=f"{near}>{name}")


def _session_store(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...]) -> None:
    """Every server asks the one store, over the same link."""
    if design.sessions is None or design.sessions.kept is not Kept.STORE:
        return
    _add(graph, STORE, SESSIONS, "cache")
    near = servers[0] if len(servers) == 1 else "web"
    for server in servers:
        graph.add_edge(server, STORE, link=f"{near}>{STORE}")


def _database(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...]) -> None:
    if not design.database.own_machine:
        return
    if design.database.shared or len(servers) == 1:
        _add(graph, "database", DATABASE, "database", () if design.replication is None else ("primary",))
        ends = ["database"] * len(servers)
    else:
        ends = [f"database-{place + 1}" for place in range(len(servers))]
        for place, name in enumerate(ends):
            _add(graph, name, DATABASE, "database", (), place + 1)
    for server, end in zip(servers, ends, strict=True):
        graph.add_edge(server, end, link=f"{server}>{end}")


def _reads_through(graph: nx.DiGraph, design: WebSystem) -> None:
    """Cache nodes that read the database themselves: the one of the beginning, where there are several."""
    if design.cache is None or design.cache.reads is not Reads.READ_THROUGH:
        return
    base = "database" if design.database.own_machine else possible_servers(design)[0]
    for name in design.cache.names:
        graph.add_edge(name, base, link=f"{name}>{base}")


def _replicas(graph: nx.DiGraph, count: int, servers: tuple[str, ...]) -> None:
    """Copies beside the primary, each fed by it and read by every server; and who watches over them."""
    for number in range(1, count + 1):
        name = f"replica-{number}"
        _add(graph, name, REPLICA, "database", ("replica",), number)
        for server in servers:
            graph.add_edge(server, name, link=f"{server}>{name}")
        graph.add_edge("database", name, link=f"database>{name}")
    _add(graph, "monitor", MONITOR, "external")
    for name in ("database", *(f"replica-{number}" for number in range(1, count + 1))):
        graph.add_edge(name, "monitor", link=f"monitor>{name}")
