"""How the work is divided among shards, and what adding some of them cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import counted, utilisation
from playground.result import Result, S, Station
from playground.result.shards import Shard


@dataclass(frozen=True)
class Load:
    """A shard's part of the work, in the counted windows.

    utilisation: of the cores of all its machines together; of_primary: of those of its primary. keys_share: of all
    rows, at the end. None before anything is counted.
    """

    name: str
    keys_share: float
    reads_rps: float
    writes_rps: float
    utilisation: float | None
    of_primary: float | None


@dataclass(frozen=True)
class Loads:
    """All shards. `hottest`: the one whose machines work most. `over_mean`: its work over the mean of all; 1 where all
    work alike. None before anything is counted."""

    shards: tuple[Load, ...]
    hottest: str | None
    over_mean: float | None


@dataclass(frozen=True)
class Moves:
    """What adding shards took: rows moved of those that had to, rows that had to go again because they were written
    meanwhile, requests that came too early for a key and asked where it was, or were sent by an old map; seconds."""

    keys: int
    to_move: int
    moved: int
    again: int
    early: int
    misdirected: int
    begun_s: float
    duration_s: float | None  # None: it is not over

    @property
    def share(self) -> float:
        """Of all rows, those that have to move."""
        return self.to_move / self.keys


def loads(result: Result) -> Loads | None:
    """None where databases are not sharded."""
    found = result.sharded
    if found is None:
        return None
    rows = tuple(_load(result, shard) for shard in found.shards)
    busy = [row.utilisation for row in rows if row.utilisation is not None]
    if len(busy) < len(rows) or sum(busy) == 0:
        return Loads(rows, None, None)
    hottest = int(np.argmax(busy))
    return Loads(rows, rows[hottest].name, busy[hottest] * len(busy) / sum(busy))


def _load(result: Result, shard: Shard) -> Load:
    windows = counted.windows(result)
    seconds = float(windows.length_s[windows.is_counted].sum()) * result.runs
    reads, writes = (int(row[windows.is_counted].sum()) for row in (shard.reads_in, shard.writes_in))
    rows = sum(one.keys for one in result.sharded.shards) if result.sharded is not None else 1
    return Load(
        name=shard.name,
        keys_share=shard.keys / rows,
        reads_rps=reads / seconds if seconds else 0.0,
        writes_rps=writes / seconds if seconds else 0.0,
        utilisation=utilisation.of_stations(result, machines_of(result, shard)),
        of_primary=utilisation.of_stations(result, utilisation.measuring(result, shard.primary)),
    )


def machines_of(result: Result, shard: Shard) -> tuple[Station, ...]:
    """The cores of all machines of a shard."""
    return tuple(station for name in shard.copies for station in utilisation.measuring(result, name))


def moves(result: Result) -> Moves | None:
    """None where no shards have been added."""
    found = result.sharded
    if found is None or found.begun_ns is None:
        return None
    return Moves(
        keys=sum(shard.keys for shard in found.shards),
        to_move=found.to_move,
        moved=found.to_move - found.left,
        again=found.again,
        early=sum(shard.early for shard in found.shards),
        misdirected=sum(shard.misdirected for shard in found.shards),
        begun_s=found.begun_ns / S,
        duration_s=None if found.ended_ns is None else (found.ended_ns - found.begun_ns) / S,
    )


def load_over_time(result: Result, shard: Shard, points: int) -> np.ndarray:
    """Utilisation of a shard's machines together, at most `points` of them; NaN while a stretch is not over."""
    return utilisation.over_time(result, machines_of(result, shard), counted.merge_for(result, points))


def moved_over_time(result: Result, points: int) -> np.ndarray:
    """Rows moved so far at the end of each stretch; NaN while it is not over."""
    found = result.sharded
    if found is None:
        return np.zeros(0)
    merge = counted.merge_for(result, points)
    arrived = counted.summed(np.sum([shard.moved_in for shard in found.shards], axis=0), merge)
    return np.where(counted.windows(result, merge).is_whole, np.cumsum(arrived), np.nan)
