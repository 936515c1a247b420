"""Kinds of parts, and in which layer they stand."""

from __future__ import annotations

import networkx as nx

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
QUEUE, WORKER, SERVICE, DOCUMENTS = "queue", "worker", "service", "documents"
TIMELINE, CELEBRITY = "timeline", "celebrity"
# Room for what later stages put between: the order from the users to the data.
LAYERS = ("users", "dns", "cdn", "shield", "entry", "balancer", "web", "cache", "database", "external")
PLACE = {name: place for place, name in enumerate(LAYERS)}
NOWHERE = (USERS, EDGE, SHIELD, MONITOR)  # these stand at no site of ours


def add(graph: nx.DiGraph, name: str, kind: str, layer: str, parts: tuple[str, ...] = (), number: int = 0) -> None:
    """A part that stands in the layer of this name."""
    graph.add_node(name, kind=kind, layer=PLACE[layer], parts=parts, number=number, is_probed=False)
