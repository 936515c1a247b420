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
    """Look at every token, column by column: a row is long, and in overload there are tens of thousands."""
    world, tokens = plane.world, plane.world.tokens
    alive = np.flatnonzero(tokens["state"] != code.FREE)
    kinds = len(world.endpoints)
    users = alive[(tokens["role"][alive] == code.USER) & (tokens["flags"][alive] & code.ABANDONED == 0)]
    counted = users[tokens["flags"][users] & code.COUNTED != 0]
    kind = tokens["kind"][counted]
    has_left_client = tokens["pc"][counted] != world.endpoints["start_pc"][kind]
    requests = users[world.endpoints["counts_as"][tokens["kind"][users]] == tables.REQUESTS]
    return Unfinished(
        requests=np.bincount(kind, minlength=kinds),
        attempts=np.bincount(kind[has_left_client], minlength=kinds),
        left_ns=int((plane.now_ns - tokens["born_ns"][requests]).sum()),
        stations_ns=_at_stations(plane, alive),
    )


def _at_stations(plane: DataPlane, alive: np.ndarray) -> np.ndarray:
    """Time spent so far at each station by those of these tokens who hold a slot there or wait in its line."""
    tokens, spent = plane.world.tokens, np.zeros(len(plane.world.stations), np.int64)
    on_stack = np.arange(tables.STACK) < tokens["depth"][alive][:, None]
    places, heights = np.nonzero(on_stack & (tokens["hold_kind"][alive] == code.SLOT))
    holders = alive[places]
    np.add.at(spent, tokens["hold_what"][holders, heights], plane.now_ns - tokens["hold_since_ns"][holders, heights])
    in_line = alive[tokens["state"][alive] == code.WAITING]
    in_line_since_ns = tokens["hold_since_ns"][in_line, tokens["depth"][in_line]]
    np.add.at(spent, tokens["station"][in_line], plane.now_ns - in_line_since_ns)
    return spent
