"""Little's law is an identity: the integral of the number inside is the sum of the stays, to the nanosecond.

Over the whole run and at every station, stopped anywhere, those who are still inside included.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.dataplane.opcodes import OPS
from playground.design import catalogue, change
from playground.design.design import Common
from playground.measure.identities import identities
from playground.result import Result
from playground.run import Run

TEXTBOOK = ("mm1", "mmc", "mmck", "md1", "mg1", "tandem")
KILL = {"kind": "kill", "start_s": 4.0, "duration_s": 5.0}
FAULTS: dict[str, tuple[dict[str, Any], ...]] = {
    "single-server": (
        {**KILL, "node": "server"},
        {"kind": "slow", "node": "server", "factor": 3.0, "start_s": 12.0, "duration_s": 3.0},
    ),
    "split-tiers": (
        {**KILL, "node": "database", "silent": True},
        {"kind": "lose", "node": "database", "share": 0.2, "start_s": 11.0, "duration_s": 4.0},
        {"kind": "spike", "factor": 4.0, "start_s": 15.0, "duration_s": 3.0},
    ),
    "load-balancer": (
        {**KILL, "node": "web-2"},
        {**KILL, "node": "web-3", "silent": True},
        {"kind": "cut", "node": "web-1", "start_s": 10.0, "duration_s": 2.0},
        {"kind": "kill", "node": "balancer", "start_s": 16.0, "duration_s": 1.0},
    ),
}


def ladder(name: str) -> Common:
    """A stage in which much breaks, with clients who give up and come back."""
    impatience = {"timeout_s": 1.0, "retries": 3, "budget_share": None}
    knobs: dict[str, Any] = {f"workload.patience.{knob}": value for knob, value in impatience.items()}
    knobs |= {"database.query_timeout_s": 0.5, "seconds": 20.0, "warmup_s": 0.0, "faults": list(FAULTS[name])}
    return change.put_all(catalogue.find(name), knobs)


def check(result: Result) -> None:
    """Both sides were counted apart: the integral as it grew, the stays as they ended, the rest one by one."""
    assert identities(result) == ()
    whole = result.little
    assert isinstance(whole.inside_ns, int)
    assert whole.inside_ns == whole.stay_ns + whole.left_ns
    for station in result.stations:
        inside_ns = sum(station.busy_ns.tolist()) + sum(station.line_ns.tolist())
        assert inside_ns == station.stay_ns + station.left_ns, (station.node, station.name)


@pytest.mark.parametrize("name", TEXTBOOK)
@pytest.mark.parametrize("load", [0.5, 1.5])
def test_the_textbook_to_the_nanosecond(name: str, load: float) -> None:
    design = catalogue.find(name)
    rate_rps = change.get(design, "workload.rate_rps") * load
    run = Run(change.put_all(design, {"workload.rate_rps": rate_rps, "seconds": 200.0, "warmup_s": 20.0}))
    left = 0
    for until_ns in (*range(1, run.end_ns, 9_876_543_211), run.end_ns):
        run.advance(until_ns)
        result = run.result()
        assert result.until_ns == until_ns
        check(result)
        left += result.little.left_ns
    assert left > 0
    assert result.little.stay_ns > 0


@pytest.mark.parametrize("name", FAULTS)
def test_the_ladder_to_the_nanosecond_while_it_breaks(name: str) -> None:
    run = Run(ladder(name))
    left = 0
    for tenth_s in range(7, 200, 13):  # before, in and after every fault
        run.advance(tenth_s * 100_000_000 + 1)
        result = run.result()
        check(result)
        requests = [row for row in result.endpoints if row.is_request]
        assert result.little.stay_ns == sum(row.latency_ns + row.failure_ns for row in requests)
        left += sum(row.in_flight for row in requests)
    assert left > 0
    assert sum(row.failed for row in requests) > 0
    assert sum(row.abandoned for row in requests) > 0
    assert result.asleep == ()


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_integrals_are_those_of_the_journeys(name: str) -> None:
    """The same areas added up from outside: every customer's own times at every station, cut off at the end."""
    design = change.put_all(catalogue.find(name), {"seconds": 20.0, "warmup_s": 0.0})
    run = Run(design, watch=np.arange(10_000))
    run.advance()
    result = run.result()
    inside, line, busy = areas(run.trace_rows(), run.end_ns)
    assert result.little.inside_ns == inside
    assert sum(sum(station.line_ns.tolist()) for station in result.stations) == line
    assert sum(sum(station.busy_ns.tolist()) for station in result.stations) == busy
    assert min(inside, line, busy) > 0


def areas(rows: np.ndarray, end_ns: int) -> tuple[int, int, int]:
    """Nanoseconds that all customers together spent inside, in line and in service."""
    ways: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        ways.setdefault(int(row["order"]), []).append((int(row["at_ns"]), OPS[int(row["what"])]))
    inside = line = busy = 0
    for way in ways.values():
        ends_ns = [at_ns for at_ns, _ in way[1:]] + [end_ns]
        for (at_ns, what), until_ns in zip(way, ends_ns, strict=True):
            line += until_ns - at_ns if what == "SEIZE" else 0
            busy += until_ns - at_ns if what == "WORK" else 0
            inside += until_ns - at_ns if what not in ("ANSWER", "FAILED") else 0
    return inside, line, busy
