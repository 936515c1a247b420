"""From the books of write-back to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground import result as left

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def behind(plan: Plan, plane: DataPlane) -> left.Behind | None:
    """None where nothing is written back."""
    if plan.flushers is None:
        return None
    world = plane.world
    rows = world.unflushed[: int(world.behind[0]["gone_n"])]
    return left.Behind(
        dirty=int(world.dirty["writes"].sum() + world.dirty["moving"].sum()),
        gone=tuple(
            left.Unflushed(int(row["key"]), int(row["since_ns"]), int(row["writes"]), plan.caches[int(row["part"])])
            for row in rows
        ),
        **{name: int(world.behind[name].sum()) for name in ("taken", "flushed", "coalesced", "lost")},
    )
