"""Which parts of the picture lie between two that talk to each other."""

from __future__ import annotations

from functools import lru_cache

import networkx as nx

from playground.design.design import WebSystem
from playground.diagram.topology import topology


class Routes:
    """The lines of a design's picture, walked in either direction."""

    def __init__(self, design: WebSystem) -> None:
        self._lines = topology(design).to_undirected()
        self.names = frozenset(self._lines)
        self.between = lru_cache(maxsize=None)(self._between)

    def _between(self, one: str, other: str) -> tuple[str, ...]:
        """The parts from one to the other, both included; the two alone where no line joins them."""
        if not nx.has_path(self._lines, one, other):
            return one, other
        return tuple(nx.shortest_path(self._lines, one, other))
