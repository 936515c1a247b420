"""`growth`: a design whose data outgrow memory, or whose database becomes a larger machine or several."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from playground.design.design import WebSystem
from playground.design.problem import BadDesign
from playground.shell import given as which
from playground.shell.ended import ended
from playground.study import data_growth, larger_or_more
from playground.study.data_growth import KINDS, Grown
from playground.study.larger_or_more import OUT, Size

DATA, MACHINES = "data", "machines"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which.add_arguments(parser)
    parser.add_argument(
        "--of",
        choices=(DATA, MACHINES),
        default=DATA,
        help="data: ever more rows on three kinds of drives (the design's disk has row_bytes); "
        "machines: a larger database against more of them",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")


def main(arguments: argparse.Namespace) -> int:
    design = which.given(arguments).design
    if not isinstance(design, WebSystem):
        raise BadDesign(f"{design.name} is no web system, whose database could grow")
    try:
        search = (data_growth if arguments.of == DATA else larger_or_more).search(design, 1)
    except ValueError as problem:
        raise BadDesign(str(problem)) from None
    found = ended(search, "sizes").values()
    if arguments.of == DATA:
        grown = sorted(map(data_growth.of_plain, found), key=lambda row: (KINDS.index(row.kind), row.times))
        told, lines = [asdict(row) for row in grown], data_lines(grown)
    else:
        sizes = sorted(map(larger_or_more.of_plain, found), key=lambda row: (row.way == OUT, row.machines, row.cores))
        told, lines = [asdict(row) for row in sizes], machine_lines(sizes)
    print(json.dumps({"rows": told}, allow_nan=False, indent=1) if arguments.json else "\n".join(lines))
    return 0


def data_lines(rows: list[Grown]) -> list[str]:
    """A line for each kind of drives and size."""
    head = f"{'drives':6s} {'rows':>12s} {'GB':>8s} {'levels':>6s} {'in memory':>10s} {'reads':>7s} {'query ms':>9s}"
    lines = [f"{head} {'busy':>6s} {'p99 ms':>9s}  broken"]
    for row in rows:
        shares = f"{_number(row.hit_ratio, 10, 4)} {_number(row.disk_reads, 7, 3)} {_number(row.query_ms, 9, 2)}"
        end = f"{row.utilisation:6.2f} {_number(row.latency_ms_p99, 9, 1)}  {', '.join(row.missed) or '-'}"
        lines.append(f"{row.kind:6s} {row.rows:12,d} {row.data_gb:8.3f} {row.levels:6d} {shares} {end}")
    return lines


def machine_lines(rows: list[Size]) -> list[str]:
    """A line for each size, on either way."""
    lines = [f"{'databases':>14s} {'daily users':>12s} {'USD':>8s} {'per 1,000':>10s} {'one dies':>9s}  ended by"]
    for row in rows:
        name = f"{row.machines} x {row.cores} cores"
        numbers = f"{row.users:12,.0f} {row.usd_month:8,.0f} {_number(row.usd_per_1000_users, 10, 3)}"
        lines.append(f"{name:>14s} {numbers} {_number(row.lost_share, 9, 3)}  {row.missed or '-'}")
    return lines


def _number(value: float | None, width: int, digits: int) -> str:
    return f"{'-':>{width}s}" if value is None else f"{value:{width},.{digits}f}"
