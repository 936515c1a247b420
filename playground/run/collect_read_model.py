"""From the books of a read model to its part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.dataplane.broker.events import IS_THERE
from playground.dataplane.broker.tables import ENDED, EVENT_OPEN, FREE_ROW
from playground.dataplane.opcodes import FREE
from playground.plan.read_model import COPIER
from playground.result.read_model import ReadModel

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan.plan import Plan

SERIES = ("events", "projected", "lost", "lag_ns")


def read_model(plan: Plan, plane: DataPlane, windows: int) -> ReadModel | None:
    """None where there is none. Open events and copies under way are counted one by one, so that identities are
    checks."""
    world = plane.world
    if len(world.read_models) == 0:
        return None
    row, series, messages = world.read_models[0], world.window_read_models[:windows], world.messages
    lives = (messages["state"] != FREE_ROW) & (messages["state"] != ENDED)
    counts: dict[str, Any] = {name: int(row[name]) for name in (*SERIES, "not_yet", "copied", "copied_ns")}
    counts |= {f"{name}_in": np.diff(series[name], prepend=0) for name in SERIES}
    still_open = int((messages["event"][lives] == EVENT_OPEN).sum())
    counts |= {"copying": _copying(plan, plane), "copies": int(row["copies"])}
    return ReadModel(open=still_open, lags=world.lags[0]["count"].copy(), **counts)


def _copying(plan: Plan, plane: DataPlane) -> int:
    """Events on their way from one store to another."""
    tokens = plane.world.tokens
    at = tokens["pc"][(tokens["state"] != FREE) & (tokens["bytes"] != IS_THERE)]
    spans = [span for name, span in plan.programs.items() if name.startswith(COPIER)]
    return sum(int(((first <= at) & (at < behind)).sum()) for first, behind in spans)
