"""Journeys: every block of a few requests, with its times, recorded by a second run that repeats the first bit for
bit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.result import Result
from playground.run import Run

if TYPE_CHECKING:
    from playground.plan import Plan
    from playground.traffic.trace import Trace

MS = 1e6
NEAREST = 50  # requests kept near each percentile


@dataclass(frozen=True)
class Step:
    """From at_ms on, this attempt (and this child, 0: the request itself) was at this block of its program. Time that
    the block takes is booked on `system` and `kind` (waiting, service or network)."""

    at_ms: float
    attempt: int
    child: int
    block: str
    what: str
    system: str
    kind: str
    node: str = ""


@dataclass(frozen=True)
class Journey:
    """One request: its number, the kind of request, and every block it began, in order of time."""

    number: int
    endpoint: str
    born_ms: float
    steps: tuple[Step, ...]

    def plain(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


def worth_a_look(result: Result) -> tuple[int, ...]:
    """Numbers of requests: some of every way in which requests ended, a sample that no design changes, and those
    nearest to each of the 50th, 95th and 99th percentile. They are few, because a run keeps a bounded number of each.
    """
    numbers = {number for chain in result.chains for number in chain.numbers} | set(result.smallest)
    for share in (0.5, 0.95, 0.99):
        numbers |= set(nearest(result, share))
    return tuple(sorted(numbers))


def nearest(result: Result, share: float, wanted: int = NEAREST) -> list[int]:
    """Numbers of up to `wanted` served requests whose latency lies nearest to this percentile."""
    rows = zip(result.latency, result.endpoints, strict=True)
    counts = np.sum([histogram.counts for histogram, endpoint in rows if endpoint.is_request], axis=0)
    if not np.sum(counts):
        return []
    middle = int(np.searchsorted(np.cumsum(counts), share * counts.sum()))
    found: list[int] = []
    for place in sorted(np.flatnonzero(counts).tolist(), key=lambda place: (abs(place - middle), place)):
        found += [int(number) for number in result.split.numbers[place] if number >= 0]
        if len(found) >= wanted:
            break
    return found[:wanted]


def journeys(result: Result, trace: Trace | None = None, numbers: tuple[int, ...] | None = None) -> list[Journey]:
    """Run the result's run again, up to where it came, and record these requests (default: `worth_a_look`)."""
    wanted = np.array(worth_a_look(result) if numbers is None else sorted(set(numbers)), np.int64)
    again = Run(result.design, seed=result.seed, trace=trace, watch=wanted)
    again.advance(result.until_ns)
    return _journeys(again.plan, again.trace_rows())


def _journeys(plan: Plan, rows: np.ndarray) -> list[Journey]:
    from playground.dataplane import opcodes as code

    requests = rows["order"] >> code.REQUEST_SHIFT
    found: list[Journey] = []
    for number in np.unique(requests):
        own = rows[requests == number]
        steps = tuple(
            Step(
                at_ms=int(row["at_ns"]) / MS,
                attempt=int(row["order"]) >> code.ATTEMPT_SHIFT & code.MAX_ATTEMPTS,
                child=int(row["order"]) & code.MAX_CHILDREN,
                block=code.OPS[int(row["what"])],
                what=plan.notes[int(row["pc"])],
                system=system,
                kind=kind,
                node=_node(plan, code.OPS[int(row["what"])], int(row["place"])),
            )
            for row in own
            for system, kind in [plan.parts[int(plan.layout.program[int(row["pc"])]["part"])]]
        )
        found.append(Journey(int(number), _program_at(plan, int(own[0]["pc"])), steps[0].at_ms, steps))
    return found


def _node(plan: Plan, block: str, row: int) -> str:
    if block == "ARRIVE":
        return plan.nodes[row]
    return plan.stations[row].node if block in ("SEIZE", "WORK", "RELEASE") else ""


def _program_at(plan: Plan, pc: int) -> str:
    return next(name for name, (first, behind) in plan.programs.items() if first <= pc < behind)
