"""Room for the locks of a run, and twice as much of it when it is used up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.dataplane.flight.tables import FLIGHT
from playground.dataplane.luck import mix_arrays
from playground.dataplane.state import World
from playground.dataplane.tables import NONE


class Room(NamedTuple):
    """Tables as in World."""

    locks: np.ndarray  # (L,) LOCK_ROW
    flights: np.ndarray  # FLIGHT
    flight_index: np.ndarray  # uint32


def flight_room(locks: np.ndarray, rows: int) -> Room:
    """Locks that nobody holds. `rows`: how many may be held at first, a power of two."""
    flights = np.zeros(rows, FLIGHT)
    _chain(flights, 0)
    return Room(locks, flights, np.full(2 * rows, NONE, np.uint32))


def _chain(flights: np.ndarray, first: int) -> None:
    """The rows from `first` on are free: each names the next."""
    flights["row"][first:] = np.arange(first, len(flights))
    flights["next"][first:] = np.arange(first + 1, len(flights) + 1)


def more_flights(world: World) -> None:
    """Twice the rows, and an index twice as wide."""
    clock = world.clock[0]
    old = len(world.flights)
    under_way = world.flight_index[world.flight_index != NONE]
    flights = np.zeros(2 * old, FLIGHT)
    flights[:old] = world.flights
    _chain(flights, old)
    flights["next"][-1] = clock["free_flight"]
    clock["free_flight"] = old
    clock["free_flights"] += old
    world.put("flights", flights)
    world.put("flight_index", _index(flights, under_way))


def _index(flights: np.ndarray, under_way: np.ndarray) -> np.ndarray:
    """Where to find the rows of `flights` that are under way; who is put in first changes no answer."""
    mask = 2 * len(flights) - 1
    index = np.full(mask + 1, NONE, np.uint32)
    with np.errstate(over="ignore"):
        homes = mix_arrays(flights["lock"][under_way].astype(np.uint64), flights["key"][under_way].astype(np.uint64))
    for row, home in zip(under_way.tolist(), homes.tolist(), strict=True):
        cell = home & mask
        while index[cell] != NONE:
            cell = (cell + 1) & mask
        index[cell] = row
    return index
