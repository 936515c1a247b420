"""Rules against faults: what everybody's rules say of each of a standard set of faults, and of an ordinary day.

Each fault is a run of its own, with the same users and the same luck. One may stop between two slices of a run.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from playground.design import change
from playground.design.design import WebSystem
from playground.design.exposure import server_names
from playground.design.fault import WEB_TIER
from playground.measure import traffic
from playground.measure.alerts import Alert, noise
from playground.measure.detection import watch
from playground.result import Result
from playground.run import Run

START_SHARE, DURATION_SHARE = 0.25, 0.4  # of the run: time before it to compare with, and after it to recover in
SLICES = 40  # of a run, between two of which a study can be stopped
NOTHING = "nothing"
SLOW, SLOW_BASE, LOST, CROWD, BUG = 10.0, 5.0, 0.2, 3.0, 0.05


@dataclass(frozen=True)
class Row:
    """A fault by its name in the catalogue. delays_s: per rule, from its beginning to the first alert; None: none.
    failed: requests, of all; messages: that the channel got. false_alarms: alerts that nothing explains."""

    fault: str
    node: str
    delays_s: dict[str, float | None]
    false_alarms: tuple[Alert, ...]
    failed: int
    messages: int

    @property
    def is_seen(self) -> bool:
        return any(delay_s is not None for delay_s in self.delays_s.values())


@dataclass(frozen=True)
class Table:
    """Rules in the design's order, and a row for each fault; the first is of an ordinary day."""

    rules: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def blind(self) -> tuple[Row, ...]:
        """Faults that no rule sees."""
        return tuple(row for row in self.rows if row.fault != NOTHING and not row.is_seen)


def faults(design: WebSystem) -> dict[str, dict[str, Any]]:
    """The standard set, as far as its parts are there, without their times."""
    servers = server_names(design)
    victim = servers[1] if len(servers) > 1 else servers[0]
    found: dict[str, dict[str, Any]] = {
        "kill": {"kind": "kill", "node": victim},
        "slow": {"kind": "slow", "node": victim, "factor": SLOW},
        "lose": {"kind": "lose", "node": victim, "share": LOST},
    }
    part = "" if design.sharding is None else "shard-1-"
    if design.database.own_machine and (design.database.shared or len(servers) == 1):
        found["slow_primary"] = {"kind": "slow", "node": f"{part}database", "factor": SLOW_BASE}
        found["cut"] = {"kind": "cut", "node": f"{part}database"}
    if design.replication is not None and design.replication.replicas > 0:
        found["slow_replica"] = {"kind": "slow", "node": f"{part}replica-1", "factor": SLOW}
    if design.cache is not None or design.web.cache_items > 0:
        found["flush"] = {"kind": "flush", "node": "cache"}
    found["spike"] = {"kind": "spike", "node": "users", "factor": CROWD}
    if design.balancer is not None and design.database.own_machine:
        found["bug"] = {"kind": "deploy", "node": WEB_TIER, "fails_share": BUG}
    return found


def cases(design: WebSystem) -> dict[str, list[dict[str, Any]]]:
    """The faults of each run, by name; none in the first."""
    start_s = round(design.seconds * START_SHARE)
    lasts_s = max(1, round(design.seconds * DURATION_SHARE))
    rows: dict[str, list[dict[str, Any]]] = {NOTHING: []}
    for name, row in faults(design).items():
        at_once = row["kind"] in ("flush", "deploy")
        rows[name] = [{**row, "start_s": start_s, "duration_s": None if at_once else lasts_s}]
    return rows


def find(design: WebSystem, seed: int = 1) -> Table:
    """The whole table. Raises ValueError where nobody watches."""
    steps = search(design, seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Table = end.value
            return found


def search(design: WebSystem, seed: int = 1) -> Generator[tuple[str, float], None, Table]:
    """The same bit by bit: yields the fault whose run it is at, and which share of all is done."""
    if design.operations is None:
        raise ValueError("operations must be there where rules are compared, not nothing")
    wanted, rows = cases(design), []
    for nth, (name, given) in enumerate(wanted.items()):
        going = Run(change.put_all(design, {"faults": given, "workload.replay": None}), seed=seed)
        while not going.is_complete:
            yield name, (nth + going.now_ns / going.end_ns) / len(wanted)
            going.advance(going.now_ns + max(1, going.end_ns // SLICES))
        rows.append(_row(name, given, going.result()))
    return Table(tuple(rule.name for rule in design.operations.rules), tuple(rows))


def _row(name: str, given: list[dict[str, Any]], result: Result) -> Row:
    found, heard = watch(result), noise(result)
    delays_s: dict[str, float | None] = {}
    for one in () if found is None else found.noticed:
        if delays_s.get(one.rule) is None:
            delays_s[one.rule] = one.delay_s
    return Row(
        fault=name,
        node=given[0]["node"] if given else "",
        delays_s=delays_s,
        false_alarms=() if found is None else found.false_alarms,
        failed=traffic.requests(result).failed,
        messages=0 if heard is None else heard.messages,
    )
