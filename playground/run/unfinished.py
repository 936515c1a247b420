"""What is still on its way when a run stops dead, counted one by one, so that the identities are checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.dataplane import opcodes as code
from playground.dataplane import tables

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane


@dataclass(frozen=True)
class Unfinished:
    """Per endpoint: counted requests and attempts; time spent so far by all requests; per station, by those there."""

    requests: np.ndarray  # (E,) int64
    attempts: np.ndarray  # (E,) int64
    left_ns: int
    stations_ns: np.ndarray  # (S,) int64


def unfinished(plane: DataPlane) -> Unfinished:
    """Look at every token."""
    world = plane.world
    tokens = world.tokens[world.tokens["state"] != code.FREE]
    kinds = len(world.endpoints)
    users = tokens[(tokens["role"] == code.USER) & (tokens["flags"] & code.ABANDONED == 0)]
    counted = users[users["flags"] & code.COUNTED != 0]
    has_left_client = counted["pc"] != world.endpoints["start_pc"][counted["kind"]]
    requests = world.endpoints["counts_as"][users["kind"]] == tables.REQUESTS
    return Unfinished(
        requests=np.bincount(counted["kind"], minlength=kinds),
        attempts=np.bincount(counted["kind"][has_left_client], minlength=kinds),
        left_ns=int((plane.now_ns - users["born_ns"][requests]).sum()),
        stations_ns=_at_stations(plane, tokens),
    )


def _at_stations(plane: DataPlane, tokens: np.ndarray) -> np.ndarray:
    """Time spent so far at each station by those who hold a slot there or wait in its line."""
    spent = np.zeros(len(plane.world.stations), np.int64)
    on_stack = np.arange(tables.STACK) < tokens["depth"][:, None]
    rows, heights = np.nonzero(on_stack & (tokens["hold_kind"] == code.SLOT))
    held_since_ns = tokens["hold_since_ns"][rows, heights]
    np.add.at(spent, tokens["hold_what"][rows, heights], plane.now_ns - held_since_ns)
    in_line = tokens[tokens["state"] == code.WAITING]
    in_line_since_ns = in_line["hold_since_ns"][np.arange(len(in_line)), in_line["depth"]]
    np.add.at(spent, in_line["station"], plane.now_ns - in_line_since_ns)
    return spent
