"""Room for the caches of a run: each has its stretch of entries, of the hash index, of lists and of counters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.cache.bloom import filled
from playground.dataplane.cache.placement import owners
from playground.dataplane.cache.tables import ENTRY, KEYS, QUEUE
from playground.dataplane.cache.tiny_lfu import ROWS
from playground.dataplane.layout import Tier
from playground.dataplane.opcodes import LFU, S3_FIFO, TINY_LFU
from playground.dataplane.tables import NONE

SMALL_SHARE = {int(S3_FIFO): 10, int(TINY_LFU): 100}  # the first queue is one in so many entries
LEAST_WIDTH = 16  # counters in each row of a sketch
NO_KEYS = np.zeros(0, KEYS)


class Room(NamedTuple):
    """Tables as in World."""

    caches: np.ndarray  # (C,) CACHE
    entries: np.ndarray  # ENTRY
    index: np.ndarray  # uint32
    queues: np.ndarray  # QUEUE
    sketch: np.ndarray  # uint8
    bits: np.ndarray  # uint8
    took: np.ndarray  # int64
    outdated_ns: np.ndarray  # int64
    wrote_ns: np.ndarray  # int64
    absences: np.ndarray  # uint8
    alive: np.ndarray  # uint8
    slots: np.ndarray  # uint16


def room(caches: np.ndarray, keys: np.ndarray = NO_KEYS, tier: Tier | None = None, sites: int = 1) -> Room:
    """Empty caches of these sizes and policies ((C,) CACHE), and the filter in front of them, which knows the keys (the
    row of KEYS, or none).

    `tier`: they stand on nodes of their own, all of which are up, at so many `sites`.
    """
    caches = caches.copy()
    entries = cells = lists = counters = 0
    for row in caches:
        size, policy = int(row["size"]), int(row["policy"])
        row["small"] = max(1, size // SMALL_SHARE[policy]) if policy in SMALL_SHARE else 0
        row["rows"], row["queues"], row["sketch_rows"] = (
            _rows(size, policy),
            _lists(size, policy),
            _counters(size, policy),
        )
        width = power_of_two(2 * int(row["rows"]) + 2)
        row["base"], row["index_base"], row["index_mask"] = entries, cells, width - 1
        row["queue"], row["sketch"] = lists, counters
        row["free"], row["free_queue"], row["hand"], row["lowest"] = entries, lists, NONE, NONE
        entries, cells = entries + int(row["rows"]), cells + width
        lists, counters = lists + int(row["queues"]), counters + int(row["sketch_rows"])
    return Room(
        caches=caches,
        entries=_entries(entries),
        index=np.full(max(cells, 1), NONE, np.uint32),
        queues=_queues(lists),
        sketch=np.zeros(max(counters, 1), np.uint8),
        bits=_filter(caches, keys),
        took=np.zeros(entries if np.any(caches["beta"] > 0) else 1, np.int64),
        outdated_ns=np.zeros(entries if np.any(caches["is_dated"]) else 1, np.int64),
        wrote_ns=np.zeros(int(keys["columns"].sum()) if np.any(caches["is_dated"]) else 1, np.int64),
        absences=np.zeros(entries if np.any(keys["changing"]) else 1, np.uint8),
        alive=_alive(keys),
        slots=np.zeros(1, np.uint16) if tier is None else np.tile(owners(tier, np.ones(tier.nodes, bool)), sites),
    )


def _filter(caches: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """All caches of a run have the same one; several runs, where it never changes."""
    if not len(caches) or not caches[0]["filter_bits"]:
        return np.zeros(1, np.uint8)
    made = filled(int(keys["count"].sum()), int(caches[0]["filter_bits"]), int(caches[0]["hashes"]))
    return made.copy() if np.any(keys["changing"]) else made


def _alive(keys: np.ndarray) -> np.ndarray:
    """Which keys exist in the beginning, where that changes."""
    if not np.any(keys["changing"]):
        return np.zeros(1, np.uint8)
    return (np.arange(int(keys["columns"][0])) < keys["count"][0]).astype(np.uint8)


def power_of_two(least: int) -> int:
    """The smallest power of two that is at least this."""
    return 1 << max(0, least - 1).bit_length()


def _rows(size: int, policy: int) -> int:
    """Entries: S3-FIFO remembers as many keys as its main queue has places; W-TinyLFU takes in before it gives up."""
    if policy == S3_FIFO:
        return 2 * size + 1
    return size + 1 if policy == TINY_LFU else size


def _lists(size: int, policy: int) -> int:
    """Lists: LFU has one for each number of uses, and needs no more of them than it has entries."""
    if policy == LFU:
        return size + 1
    return 3 if policy in (S3_FIFO, TINY_LFU) else 1


def _counters(size: int, policy: int) -> int:
    return ROWS * power_of_two(max(LEAST_WIDTH, size)) if policy == TINY_LFU else 0


def _entries(count: int) -> np.ndarray:
    rows = np.zeros(max(count, 1), ENTRY)
    rows["older"] = np.arange(1, len(rows) + 1)  # free: each names the next
    return rows


def _queues(count: int) -> np.ndarray:
    rows = np.zeros(max(count, 1), QUEUE)
    rows["newest"] = rows["oldest"] = rows["below"] = NONE
    rows["above"] = np.arange(1, len(rows) + 1)  # free: each names the next
    return rows
