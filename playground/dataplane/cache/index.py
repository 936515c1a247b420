"""From a key to its entry: a hash table with linear probing and deletion without tombstones.

Each cache has its own stretch of `index`, a power of two at least twice its size; a cell holds a row of `entries` or
NONE.

Source: Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithms L and R.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.tables import NONE

HASH = u64(0x5851F42D4C957F2D)


@block
def home(cache, key):
    """The cell in which the search for this key begins, counted from the cache's first."""
    return np.int64(mix(HASH, u64(key)) & u64(cache["index_mask"]))


@block
def find(cache, entries, index, key):
    """The row of the key's entry, or NONE."""
    mask = cache["index_mask"]
    base = cache["index_base"]
    cell = home(cache, key)
    while True:
        row = index[base + cell]
        if row == NONE or entries[row]["key"] == key:
            return row
        cell = (cell + 1) & mask


@block
def insert(cache, index, key, row):
    """Remember where the key's entry is. The key is not there yet."""
    mask = cache["index_mask"]
    base = cache["index_base"]
    cell = home(cache, key)
    while index[base + cell] != NONE:
        cell = (cell + 1) & mask
    index[base + cell] = row


@block
def remove(cache, entries, index, key):
    """Forget the key, and close the gap so that every other search still ends."""
    mask = cache["index_mask"]
    base = cache["index_base"]
    gap = home(cache, key)
    while entries[index[base + gap]]["key"] != key:
        gap = (gap + 1) & mask
    cell = gap
    while True:
        index[base + gap] = NONE
        while True:
            cell = (cell + 1) & mask
            row = index[base + cell]
            if row == NONE:
                return
            wish = home(cache, entries[row]["key"])
            if (cell - wish) & mask >= (cell - gap) & mask:
                break
        index[base + gap] = row
        gap = cell
