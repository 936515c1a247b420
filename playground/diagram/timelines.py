"""Timelines in the picture."""

from __future__ import annotations

import networkx as nx

from playground.design.design import WebSystem
from playground.design.message_queue import Way
from playground.design.sites import at_site
from playground.diagram.kinds import CELEBRITY, TIMELINE, add


def timelines(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server reads at every machine of its site; whoever copies posts writes to all of them, those of other sites
    too, which are not drawn."""
    given = design.timelines
    if given is None:
        return
    near = servers[0] if len(servers) == 1 else at_site("web", site)
    has_workers = design.queue is not None and design.queue.way is Way.QUEUE
    workers = tuple(at_site(name, site) for name in design.queue.names) if design.queue and has_workers else ()
    for kind, names in ((TIMELINE, given.names), (CELEBRITY, given.list_names)):
        for place, plain in enumerate(names):
            name = at_site(plain, site)
            add(graph, name, kind, "cache", (), place + 1)
            for server in servers:
                graph.add_edge(server, name, link=f"{near}>{name}")
            for worker in workers:
                graph.add_edge(worker, name, link=f"{at_site('worker', site)}>{name}")
