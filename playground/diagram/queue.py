"""A message queue and its workers in the picture."""

from __future__ import annotations

import networkx as nx

from playground.design.design import WebSystem
from playground.design.message_queue import BROKER, Way
from playground.design.sites import at_site
from playground.diagram.kinds import QUEUE, WORKER, add


def queue(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server publishes to the broker of its site, from which the workers take what they carry out; or it calls
    these."""
    if design.queue is None:
        return
    broker, is_called = at_site(BROKER, site), design.queue.way is Way.CALL
    names = tuple(at_site(name, site) for name in design.queue.names)
    if not is_called:
        add(graph, broker, QUEUE, "cache")
        for server in servers:
            graph.add_edge(server, broker, link=f"{server}>{broker}")
    for place, name in enumerate(names):
        add(graph, name, WORKER, "cache", (), place + 1)
        graph.add_edges_from((name, end, {"link": f"{name}>{end}"}) for end in _written(design))
        if not is_called:
            graph.add_edge(broker, name, link=f"{name}>{broker}")
            continue
        for server in servers:
            graph.add_edge(server, name, link=f"{at_site('web', site)}>{name}")


def _written(design: WebSystem) -> tuple[str, ...]:
    """The databases that accept orders in the beginning."""
    return tuple(f"shard-{shard}-database" for shard in range(1, design.most_shards + 1)) or ("database",)
