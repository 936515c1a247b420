"""Room for posts: tables as long as the layout says, and more rows when more posts are under way at once."""

from __future__ import annotations

import numpy as np

from playground.dataplane.counts import HISTOGRAM
from playground.dataplane.layout import Layout
from playground.dataplane.state import World
from playground.dataplane.timelines.tables import FAN_INS, FIRST_POSTS, POST, TIMELINES_WINDOW, WAYS


def timelines_room(layout: Layout, windows: int) -> dict[str, np.ndarray]:
    """What is kept track of where there are timelines."""
    there = len(layout.timelines)
    posts = np.zeros(there * FIRST_POSTS, POST)
    posts["next"] = np.arange(1, len(posts) + 1)
    books = layout.timelines.copy()
    books["free_posts"] = len(posts)
    return {
        "authors": layout.authors,
        "timelines": books,
        "posts": posts,
        "lasts": np.zeros(there * WAYS, HISTOGRAM),
        "fan_ins": np.zeros(there * FAN_INS, np.int64),
        "window_timelines": np.zeros(there * (windows + 1), TIMELINES_WINDOW),
    }


def more_posts(world: World) -> None:
    """Twice the rows."""
    books, old = world.timelines[0], len(world.posts)
    rows = 2 * old
    posts = np.zeros(rows, POST)
    posts[:old] = world.posts
    posts["next"][old:] = np.arange(old + 1, rows + 1)
    posts["next"][-1] = books["free_post"]
    books["free_post"] = old
    books["free_posts"] += old
    world.put("posts", posts)
