"""The tables of shards: what a row of each means, in which unit."""

from __future__ import annotations

import numpy as np

from playground.dataplane.row import row

STAYS, IN_HAND, WRITTEN_SINCE = np.uint8(0), np.uint8(1), np.uint8(2)  # of a row: has a mover read it?
SALT_LUCK = 601  # which copy of a salted key a read takes

# One row where databases are sharded, else none. Shard s has the s-th row of HISTORY.
SHARDING = row(
    ("columns", "i8"),  # keys told apart; behind their columns come those of the copies of salted keys
    ("salted", "i8"),  # keys from 0 on that are kept in several copies
    ("salts", "i8"),  # how many each of them has
    ("shards", "i8"),  # those that may ever be there
    ("batch", "i8"),  # rows that a mover takes at once
    ("left", "i8"),  # columns that are still to go
    ("again", "i8"),  # how often a row had to go again, because it was written meanwhile
    ("begun_ns", "i8"),  # when shards were added
    ("ended_ns", "i8"),  # when the last column had gone; until then when they were added
)
MOVER = row(
    ("base", "i8"),  # where its ring begins in PENDING
    ("room", "i8"),  # of its ring
    ("head", "i8"),  # the first in line
    ("count", "i8"),  # how many are in line, those in hand included
    ("taken", "i8"),  # how many of them it has in hand, the first
)
