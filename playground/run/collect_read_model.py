"""From the books of a read model to its part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.dataplane.broker.tables import ENDED, EVENT_OPEN, FREE_ROW
from playground.result.read_model import ReadModel

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane

SERIES = ("events", "projected", "lost", "lag_ns")


def read_model(plane: DataPlane, windows: int) -> ReadModel | None:
    """None where there is none. The open events are counted one by one, so that the identity is a check."""
    world = plane.world
    if len(world.read_models) == 0:
        return None
    row, series, messages = world.read_models[0], world.window_read_models[:windows], world.messages
    lives = (messages["state"] != FREE_ROW) & (messages["state"] != ENDED)
    counts: dict[str, Any] = {name: int(row[name]) for name in (*SERIES, "not_yet")}
    counts |= {f"{name}_in": np.diff(series[name], prepend=0) for name in SERIES}
    still_open = int((messages["event"][lives] == EVENT_OPEN).sum())
    return ReadModel(open=still_open, lags=world.lags[0]["count"].copy(), **counts)
