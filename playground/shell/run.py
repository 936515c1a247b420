"""`run`: run a design and say what happened, for people or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from playground.design.change import put
from playground.design.design import Common
from playground.design.problem import BadDesign
from playground.measure.report import report
from playground.measure.rows import rows
from playground.result import Result
from playground.run import replications
from playground.shell import given as which
from playground.shell.intervals import intervals
from playground.shell.summary import summary

LARGEST_SEED = 2**63 - 1
MOST_REPLICATIONS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which.add_arguments(parser, faults=True)
    parser.add_argument("--seed", metavar="N", default="1", help="1, 2, 3 ...: other users with other luck (default 1)")
    parser.add_argument("--seconds", metavar="S", help="how long, in seconds of the simulated system")
    parser.add_argument("--replications", metavar="R", default="1", help="run it R times, for intervals (default 1)")
    parser.add_argument("--gate", action="store_true", help="exit with 1 when an objective is missed")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    parser.add_argument("--csv", metavar="FILE", help="write one line per window")
    parser.add_argument(
        "--journeys", metavar="FILE", help="write the journeys of some requests, block by block, as JSON"
    )


def main(arguments: argparse.Namespace) -> int:
    seed = _whole("--seed", arguments.seed, 0, LARGEST_SEED)
    count = _whole("--replications", arguments.replications, 1, MOST_REPLICATIONS)
    found = which.given(arguments)
    warmup_is_given = any(text.startswith("warmup_s=") for text in arguments.knobs)
    design = _length(found.design, arguments.seconds, shorten_warmup=not warmup_is_given)
    _tell_about_the_log(found)
    began = time.perf_counter()
    runs = replications(design, seed, count, found.trace)
    first = next(runs)
    told = report(first)
    if count > 1:
        told["intervals"] = intervals([told, *map(report, runs)])
        told["replications"] = count
    told["wall_s"] = round(time.perf_counter() - began, 3)
    _write_files(arguments, first, found)
    print(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) if arguments.json else summary(told))
    missed = any(verdict["ok"] is not True for verdict in told["objectives"])  # one that nobody can judge is missed
    return 1 if arguments.gate and missed else 0


def _whole(name: str, text: str, low: int, high: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise BadDesign(f"{name} must be a whole number from {low} to {high}, not {text[:40]}")
    return number


def _length(design: Common, seconds: str | None, *, shorten_warmup: bool) -> Common:
    """The design with another length, and a warm-up that fits into it unless somebody has chosen that himself."""
    if seconds is None:
        return design
    try:
        wanted = float(seconds)
    except ValueError:
        raise BadDesign(f"--seconds must be a number of seconds, not {seconds[:40]}") from None
    if shorten_warmup and 0 < wanted <= design.warmup_s:
        design = put(design, "warmup_s", wanted / 10)
    return put(design, "seconds", wanted)


def _tell_about_the_log(found: which.Given) -> None:
    trace = found.trace
    if trace is None:
        return
    print(
        f"replaying {len(trace):,} requests of {trace.name}; {trace.moved:,} moved within their second", file=sys.stderr
    )
    if trace.bad_count:
        lines = ", ".join(str(n) for n in trace.bad_lines[:10])
        print(f"{trace.bad_count:,} lines could not be read: {lines}", file=sys.stderr)


def _write_files(arguments: argparse.Namespace, result: Result, found: which.Given) -> None:
    if arguments.csv:
        _write(arguments.csv, rows(result).to_csv(index=False))
    if arguments.journeys:
        from playground.run.journeys import journeys

        told: list[dict[str, Any]] = [journey.plain() for journey in journeys(result, found.trace)]
        _write(arguments.journeys, json.dumps(told, indent=1) + "\n")


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        raise BadDesign(f"{path[:80]} cannot be written: {error.strerror or error}") from None
