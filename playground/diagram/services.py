"""Services that were split off in the picture."""

from __future__ import annotations

import networkx as nx

from playground.design.design import WebSystem
from playground.design.sites import at_site
from playground.diagram.kinds import SERVICE, add


def services(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server asks every machine of each service, over the same link."""
    if design.services is None:
        return
    near = servers[0] if len(servers) == 1 else at_site("web", site)
    for part in design.services.parts:
        for place, plain in enumerate(part.names):
            name = at_site(plain, site)
            add(graph, name, SERVICE, "cache", (), place + 1 if part.machines > 1 else 0)
            for server in servers:
                graph.add_edge(server, name, link=f"{near}>{name}")
