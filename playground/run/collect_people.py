"""From the table of audiences to what a Result says of the people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.result.people import People

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def people(plan: Plan, plane: DataPlane) -> tuple[People, ...]:
    """Everybody, by region."""
    rows = zip(plan.regions, plane.world.audiences, strict=False)
    return tuple(
        People(name, int(row["count"]), int(row["asked"]), int(row["sessions"]), tuple(int(n) for n in row["opened"]))
        for name, row in rows
    )
