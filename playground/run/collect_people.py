"""From the tables of audiences and keepers to what a Result says of the people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.result.people import Keeper, Names, People, Sessions, Versions

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def people(plan: Plan, plane: DataPlane) -> tuple[People, ...]:
    """Everybody, by region."""
    return tuple(
        People(
            region=name,
            seats=int(row["count"]),
            asked=int(row["asked"]),
            sessions=int(row["sessions"]),
            opened=tuple(int(n) for n in row["opened"]),
            logins=int(row["logins"]),
            logged_out=tuple(int(n) for n in row["logged_out"]),
            anonymous=int(row["anonymous"]),
            looked_up=int(row["looked_up"]),
            misled=int(row["misled"]),
            met_both=int(row["met_both"]),
            went_back=int(row["went_back"]),
        )
        for name, row in zip(plan.regions, plane.world.audiences, strict=False)
    )


def sessions(plan: Plan, plane: DataPlane, windows: int) -> Sessions | None:
    """None where nobody is logged in."""
    world = plane.world
    if not len(world.keepers):
        return None
    rows = world.window_people[:windows]
    logins, anonymous = (np.diff(rows[what], prepend=0) for what in ("logins", "anonymous"))
    logged_out = np.diff(rows["logged_out"], axis=0, prepend=0)
    keepers = tuple(Keeper(plan.nodes[int(row["node"])], int(row["lost"])) for row in world.keepers)
    return Sessions(keepers, logins, logged_out, anonymous)


def names(plane: DataPlane, windows: int) -> Names | None:
    """None where nobody looks names up."""
    world = plane.world
    if not len(world.resolvers):
        return None
    rows = world.window_people[:windows]
    columns = (np.diff(rows[what], prepend=0) for what in ("looked_up", "missed", "misled"))
    return Names(int(world.resolvers["asked"].sum()), int(world.resolvers["missed"].sum()), *columns)


def versions(plan: Plan, plane: DataPlane, windows: int) -> Versions | None:
    """None where nobody tells them apart."""
    if not plan.has_versions:
        return None
    rows = plane.world.window_people[:windows]
    return Versions(*(np.diff(rows[what], prepend=0) for what in ("met_both", "went_back")))
