"""What operations want counted that nobody counts otherwise."""

from __future__ import annotations

from playground.dataplane.layout import Layout
from playground.design.design import WebSystem
from playground.plan.builder import MS, Builder


def note_slow_queries(builder: Builder, layout: Layout, design: WebSystem) -> Layout:
    """Who stays at a database for longer than this, waiting for its cores included, is counted as slow."""
    if design.operations is None:
        return layout
    for row, info in enumerate(builder.stations):
        if info.is_front and info.system == "database":
            layout.stations[row]["slow_ns"] = int(design.operations.slow_query_ms * MS + 0.5)
    return layout
