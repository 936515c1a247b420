"""From a lock and a key to the flight that is under way: a hash table with linear probing, without tombstones.

A cell of `flight_index`, whose length is a power of two, holds a row of `flights` or NONE.

Source: Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithms L and R.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.tables import NONE


@block
def home(w, lock, key):
    """The cell in which the search for this key of this lock begins."""
    return np.int64(mix(u64(lock), u64(key)) & u64(w.flight_index.shape[0] - 1))


@block
def find(w, lock, key):
    """The row of the flight, or NONE."""
    mask = np.int64(w.flight_index.shape[0] - 1)
    cell = home(w, lock, key)
    while True:
        row = np.int64(w.flight_index[cell])
        if row == NONE or (w.flights[row]["key"] == key and w.flights[row]["lock"] == lock):
            return row
        cell = (cell + 1) & mask


@block
def insert(w, row):
    """Remember where this flight is. It is not there yet."""
    mask = np.int64(w.flight_index.shape[0] - 1)
    cell = home(w, np.int64(w.flights[row]["lock"]), w.flights[row]["key"])
    while w.flight_index[cell] != NONE:
        cell = (cell + 1) & mask
    w.flight_index[cell] = row


@block
def remove(w, row):
    """Forget the flight, and close the gap so that every other search still ends."""
    mask = np.int64(w.flight_index.shape[0] - 1)
    gap = home(w, np.int64(w.flights[row]["lock"]), w.flights[row]["key"])
    while w.flight_index[gap] != row:
        gap = (gap + 1) & mask
    cell = gap
    while True:
        w.flight_index[gap] = NONE
        while True:
            cell = (cell + 1) & mask
            other = np.int64(w.flight_index[cell])
            if other == NONE:
                return
            wish = home(w, np.int64(w.flights[other]["lock"]), w.flights[other]["key"])
            if (cell - wish) & mask >= (cell - gap) & mask:
                break
        w.flight_index[gap] = other
        gap = cell
