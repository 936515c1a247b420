"""What a query takes as data outgrow the memory of the database: the same design, for the same users with the same
luck, with ever more rows, on drives of several kinds.

Rows are looked at from a quarter of what memory holds up to many times as many. Nothing else changes but the time to
read a page, and that drives are large enough for their share of the data. The mean query is told by the time spent on
the database's machines (Little's law makes an exact sum of it), waiting for a drive and for a core included.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.design import change
from playground.design.design import WebSystem
from playground.design.disk import Disk
from playground.design.facts import value
from playground.design.popularity import MOST_KEYS
from playground.measure import latency, traffic, utilisation
from playground.measure.disks import DRIVES
from playground.measure.objectives import objectives
from playground.result import Result
from playground.run import Run
from playground.study.in_plain import in_plain, system
from playground.study.side_by_side import SideBySide

TIMES = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0, 16.0, 32.0)  # as many rows as memory holds
KINDS = ("ssd", "ebs", "hdd")  # of drives: in the machine, over the network, and one with a head that moves
CORES = "database cores"  # the station's name
MOST_S = 60.0  # a part of the peak hour, without faults
SLICES = 40


@dataclass(frozen=True)
class Grown:
    """A design with so many rows. kind: of its drives, of which one reads a page in read_ms. times: of what fits into
    memory; levels: of the index, the rows' own included; hit_ratio: of pages; disk_reads: pages that the mean query
    reads from disk; query_ms: its time; writes_share: of the queries. utilisation: of the drives, 0 to 1.
    latency_ms_p99: of requests served. missed: promises broken."""

    kind: str
    read_ms: float
    times: float
    rows: int
    data_gb: float
    levels: int
    hit_ratio: float | None
    disk_reads: float | None
    query_ms: float | None
    writes_share: float
    utilisation: float
    latency_ms_p99: float | None
    error_rate: float | None
    missed: tuple[str, ...]


def disk_of(design: WebSystem) -> Disk:
    """The disk. Raises ValueError where there is none, or where its data do not grow with the rows."""
    disk = design.database.disk
    if disk is None or disk.row_bytes is None:
        raise ValueError("database.disk.row_bytes must be given where data are to outgrow memory, not nothing")
    return disk


def rows_in_memory(disk: Disk) -> int:
    """The most rows that are all in memory with what leads to them, on full pages."""
    fits = disk.rows_per_page or 1
    low, high = 0, disk.memory_pages + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(disk.level_pages(middle * fits)) <= disk.memory_pages else (low, middle)
    return low * fits


def read_ms_of(kind: str) -> float:
    """How long a drive of this kind reads a page that is not in memory."""
    return float(value(f"db.uncached_page_{kind}_ms"))


def designs(
    design: WebSystem, kinds: tuple[str, ...] = KINDS, times: tuple[float, ...] = TIMES
) -> dict[tuple[str, float], WebSystem]:
    """The design on each kind of drives, with so many times the rows that memory holds: as many as can be played."""
    disk = disk_of(design)
    rows = {many: round(many * rows_in_memory(disk)) for many in times}
    least = max(1, design.workload.popularity.famous)
    return {
        (kind, many): of_rows(design, disk, kind, count)
        for kind in kinds
        for many, count in rows.items()
        if least <= count <= MOST_KEYS
    }


def of_rows(design: WebSystem, disk: Disk, kind: str, rows: int) -> WebSystem:
    """The design with so many rows on drives of this kind, on an ordinary day."""
    extra = design.workload.popularity.columns - design.workload.popularity.keys
    drive_gb = max(disk.drive_gb, 1.01 * disk.data_gb(rows + extra) / disk.drives)
    knobs = {
        "workload.popularity.keys": rows,
        "database.disk.drive_gb": drive_gb,
        "database.disk.read_ms": read_ms_of(kind),
        "faults": [],
        "workload.replay": None,
        "seconds": min(design.seconds, design.warmup_s + MOST_S),
    }
    found = change.put_all(design, knobs)
    assert isinstance(found, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return found


def grown(kind: str, times: float, design: WebSystem, seed: int) -> Generator[float, None, Grown]:
    """Run it. Yields the share of the run that is done."""
    going = Run(design, seed=seed)
    while not going.is_complete:
        yield going.now_ns / going.end_ns
        going.advance(going.now_ns + max(1, going.end_ns // SLICES))
    return seen(kind, times, going.result())


def seen(kind: str, times: float, result: Result) -> Grown:
    """What a run says about queries. Replicas' changes are no queries, but what they read counts among the pages."""
    design = result.design
    assert isinstance(design, WebSystem)  # noqa: S101 - nothing else has a disk
    disk, rows = disk_of(design), design.workload.popularity.columns
    levels = len(disk.level_pages(rows))
    drives = tuple(row for row in result.stations if row.name == DRIVES)
    cores = tuple(row for row in result.stations if row.name == CORES)
    hits, misses = (sum(getattr(pages, name) for pages in result.page_caches) for name in ("hits", "misses"))
    queries = sum(row.served for row in cores)
    flushes = max(0, sum(row.served for row in drives) - misses)
    return Grown(
        kind=kind,
        read_ms=disk.read_ms,
        times=times,
        rows=rows,
        data_gb=disk.data_gb(rows),
        levels=levels,
        hit_ratio=hits / (hits + misses) if hits + misses else None,
        disk_reads=misses * levels / (hits + misses) if hits + misses else None,
        query_ms=sum(row.stay_ns for row in (*drives, *cores)) / queries / 1e6 if queries else None,
        writes_share=flushes / queries if queries else 0.0,
        utilisation=max((utilisation.of_station(result, row) or 0.0 for row in drives), default=0.0),
        latency_ms_p99=latency.summary(result).p99_ms,
        error_rate=traffic.error_rate(result),
        missed=tuple(row.name for row in objectives(result) if row.ok is False),
    )


def search(design: WebSystem, seed: int) -> SideBySide:
    """All sizes, not started yet, the largest first; by their drives and how many times the rows that memory holds."""
    tasks = {}
    for (kind, many), row in sorted(designs(design).items(), key=lambda row: -row[0][1]):
        about = {"drives": kind, "times": many, "seed": seed}
        tasks[f"{kind} {many:g}"] = {"kind": "grown", "design": change.plain(row), **about}
    return SideBySide(tasks)


def told(task: Mapping[str, Any]) -> Generator[dict[str, Any], None, dict[str, Any]]:
    """A child's part: one size, as plain data."""
    design = system(task["design"])
    steps = grown(task["drives"], task["times"], design, task["seed"])
    return in_plain(steps, lambda share: {"share": share})


def of_plain(data: Mapping[str, Any]) -> Grown:
    """The row of plain data."""
    return Grown(**{**data, "missed": tuple(data["missed"])})
