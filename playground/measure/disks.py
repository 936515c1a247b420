"""What the disks of databases did: how busy their drives were, and how often a page was in memory already."""

from __future__ import annotations

from dataclasses import dataclass

from playground.measure import counted, utilisation
from playground.result import Cache, Result, Station

DRIVES = "disk"  # the station's name


@dataclass(frozen=True)
class DiskUse:
    """`utilisation` of the drives (0 to 1) in counted windows; over the whole run `iops`, operations a second that were
    finished, and the `hit_ratio` of the page cache. None before there is anything to tell."""

    node: str
    utilisation: float | None
    iops: float | None
    hit_ratio: float | None


def disks(result: Result) -> tuple[DiskUse, ...]:
    """One for each database with a disk, in the result's order; empty where everything is in memory."""
    drives = [station for station in result.stations if station.name == DRIVES]
    return tuple(_use(result, *pair) for pair in zip(drives, result.page_caches, strict=True))


def _use(result: Result, drives: Station, pages: Cache) -> DiskUse:
    seconds = counted.now_ns(result) / 1e9 * result.runs
    asked = pages.hits + pages.misses
    return DiskUse(
        drives.node,
        utilisation.of_station(result, drives),
        drives.served / seconds if seconds else None,
        pages.hits / asked if asked else None,
    )
