"""`road`: how many daily users each stage carries, on a good day and through its bad day."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from playground.design.bad_day import BAD_DAYS
from playground.design.ladder import stage
from playground.design.problem import BadDesign
from playground.shell.ended import ended
from playground.study import road
from playground.study.good_and_bad_day import Bars
from playground.study.most_users import Bar

MOST_PROCESSES = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    parser.add_argument("--processes", metavar="N", help="search in N processes at once (default: two)")


def main(arguments: argparse.Namespace) -> int:
    began_s = time.perf_counter()
    rows = road.in_order(ended(road.search(processes=_processes(arguments.processes)), "stages"))
    if arguments.json:
        told = {"stages": [report(row) for row in rows], "wall_s": round(time.perf_counter() - began_s, 3)}
        print(json.dumps(told, allow_nan=False, indent=1))
    else:
        print("\n".join(lines(rows)))
    return 0


def report(row: Bars) -> dict[str, Any]:
    """Both bars, and what the bad day is, as plain values."""
    day = BAD_DAYS[row.name]
    limits = {
        "recovered_within_s": day.recovered_within_s,
        "lost_writes_s": day.lost_writes_s,
        "logged_out_share": day.logged_out_share,
        "failing_share": day.failing_share,
        "slower": day.slower,
        "orders_within_s": day.orders_within_s,
    }
    faults = [fault.model_dump(mode="json") for fault in day.faults]
    return {"number": stage(row.name).number + 1, **road.plain(row), "bad_day": {"faults": faults, **limits}}


def lines(rows: tuple[Bars, ...]) -> list[str]:
    """The same for people."""
    head = f"{'daily users':>17s} {'a good day':>12s}  {'ended by':<22s} {'a bad day':>12s}  {'ended by':<22s}"
    return [f"{head} the stage before", *(_line(row) for row in rows)]


def _line(row: Bars) -> str:
    before = "-" if row.before is None else f"{row.before.users:,.0f}"
    return f"{stage(row.name).number + 1:2d} {row.name:<14s} {_bar(row.good)} {_bar(row.bad)} {before:>16s}"


def _bar(bar: Bar) -> str:
    return f"{bar.users:12,.0f}  {bar.missed:<22s}"


def _processes(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or not 1 <= int(text) <= MOST_PROCESSES:
        raise BadDesign(f"--processes must be a whole number from 1 to {MOST_PROCESSES}, not {text[:40]}")
    return int(text)
