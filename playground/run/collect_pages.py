"""From the books of services and of pages to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.design.design import WebSystem
from playground.result.pages import Pages, Peer
from playground.run.collect_read_model import read_model

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.design.design import Common
    from playground.plan.plan import Plan


def pages(plan: Plan, design: Common, plane: DataPlane, windows: int) -> dict[str, Any]:
    """Fields of Result."""
    return {"pages": _pages(design, plane, windows), "read_model": read_model(plan, plane, windows)}


def _pages(design: Common, plane: DataPlane, windows: int) -> Pages | None:
    """None where nothing was split off."""
    if not isinstance(design, WebSystem) or design.services is None:
        return None
    world = plane.world
    series = world.window_pages[:windows]
    rows = zip(design.services.parts, world.peers, strict=True)
    return Pages(
        shown=int(world.pages[0]["shown"]),
        degraded=int(world.pages[0]["degraded"]),
        peers=tuple(Peer(part.name, *(int(row[name]) for name in ("calls", "rows", "left_out"))) for part, row in rows),
        shown_in=np.diff(series["shown"], prepend=0),
        degraded_in=np.diff(series["degraded"], prepend=0),
    )
