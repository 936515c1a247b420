"""The machines of sharded databases: of each shard a primary and its replicas, numbered by their shard."""

from __future__ import annotations

import networkx as nx

from playground.design.design import WebSystem
from playground.design.sites import at_site
from playground.diagram.kinds import add


def shards(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server of a site asks every machine there; primaries, which stand at the first site, feed all replicas; a
    monitor looks after all, where there are any. Those that are added while a run lasts are there from the beginning.
    """
    count = 0 if design.replication is None else design.replication.replicas
    for shard in range(1, design.most_shards + 1):
        primary, leader = f"shard-{shard}-database", at_site(f"shard-{shard}-database", site)
        add(graph, leader, "database", "database", ("primary" if site == 0 else "replica",), shard)
        copies = [at_site(f"shard-{shard}-replica-{number}", site) for number in range(1, count + 1)]
        for name in copies:
            add(graph, name, "replica", "database", ("replica",), shard)
        for name in (leader, *copies):
            if name != primary:
                graph.add_edge(primary, name, link=f"{primary}>{name}")
        for server in servers:
            for name in (leader, *copies):
                graph.add_edge(server, name, link=f"{server}>{name}")
        if site > 0:
            graph.add_edges_from((server, primary, {"link": f"{server}>{primary}"}) for server in servers)


def machines(graph: nx.DiGraph) -> tuple[str, ...]:
    """The databases that are there: the one of the beginning, or all that stand side by side."""
    return tuple(name for name, kind in graph.nodes(data="kind") if kind in ("database", "replica"))


def watched(graph: nx.DiGraph) -> None:
    """The monitor, and its probes."""
    add(graph, "monitor", "monitor", "external", (), 0)
    graph.add_edges_from((name, "monitor", {"link": f"monitor>{name}"}) for name in machines(graph))
