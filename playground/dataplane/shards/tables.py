"""The tables of shards: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

SALT_LUCK = 601  # which copy of a salted key a read takes

# One row where databases are sharded, else none. Shard s has the s-th row of HISTORY.
SHARDING = row(
    ("columns", "i8"),  # keys told apart; behind their columns come those of the copies of salted keys
    ("salted", "i8"),  # keys from 0 on that are kept in several copies
    ("salts", "i8"),  # how many each of them has
    ("shards", "i8"),  # those that may ever be there
)
