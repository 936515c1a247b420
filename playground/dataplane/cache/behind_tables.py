"""The tables of write-back: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

# One row for each node that holds keys, where caches are written to first; else none.
BEHIND = row(
    ("taken", "i8"),  # writes
    ("flushed", "i8"),  # writes that the database got
    ("coalesced", "i8"),  # writes that it was spared
    ("lost", "i8"),
    ("keys", "i8"),  # in the queue
    ("left", "i8"),  # keys that this flush may still take
    ("rounds", "i8"),  # flushes so far
    ("batch", "i8"),  # so many dirty keys are flushed at once
    ("gone_n", "i8"),  # rows of UNFLUSHED in use; only in the first row
    ("signal", "u4"),  # that so many are dirty
    ("failed", "u4"),  # 1: the last flush could not write everything
    ("head", "u4"),  # the queue: columns of keys
    ("tail", "u4"),
)
DIRTY = row(
    ("key", "i8"),
    ("writes", "i8"),  # that it has taken since it was flushed; 0: it is not in a queue
    ("since_ns", "i8"),  # the first of them
    ("moving", "i8"),  # writes that are on their way to the database
    ("moving_ns", "i8"),  # the first of them
    ("next", "u4"),
    ("prev", "u4"),
    ("part", "u4"),  # the row of BEHIND
)
UNFLUSHED = row(("key", "i8"), ("since_ns", "i8"), ("writes", "i8"), ("part", "u4"))

GONE_ROWS = 1_000  # keys with lost writes that are written down; all writes are counted
