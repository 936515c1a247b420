"""What the disks of databases did: how busy their drives were, and how often a page was in memory already."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.measure import counted, utilisation
from playground.result import Cache, Result, Station

DRIVES = "disk"  # the station's name


@dataclass(frozen=True)
class DiskUse:
    """`utilisation` of the drives (0 to 1) in counted windows; over the whole run `iops`, operations a second that were
    finished, the `hit_ratio` of the page cache, and `reads_per_query`, pages that the mean query read from disk. None
    before there is anything to tell. `levels`: pages that a query looks at, from the root of the index to its row's.
    `data_gb` of the rows and their index, `memory_gb` of the page cache."""

    node: str
    utilisation: float | None
    iops: float | None
    hit_ratio: float | None
    reads_per_query: float | None
    levels: int
    data_gb: float
    memory_gb: float


def disks(result: Result) -> tuple[DiskUse, ...]:
    """One for each database with a disk, in the result's order; empty where everything is in memory."""
    drives = [station for station in result.stations if station.name == DRIVES]
    return tuple(_use(result, *pair) for pair in zip(drives, result.page_caches, strict=True))


def _use(result: Result, drives: Station, pages: Cache) -> DiskUse:
    assert isinstance(result.design, WebSystem)  # noqa: S101 - nothing else has a disk
    assert result.design.database.disk is not None  # noqa: S101
    seconds = counted.now_ns(result) / 1e9 * result.runs
    asked = pages.hits + pages.misses
    disk, rows = result.design.database.disk, result.design.workload.popularity.columns
    levels = len(disk.level_pages(rows))
    return DiskUse(
        drives.node,
        utilisation.of_station(result, drives),
        drives.served / seconds if seconds else None,
        pages.hits / asked if asked else None,
        pages.misses * levels / asked if asked else None,
        levels,
        disk.data_gb(rows),
        disk.memory_gb,
    )
