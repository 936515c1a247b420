"""Lists of entries, from the newest to the oldest; an entry is in one of them and knows in which."""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.tables import NONE


@block
def unlink(w, row):
    """Take the entry out of its list."""
    entry = w.entries[row]
    queue = w.queues[entry["queue"]]
    newer, older = entry["newer"], entry["older"]
    if newer == NONE:
        queue["newest"] = older
    else:
        w.entries[newer]["older"] = older
    if older == NONE:
        queue["oldest"] = newer
    else:
        w.entries[older]["newer"] = newer
    queue["count"] -= 1


@block
def put_first(w, number, row):
    """Put the entry, which is in no list, at the new end of this one."""
    queue = w.queues[number]
    entry = w.entries[row]
    newest = queue["newest"]
    entry["newer"] = NONE
    entry["older"] = newest
    entry["queue"] = number
    if newest == NONE:
        queue["oldest"] = row
    else:
        w.entries[newest]["newer"] = row
    queue["newest"] = row
    queue["count"] += 1


@block
def move_first(w, number, row):
    """From wherever it is to the new end of this list."""
    if w.queues[number]["newest"] != row:
        unlink(w, row)
        put_first(w, number, row)
