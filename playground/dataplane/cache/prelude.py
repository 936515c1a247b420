"""The preludes of caches of values and of pages: until they are as on any day."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.warm import warm
from playground.dataplane.opcodes import LRU
from playground.dataplane.state import World

MOST_LOOK_UPS = 2_000_000  # of a cache's prelude


def warm_values(world: World, first: int, count: int, rate_rps: float, luck: int) -> None:
    """Of `count` caches that are asked at this rate together: for their time to live, or until they have long been
    full. LRU whose entries live longer than that, and are not fetched ahead, needs only be full."""
    if rate_rps <= 0:
        return
    row = world.caches[first]
    lifetime = rate_rps * float(row["ttl_ns"] + row["jitter_ns"]) / 1e9
    size = float(world.caches["size"][first : first + count].sum())
    enough, look_ups = (int(min(wanted, MOST_LOOK_UPS)) for wanted in (20.0 * size, max(lifetime, 20.0 * size)))
    lives_ns = [int(row[name]) for name in ("ttl_ns", "null_ttl_ns") if row[name] > 0]
    is_long = all(rate_rps * life_ns / 1e9 > 20.0 * size for life_ns in lives_ns)
    is_recent = row["policy"] == LRU and is_long and row["refresh_ns"] == 0
    with np.errstate(over="ignore"):
        warm(world, first, count, int(1e9 / rate_rps), int(is_recent), enough, look_ups, np.uint64(luck))


def warm_pages(world: World, number: int, luck: int) -> None:
    """Of a page cache, which holds the pages that were read last: until it is full."""
    row = world.caches[number]
    pages = level = int(row["pages"])
    for _ in range(1, int(row["levels"])):
        level = -(-level // int(row["fanout"]))
        pages += level
    look_ups, can_fill = int(min(20 * row["size"], MOST_LOOK_UPS)), int(row["size"] < pages)
    with np.errstate(over="ignore"):
        warm(world, number, 1, 0, can_fill, look_ups, look_ups, np.uint64(luck))
