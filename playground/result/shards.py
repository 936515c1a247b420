"""What a run left behind of sharded databases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Shard:
    """One primary with its replicas.

    keys: rows that it has at the end, each copy of a salted key being one. early, misdirected: who came to it for a key
    that had not come yet, or had gone, and went on to another. reads_in, writes_in: (W,) int64 per window; of writes
    those that are part of its history at the window's end less those at its beginning, so a failover can make them
    negative. moved_in, moved_out: (W,) int64 per window, rows that came from other shards and went to them.
    """

    name: str
    primary: str
    copies: tuple[str, ...]
    keys: int
    early: int
    misdirected: int
    reads_in: np.ndarray
    writes_in: np.ndarray
    moved_in: np.ndarray
    moved_out: np.ndarray


@dataclass(frozen=True)
class Sharded:
    """All shards, those that were added while it ran included.

    to_move: rows that had to go to another shard; left: those that have not yet. again: how often a row had to go
    again, because it was written while it was being moved. begun_ns, ended_ns: None where that has not happened.
    """

    shards: tuple[Shard, ...]
    at_first: int  # shards that were there in the beginning
    to_move: int
    left: int
    again: int
    begun_ns: int | None
    ended_ns: int | None
