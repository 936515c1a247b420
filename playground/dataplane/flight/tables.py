"""The tables of single flight: which keys are being fetched now, by whom, and who waits for that."""

from __future__ import annotations

from playground.dataplane.row import row

LOCK_ROW = row(  # a domain: whoever shares its row shares its locks
    ("node", "u4"),  # the process that its locks live and die with; NONE: they outlive whoever holds them
    ("lane", "u4"),  # how long a lock is held at most; NONE: as long as its holder likes
)
FLIGHT = row(  # a lock that is held
    ("key", "i8"),
    ("waiting", "i8"),
    ("lock", "u4"),  # row of LOCK_ROW
    ("owner", "u4"),  # the token that holds it
    ("life", "u4"),  # of that token: who has its row later is not the owner
    ("node", "u4"),  # the process in which the owner works
    ("stamp", "u4"),  # counts the flights that have ended in this row: an older expiry is stale
    ("head", "u4"),  # of those who wait
    ("tail", "u4"),
    ("row", "u4"),
    ("next", "u4"),  # a free row: the next one
)
