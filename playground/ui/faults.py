"""Buttons that break things: each makes a new design with one fault more, or one fewer. Nothing here is drawn."""

from __future__ import annotations

from typing import Any

from playground.design.change import plain, put
from playground.design.design import Common, WebSystem

START_SHARE, DURATION_SHARE = 0.25, 0.4  # of the run: time before it to compare with, and after it to recover in
SLOW_FACTOR, CROWD_FACTOR = 10.0, 3.0

# What a fault's clock and size are called, for the panel.
TIMED = ("start_s", "duration_s")
SIZED = {"slow": ("factor",), "spike": ("factor",), "lose": ("share",)}


def wanted(node: str, *, has_database: bool) -> dict[str, dict[str, Any]]:
    """What each button does: a fault without its time, by the button's name."""
    rows: dict[str, dict[str, Any]] = {
        "kill": {"kind": "kill", "node": node, "silent": False},
        "silent": {"kind": "kill", "node": node, "silent": True},
        "slow": {"kind": "slow", "node": node, "factor": SLOW_FACTOR},
        "crowd": {"kind": "spike", "node": "users", "factor": CROWD_FACTOR},
    }
    if node.startswith("replica-"):
        rows["replace"] = {"kind": "replace", "node": node}
    return {**rows, "cut": {"kind": "cut", "node": "database"}} if has_database else rows


def heal(design: WebSystem) -> Common:
    """No faults."""
    return put(design, "faults", [])


def remove(design: WebSystem, place: int) -> Common:
    """Without one of the faults."""
    rows = plain(design)["faults"]
    return put(design, "faults", rows[:place] + rows[place + 1 :])


def toggle(design: WebSystem, wanted: dict[str, Any]) -> Common:
    """With this fault at its usual time; without it when it was there. Raises BadDesign when it cannot be."""
    rows = plain(design)["faults"]
    kept = [row for row in rows if not _is_same(row, wanted)]
    if len(kept) == len(rows):
        start_s = round(design.seconds * START_SHARE)
        duration_s = max(1, round(design.seconds * DURATION_SHARE))
        kept = [*rows, {**wanted, "start_s": start_s, "duration_s": duration_s}]
    return put(design, "faults", kept)


def is_on(design: WebSystem, wanted: dict[str, Any]) -> bool:
    """Is such a fault among the design's?"""
    return any(_is_same(row, wanted) for row in plain(design)["faults"])


def clocks(design: WebSystem) -> tuple[tuple[str, ...], ...]:
    """The knobs of every fault, as paths."""
    return tuple(
        tuple(f"faults.{place}.{field}" for field in (*TIMED, *SIZED.get(fault.kind, ())))
        for place, fault in enumerate(design.faults)
        if not fault.is_random
    )


def _is_same(row: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """The same thing to the same node, whenever it happens."""
    keys = ("kind", "node", *(("silent",) if wanted["kind"] == "kill" else ()))
    return all(row.get(key) == wanted.get(key) for key in keys)
