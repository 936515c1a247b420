"""The heading: which stage this is, and whether it keeps its promises."""

from __future__ import annotations

import math
from typing import Any

from playground.design.design import WebSystem
from playground.design.ladder import STAGES
from playground.lessons.catalogue import Translator
from playground.lessons.number import short
from playground.measure.objectives import Verdict, objectives
from playground.result import Result, S

Row = dict[str, Any]

TIMES = ("latency_ms", "files_ms", "orders_s", "timeline_ms", "last_follower_s")  # what is no share


def heading(design: WebSystem, result: Result | None, t: Translator) -> Row:
    """Name and verdict as plain data: one word in all, and a chip for each objective."""
    number = next(stage.number for stage in STAGES if stage.name == design.name) + 1
    rows = () if result is None else objectives(result)
    known = [row for row in rows if row.ok is not None]
    holds = all(row.ok for row in known)
    look, said = ("ok", "head.holds") if holds else ("bad", "head.fails")
    if not known or (holds and _is_to_come(design, result)):
        look, said = "open", "head.open"
    return {
        "kicker": t("head.stage", number=number, count=len(STAGES)),
        "name": t(f"stage.{design.name}.name"),
        "look": look,
        "said": t(said),
        "chips": [chip(row, t) for row in known],
    }


def _is_to_come(design: WebSystem, result: Result | None) -> bool:
    """Has something that is to happen not happened yet?"""
    begins_s = [fault.start_s for fault in design.faults if fault.start_s is not None]
    return result is not None and not result.is_complete and any(at_s * S >= result.until_ns for at_s in begins_s)


def chip(row: Verdict, t: Translator) -> Row:
    """What was promised and what came of it."""
    title = t(f"objective.{row.name}.name")
    got = t(f"objective.{row.name}.got", got=_amount(row.name, row.got))
    return {
        "look": "ok" if row.ok else "bad",
        "sign": "✓" if row.ok else "✕",
        "text": f"{title} {got}",
        "limit": t(f"objective.{row.name}.limit", limit=_amount(row.name, row.limit)),
        "help": t(f"objective.{row.name}.help"),
    }


def _amount(name: str, value: float | None) -> str:
    if value is None:
        return "?"
    if math.isinf(value):
        return "∞"
    return short(value) if name.startswith(TIMES) else short(100 * value)
