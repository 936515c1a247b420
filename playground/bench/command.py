"""The shell's `bench`: its arguments, and the report as one JSON object or as lines of the same names."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from playground.bench import agreement, fresh, timing
from playground.bench.length import with_requests
from playground.design import catalogue
from playground.design.design import Common
from playground.design.problem import BadDesign

DESIGNS = ("load-balancer", "web-chain", "cache")
AGREEMENT_REQUESTS = 10_000
AGREEMENT_RUNS = 10

HELPS: Mapping[str, str] = {
    "json": "print one JSON object and nothing else",
    "design": f"a design to measure, such as multi-dc; more than once if you like (default: {', '.join(DESIGNS)})",
    "pairs": "interleaved pairs of runs; the median of their ratios counts (default: %(default)s)",
    "requests": "arrivals of each of our runs; SimPy's are shorter by a factor of 25 (default: %(default)s)",
    "scaling": "also compare the processor time of twice the requests",
    "memory": "also compare the peak memory of 5 and of 50 million requests (minutes)",
    "compile": "also compile the kernel in a child process with an empty cache, and load it",
}


def add_arguments(parser: argparse.ArgumentParser, helps: Mapping[str, str] = HELPS) -> None:
    """Add the arguments of `bench`; `helps` has the sentence of each."""
    parser.add_argument("--json", action="store_true", help=helps["json"])
    parser.add_argument("--design", action="append", metavar="NAME", help=helps["design"])
    parser.add_argument("--pairs", type=int, default=timing.PAIRS, metavar="N", help=helps["pairs"])
    parser.add_argument("--requests", type=int, default=timing.ENGINE_REQUESTS, metavar="N", help=helps["requests"])
    for flag in ("scaling", "memory", "compile"):
        parser.add_argument(f"--{flag}", action="store_true", help=helps[flag])


def run_bench(arguments: argparse.Namespace) -> int:
    """Measure and print. Returns 1 when the two do not simulate the same system, else 0. Raises BadDesign."""
    _check("--pairs", arguments.pairs, 1, 1000)
    _check("--requests", arguments.requests, 1000, 100_000_000)
    designs = {name: catalogue.find(name) for name in arguments.design or DESIGNS}
    found = report(designs, arguments.pairs, arguments.requests)
    if arguments.scaling:
        found["twice"] = {
            name: round(timing.twice(design, arguments.pairs, arguments.requests), 3)
            for name, design in designs.items()
        }
    if arguments.memory:
        found["memory"] = {name: _memory(design) for name, design in designs.items()}
    if arguments.compile:
        found["compile"] = _compile(next(iter(designs.values())))
    text = json.dumps(found, indent=2) if arguments.json else "\n".join(_lines(found))
    sys.stdout.write(text + "\n")
    return 0 if all(row["ok"] for row in found["latency_ms_mean"].values()) else 1


def _check(flag: str, given: int, low: int, high: int) -> None:
    if not low <= given <= high:
        raise BadDesign(
            f"{flag} must be {low:,} to {high:,}, not {given:,}",
            knob=flag,
            allowed=f"{low} to {high}",
            given=str(given),
        )


def report(designs: Mapping[str, Common], count: int, requests: int) -> dict[str, Any]:
    """`ratio_to_simpy`, `requests_per_s` (arrivals, bundles included, per second of wall clock), what they rest on."""
    sample = min(requests, AGREEMENT_REQUESTS)
    pairs = {name: timing.interleaved(design, count, requests) for name, design in designs.items()}
    return {
        "ratio_to_simpy": {name: round(timing.ratio(rows), 1) for name, rows in pairs.items()},
        "requests_per_s": {name: _median_rate(rows, "engine_rps") for name, rows in pairs.items()},
        "simpy_requests_per_s": {name: _median_rate(rows, "simpy_rps") for name, rows in pairs.items()},
        "ratios": {name: [round(row.ratio, 1) for row in rows] for name, rows in pairs.items()},
        "latency_ms_mean": {name: _agreement(design, sample) for name, design in designs.items()},
    }


def _median_rate(pairs: list[timing.Pair], which: str) -> int:
    return round(timing.median(getattr(pair, which) for pair in pairs))


def _agreement(design: Common, requests: int) -> dict[str, Any]:
    latency = agreement.compare(with_requests(design, requests), AGREEMENT_RUNS).latency
    return {
        "engine": round(latency.engine.mean, 4),
        "engine_standard_error": round(latency.engine.error, 4),
        "simpy": round(latency.simpy.mean, 4),
        "simpy_standard_error": round(latency.simpy.error, 4),
        "standard_errors_apart": round(latency.standard_errors, 2),
        "ok": latency.ok,
    }


def _memory(design: Common) -> dict[str, float]:
    found = fresh.memory(design)
    return {
        "peak_bytes_5_million": found.short_bytes,
        "peak_bytes_50_million": found.long_bytes,
        "growth": round(found.growth, 4),
    }


def _compile(design: Common) -> dict[str, float]:
    found = fresh.compile_and_load(design)
    return {
        "compile_s": round(found.compile_s, 2),
        "compile_cpu_s": round(found.compile_cpu_s, 2),
        "load_s": round(found.load_s, 2),
    }


def _lines(found: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {value}"
