"""From the tables of shelves to what a Result says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.result.shelf import SHELF_COUNTS, OwnCopies, Shelf

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def shelves(plan: Plan, plane: DataPlane, windows: int) -> tuple[Shelf, ...]:
    """In the order in which they were put up; none without a CDN."""
    if plan.shelving is None:
        return ()
    world = plane.world
    count = len(plan.shelving.names)
    rows = world.window_shelves[: windows * count].reshape(windows, count)
    found = world.window_caches[: windows * len(plan.caches)].reshape(windows, len(plan.caches))

    def in_windows(table: np.ndarray, column: int, what: str) -> np.ndarray:
        return np.diff(table[what][:, column], prepend=0)

    return tuple(
        Shelf(
            name=name,
            is_shield=bool(row["is_shield"]),
            is_spare=name not in plan.shelving.of_first,
            **{what: int(world.caches[int(row["cache"])][what]) for what in SHELF_COUNTS},
            **{what: int(row[what]) for what in ("sent", "fetched", "old", "rescued")},
            hits_in=in_windows(found, int(row["cache"]), "hits"),
            misses_in=in_windows(found, int(row["cache"]), "misses"),
            old_in=in_windows(rows, place, "old"),
            sent_in=in_windows(rows, place, "sent"),
            fetched_in=in_windows(rows, place, "fetched"),
        )
        for place, (name, row) in enumerate(zip(plan.shelving.names, world.shelves, strict=True))
    )


def own_copies(plan: Plan, plane: DataPlane, windows: int) -> tuple[OwnCopies, ...]:
    """By kind of file; none without a CDN, as nobody needs to know then."""
    if plan.shelving is None:
        return ()
    count = len(plan.files)
    rows = plane.world.window_files[: windows * count].reshape(windows, count)
    return tuple(
        OwnCopies(
            kind,
            int(row["own"]),
            int(row["own_old"]),
            np.diff(rows["own"][:, place], prepend=0),
            np.diff(rows["own_old"][:, place], prepend=0),
        )
        for place, (kind, row) in enumerate(zip(plan.files, plane.world.files, strict=True))
    )
