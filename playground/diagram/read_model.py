"""A read model in the picture."""

from __future__ import annotations

import networkx as nx

from playground.design.design import WebSystem
from playground.design.read_model import STORE
from playground.design.sites import at_site
from playground.diagram.kinds import DOCUMENTS, add


def read_model(graph: nx.DiGraph, design: WebSystem, servers: tuple[str, ...], site: int) -> None:
    """Every server reads documents, which the workers bring up to date."""
    if design.read_model is None or design.queue is None:
        return
    store = at_site(STORE, site)
    add(graph, store, DOCUMENTS, "database")
    for name in (*servers, *(at_site(worker, site) for worker in design.queue.names)):
        graph.add_edge(name, store, link=f"{name}>{store}")
