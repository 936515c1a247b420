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
    for token in tokens:
        for at in range(int(token["depth"])):
            if token["hold_kind"][at] == code.SLOT:
                spent[token["hold_what"][at]] += plane.now_ns - token["hold_since_ns"][at]
        if token["state"] == code.WAITING:
            spent[token["station"]] += plane.now_ns - token["hold_since_ns"][int(token["depth"])]
    return spent
