"""From the books of a read model to its part of a Result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.dataplane.broker.events import IS_THERE
from playground.dataplane.broker.tables import AS_EVER, BEING_BUILT, ENDED, EVENT_OPEN, FREE_ROW, WHOLE
from playground.dataplane.opcodes import FREE
from playground.design.sites import at_first
from playground.plan.read_model import COPIER, REBUILDER
from playground.result.read_model import ReadModel

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan.plan import Plan

SERIES = ("events", "projected", "lost", "lag_ns")
OF_INDEXES = ("reads", "absent", "cured")  # per window


def read_model(plan: Plan, plane: DataPlane, windows: int) -> ReadModel | None:
    """None where there is none. Open events, copies under way and orders that are being indexed anew are counted one by
    one, so that identities are checks."""
    world = plane.world
    if len(world.read_models) == 0:
        return None
    row, series = world.read_models[0], world.window_read_models[:windows]
    counts: dict[str, Any] = {name: int(row[name]) for name in (*SERIES, "not_yet", "copied", "copied_ns", "history")}
    counts |= {f"{name}_in": np.diff(series[name], prepend=0) for name in (*SERIES, *OF_INDEXES)}
    counts |= {"copying": _copying(plan, plane), "copies": int(row["copies"])}
    happened_ns = _open_ns(plane)
    return ReadModel(
        open=len(happened_ns), lags=world.lags[0]["count"].copy(), **counts, **_indexes(plan, plane, happened_ns)
    )


def _open_ns(plane: DataPlane) -> np.ndarray:
    """When the events happened that are open."""
    messages = plane.world.messages
    lives = (messages["state"] != FREE_ROW) & (messages["state"] != ENDED)
    found: np.ndarray = messages["happened_ns"][lives & (messages["event"] == EVENT_OPEN)]
    return found


def _indexes(plan: Plan, plane: DataPlane, open_ns: np.ndarray) -> dict[str, Any]:
    """All stores together, and what the first one has."""
    world, rows = plane.world, plane.world.indexes
    in_hand = sum(int(world.tokens["bytes"][at].sum()) for at in _walking(plan, plane, REBUILDER))
    is_whole, has_begun = bool((rows["state"] == WHOLE).all()), rows["state"] != AS_EVER
    first, lost = rows[0], int(world.read_models[0]["lost"])
    counts = {name: int(rows[name].sum()) for name in ("given", "restored", "reads", "absent", "old")}
    missing = len(open_ns) + lost
    if not (first["state"] == BEING_BUILT and world.read_models[0]["beside"]):
        still_to_come = int(first["given"] - first["restored"])
        missing = int((open_ns > first["until_ns"]).sum()) + lost - int(first["lost"]) + still_to_come
    return counts | {
        "restoring": in_hand + int(rows["left"].sum()),
        "begun_ns": int(rows["begun_ns"][has_begun].min()) if has_begun.any() else None,
        "whole_ns": int(rows["whole_ns"].max()) if is_whole else None,
        "cured": int(rows["lost"].min()) if is_whole else 0,
        "documents": int(first["documents"]),
        "missing": missing,
    }


def _copying(plan: Plan, plane: DataPlane) -> int:
    """Events on their way from one store to another."""
    counts = plane.world.tokens["bytes"]
    return sum(int((counts[at] != IS_THERE).sum()) for at in _walking(plan, plane, COPIER))


def _walking(plan: Plan, plane: DataPlane, called: str) -> Iterator[np.ndarray]:
    """(n,) rows of the tokens in each program that is called so."""
    tokens = plane.world.tokens
    for name, (first, behind) in plan.programs.items():
        if at_first(name).startswith(called):
            yield np.flatnonzero((tokens["state"] != FREE) & (first <= tokens["pc"]) & (tokens["pc"] < behind))
