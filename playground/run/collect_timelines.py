"""From the tables of timelines to a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.result.timelines import Timelines

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane

COUNTS = ("pushed", "pulled", "delivered", "cut_off", "due", "inserted", "again", "reads", "fetches")
PER_WINDOW = ("delivered", "inserted", "again", "reads", "fetches")


def timelines(plane: DataPlane, windows: int) -> Timelines | None:
    """None where there are none. Posts under way are counted one by one, so that the identities are checks."""
    world = plane.world
    if len(world.timelines) == 0:
        return None
    books, posts = world.timelines[0], world.posts[world.posts["number"] > 0]
    series = world.window_timelines[:windows]
    counts: dict[str, Any] = {name: int(books[name]) for name in COUNTS}
    counts |= {f"{name}_in": np.diff(series[name], prepend=0) for name in PER_WINDOW}
    return Timelines(
        under_way=len(posts),
        left=int(posts["left"].sum()),
        missing=int(books["missing"] + posts["missing"].sum()),
        oldest_ns=int(plane.now_ns - posts["born_ns"].min()) if len(posts) else 0,
        fan_in=np.trim_zeros(world.fan_ins, "b").copy(),
        lasts=world.lasts["count"].copy(),
        slowest_ns=series["slowest_ns"].copy(),
        under_way_in=series["under_way"].copy(),
        **counts,
    )
