"""From the books of caches to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground import result as left

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def caches(plan: Plan, plane: DataPlane, windows: int, *, of_pages: bool) -> tuple[left.Cache, ...]:
    """Caches with their hits, misses and stale hits in each window: those of databases' pages, or all others."""
    count = len(plan.caches)
    rows = plane.world.window_caches[: windows * count].reshape(windows, count)
    hits, misses, stale = (np.diff(rows[what], axis=0, prepend=0) for what in ("hits", "misses", "stale"))
    return tuple(
        left.Cache(
            name=name,
            hits_in=hits[:, c].copy(),
            misses_in=misses[:, c].copy(),
            stale_in=stale[:, c].copy(),
            **{what: int(row[what]) for what in left.CACHE_COUNTS},
        )
        for c, (name, row) in enumerate(zip(plan.caches, plane.world.caches, strict=True))
        if c not in plan.shelf_caches and (c in plan.page_caches) == of_pages
    )
