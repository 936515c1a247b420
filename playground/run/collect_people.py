"""From the tables of audiences and keepers to what a Result says of the people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.dataplane.opcodes import NO_NODE
from playground.result.people import ALL_STORES, Keeper, Names, People, Sessions, Sites, Versions

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
    keepers = tuple(Keeper(_keeper(plan, int(row["node"])), int(row["lost"])) for row in world.keepers)
    return Sessions(keepers, logins, logged_out, anonymous)


def _keeper(plan: Plan, node: int) -> str:
    """What keeps sessions: a machine, or the stores of all sites together."""
    return ALL_STORES if node == NO_NODE else plan.nodes[node]


def sites(plan: Plan, plane: DataPlane, windows: int) -> Sites | None:
    """None where there is one."""
    world, count = plane.world, plan.layout.sites
    if plan.site_group is None:
        return None
    rows = world.window_people[:windows]
    group = world.groups[plan.site_group]
    doors = world.members["node"][int(group["first"]) : int(group["first"]) + count]
    return Sites(
        doors=tuple(plan.nodes[int(node)] for node in doors),
        led=np.diff(rows["led"][:, :count], axis=0, prepend=0),
        here=rows["here"][:, :count].copy(),
        broken=np.diff(rows["broken"], prepend=0),
    )


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


def told_of_people(plan: Plan, plane: DataPlane, windows: int) -> dict[str, Any]:
    """All fields of a Result that speak of people."""
    return {
        "people": people(plan, plane),
        "sessions": sessions(plan, plane, windows),
        "names": names(plane, windows),
        "sites": sites(plan, plane, windows),
        "versions": versions(plan, plane, windows),
    }
