"""Reads tests/CONCEPTS.md and says what in it is not true: a knob, an output or a test that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.design import catalogue, fault_text
from playground.design.change import get, put, put_all
from playground.design.design import Common, WebSystem
from playground.design.fault import EVERY_EDGE, WEB_TIER
from playground.design.problem import BadDesign
from playground.design.sites import WHOLE
from tests.run.lined import lined

ROOT = Path(__file__).parents[2]
NOT_YET = "## Not yet"
CONCEPTS = frozenset(
    {
        *(1, 2, 7, 8, 9),
        *range(20, 39),
        *range(45, 50),
        51,
        *range(53, 82),
        *range(3, 7),
        *range(82, 121),
    }
)


@dataclass(frozen=True)
class Row:
    """A concept, and the knobs, outputs and tests that are said to belong to it."""

    concept: int
    words: str
    knobs: tuple[str, ...]
    outputs: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """What there is: the designs in which knobs are looked for, and the reports in which outputs are."""

    designs: tuple[Common, ...]
    reports: tuple[Mapping[str, Any], ...]


def rows(text: str) -> list[Row]:
    """The rows of the table, in their order."""
    found = []
    for line in text.partition(NOT_YET)[0].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| C"):
            number, words, *lists = [*cells, "", "", "", ""][:5]
            found.append(Row(int(number.removeprefix("C")), words, *map(_items, lists)))
    return found


def _items(cell: str) -> tuple[str, ...]:
    """Names between commas, each in backticks."""
    return tuple(item.strip().strip("`") for item in cell.split(",") if item.strip(" `"))


def not_yet(text: str) -> list[int]:
    """The concepts that are said to be missing."""
    return [int(number) for number in re.findall(r"\bC(\d+)\b", text.partition(NOT_YET)[2])]


def complaints(text: str, house: House) -> list[str]:
    """One sentence for everything that is not true."""
    table = rows(text)
    return [*_miscounted([row.concept for row in table], not_yet(text)), *_wrong(table, house)]


def _miscounted(there: list[int], missing: list[int]) -> list[str]:
    told = [*there, *missing]
    found = [
        f"C{number} is told of {told.count(number)} times" for number in sorted(set(told)) if told.count(number) > 1
    ]
    found += [f"C{number} is not spoken of" for number in sorted(CONCEPTS - set(told))]
    return found + [f"C{number} is none of these concepts" for number in sorted(set(told) - CONCEPTS)]


def _wrong(table: Iterable[Row], house: House) -> list[str]:
    found = []
    for row in table:
        parts = {"words": row.words, "knobs": row.knobs, "outputs": row.outputs, "tests": row.tests}
        found += [f"C{row.concept} has no {name}" for name, part in parts.items() if not part]
        found += [f"C{row.concept}: there is no knob {name}" for name in row.knobs if not is_knob(name, house)]
        found += [f"C{row.concept}: no report has {name}" for name in row.outputs if not is_output(name, house)]
        found += [f"C{row.concept}: there is no test {name}" for name in row.tests if not is_test(name)]
    return found


def is_knob(name: str, house: House) -> bool:
    """A path that can be set in one of the designs, or a kind of fault that meets one of their nodes."""
    return _is_fault(name, house) if ":" in name else any(_can_set(design, name) for design in house.designs)


def _can_set(design: Common, path: str) -> bool:
    try:
        return put(design, path, get(design, path)) == design
    except BadDesign:
        return False


def _is_fault(text: str, house: House) -> bool:
    try:
        fault = fault_text.parse(f"{text}@1+1")
    except BadDesign:
        return False
    node = fault.node
    if fault.kind in ("spike", "sale", "celebrity"):
        return _is_asked_for(node, house)
    if fault.kind == "deploy":
        return node == WEB_TIER
    if fault.kind == "reshard":
        return any(isinstance(one, WebSystem) and one.sharding is not None for one in house.designs)
    if node in WHOLE:
        return any(isinstance(one, WebSystem) and WHOLE.index(node) < one.places for one in house.designs)
    return any(node in report["nodes"] for report in house.reports) or any(_files(node, one) for one in house.designs)


def _is_asked_for(name: str, house: House) -> bool:
    """Is there an endpoint of this name? That of a sale's buyers is there with the sale."""
    return any(name in report["endpoints"] for report in house.reports)


def _files(name: str, design: Common) -> bool:
    """Is this the whole CDN, or one of the kinds of files that it keeps?"""
    if not isinstance(design, WebSystem) or design.cdn is None:
        return False
    return name in (EVERY_EDGE, *(kind.name for kind in design.workload.files))


def is_output(path: str, house: House) -> bool:
    """A path at which one of the reports has something to say."""
    return any(value not in (None, [], {}) for report in house.reports for value in values_at(report, path.split(".")))


def values_at(node: Any, steps: list[str]) -> list[Any]:
    """Everything at a path; `*` stands for any name, and for any row of a list."""
    if not steps:
        return [node]
    inside = node if isinstance(node, Mapping) else dict(enumerate(node)) if isinstance(node, list) else {}
    first, *rest = steps
    return [value for name, part in inside.items() if first in ("*", name) for value in values_at(part, rest)]


def is_test(name: str) -> bool:
    """A function of a file that pytest reads, both by the names that it looks for."""
    file, _, function = name.partition("::")
    return re.fullmatch(r"tests/(\w+/)*test_\w+\.py", file) is not None and function in _tests_of(ROOT / file)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text("utf-8"), str(path)).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def designs() -> tuple[Common, ...]:
    """Every design of the catalogue, one with cache servers, one whose web servers come and go, one whose database has
    a disk, one whose servers are found by name, one whose database is sharded, one with timelines, one of which
    services were split off, and one with a read model."""
    rest = (tiered(), growing(), on_disk(), named(), sharded(), lined(), parted(), flat())
    return (*(catalogue.find(name) for name in catalogue.names()), *rest)


def parted() -> Common:
    """Pages that ask three services."""
    return put(catalogue.find("split-tiers"), "services.join", "parallel")


def flat() -> Common:
    """Pages that read one document, which workers bring up to date."""
    model = {"read_model.refresh_s": 0.5, "read_model.rebuild_at_s": 1.0, "read_model.past_orders": 100}
    return put_all(catalogue.find("split-tiers"), {"queue.way": "queue", **model})


def named() -> Common:
    """Three servers with an address each, which are changed by hand."""
    knobs = {
        "web.servers": 3,
        "workload.visits.session_s": 300.0,
        "dns.ttl_s": 60.0,
        "web.drift.changed_every_s": 1.0,
        "web.drift.apply_every_s": 1.0,
    }
    return put_all(catalogue.find("split-tiers"), {**knobs, "web.drift.apply_s": 0.0})


def sharded() -> Common:
    """Two shards with a famous key in two copies, which become three."""
    knobs = {
        "sharding.shards": 2,
        "sharding.salts": 2,
        "sharding.map_refresh_s": 0.5,
        "workload.popularity.famous": 1,
        "workload.popularity.famous_reads_share": 0.2,
        "workload.popularity.keys": 100,
        "faults": [{"kind": "reshard", "start_s": 0.5, "shards": 3}],
    }
    return put_all(catalogue.find("replicas"), knobs)


def on_disk() -> Common:
    """A database whose data do not fit into memory, a server that becomes slow, and one rule that does not see it."""
    rule = {"name": "down", "metric": "down", "threshold": 0.0}
    slow = {"kind": "slow", "node": "web-1", "start_s": 1.0, "duration_s": 1.0, "factor": 2.0}
    knobs = {"database.disk.memory_pages": 1000, "operations.rules": [rule], "faults": [slow]}
    return put_all(catalogue.find("split-tiers"), knobs)


def tiered() -> Common:
    """Three cache servers with a replica each, which are written to first, behind the last stage that is built."""
    cache = {"nodes": 3, "placement": "slots", "replicas": 1, "writes": "back"}
    return put(catalogue.find("load-balancer"), "cache", cache)


def growing() -> Common:
    """Web servers that are added as they get busy."""
    return put(catalogue.find("load-balancer"), "web.autoscale.max_servers", 8)
