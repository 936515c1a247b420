"""What a month's money for a database's machine is spent on best: cores, memory for its pages, or drives.

For each way to divide the same sum the highest rate with which every promise is kept is searched for, so that the rows
are the frontier between money and throughput. What is left of a share that buys no whole core, page or drive stays in
the pocket.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.design import change
from playground.design.design import WebSystem
from playground.design.disk import KB_OF_GB, Disk
from playground.design.facts import value
from playground.study.break_point import find

# Of cores, and of memory; drives get the rest.
SHARES = ((0.75, 0.15), (0.6, 0.25), (0.5, 0.3), (0.4, 0.4), (0.25, 0.5))


@dataclass(frozen=True)
class Split:
    """One way to spend the money. `rate_rps`: requests a second at the peak with which every promise is kept, the mean
    over the seeds; 0 where none is. `node`, `station`: the busiest part beyond that. `usd_month`: what is spent."""

    cpu_share: float
    memory_share: float
    cores: int
    memory_pages: int
    drives: int
    usd_month: float
    rate_rps: float
    node: str
    station: str


def splits(
    design: WebSystem,
    usd_month: float,
    shares: tuple[tuple[float, float], ...] = SHARES,
    seeds: tuple[int, ...] = (1,),
) -> tuple[Split, ...]:
    """A row for each share that buys at least a core, a page and the drives that the data need. The design's database
    has a disk and a machine of its own. Raises ValueError when it has not, or when no share buys that."""
    disk = design.database.disk
    if disk is None or not design.database.own_machine:
        raise ValueError("database.disk and database.own_machine: only a machine with a disk can be divided up")
    bought = [(share, design_for(design, disk, usd_month, *share)) for share in shares]
    rows = tuple(_row(found, share, seeds) for share, found in bought if found is not None)
    if not rows:
        keys = design.workload.popularity.columns
        raise ValueError(
            f"{usd_month:g} USD a month buy no core, page and drives for {disk.data_gb(keys):g} GB of data"
        )
    return rows


def design_for(
    design: WebSystem, disk: Disk, usd_month: float, cpu_share: float, memory_share: float
) -> WebSystem | None:
    """The design with what these shares of the money buy; None where that is no machine."""
    rows = design.workload.popularity.columns
    cores = int(usd_month * cpu_share / (value("cost.cpu_usd_month") * design.database.speed))
    page_usd = value("cost.ram_usd_gb_month") * disk.page_kb / KB_OF_GB
    pages = min(int(usd_month * memory_share / page_usd), sum(disk.level_pages(rows)))
    drives = int(usd_month * (1 - cpu_share - memory_share) / (value("cost.ssd_usd_gb_month") * disk.drive_gb) + 1e-9)
    if not cores or not pages or drives * disk.drive_gb < disk.data_gb(rows):
        return None
    found = change.put_all(
        design,
        {"database.cores": cores, "database.disk.memory_pages": pages, "database.disk.drives": drives},
    )
    assert isinstance(found, WebSystem)  # noqa: S101 - knobs do not change what a design is
    return found


def _row(design: WebSystem, share: tuple[float, float], seeds: tuple[int, ...]) -> Split:
    base, disk = design.database, design.database.disk
    assert disk is not None  # noqa: S101 - nobody gets here without one
    try:
        found = find(design, seeds)
        users, node, station = found.mean, found.node, found.station
    except ValueError:  # not with the fewest users, or even with the most
        users, node, station = 0.0, "", ""
    spent = base.cores * base.speed * value("cost.cpu_usd_month") + disk.memory_gb * value("cost.ram_usd_gb_month")
    spent += disk.drives * disk.drive_gb * value("cost.ssd_usd_gb_month")
    load = design.workload
    rate_rps = load.requests_rps / load.daily_users * users
    return Split(*share, base.cores, disk.memory_pages, disk.drives, spent, rate_rps, node, station)
