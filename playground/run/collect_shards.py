"""From the books of sharded databases to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playground.result.shards import Shard, Sharded

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan


def sharded(plan: Plan, plane: DataPlane, windows: int) -> Sharded | None:
    """None where databases are not sharded."""
    given, replay = plan.layout.shards, plan.replay
    if given is None or replay is None:
        return None
    about, world = plane.world.sharding[0], plane.world
    count = len(replay.names)
    rows = world.window_copies[: windows * count].reshape(windows, count)
    has_begun = int(world.movers["room"].sum()) > 0
    has_ended = has_begun and int(about["left"]) == 0
    return Sharded(
        shards=tuple(_shard(plane, replay.names, rows, number) for number in range(len(world.history))),
        at_first=given.at_first,
        to_move=int((given.former != given.goals).sum()),
        left=int(about["left"]),
        again=int(about["again"]),
        begun_ns=int(about["begun_ns"]) if has_begun else None,
        ended_ns=int(about["ended_ns"]) if has_ended else None,
    )


def _shard(plane: DataPlane, names: tuple[str, ...], rows: np.ndarray, number: int) -> Shard:
    world = plane.world
    history = world.history[number]
    first, each = int(history["first"]), int(history["copies"])
    copies = world.copies[first : first + each]
    moved_in, moved_out, position = (
        np.diff(rows[what][:, first], prepend=0) for what in ("moved_in", "moved_out", "position")
    )
    return Shard(
        name=f"shard-{number + 1}",
        primary=names[int(history["primary"])],
        copies=names[first : first + each],
        keys=int((world.homes == number).sum()),
        early=int(copies["early"].sum()),
        misdirected=int(copies["misdirected"].sum()),
        reads_in=np.diff(rows["reads"][:, first : first + each].sum(axis=1), prepend=0),
        writes_in=position - moved_in,
        moved_in=moved_in,
        moved_out=moved_out,
    )
