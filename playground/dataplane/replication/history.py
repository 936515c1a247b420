"""A history: every change that the primary has made durable, in order, and for each copy the first one to each key
that it has not applied. So a stale read is told in one step, however far a copy is behind.

Where several copies accept writes, one that writes to a key of which it has not seen the others' last changes makes a
conflict: the later write wins, and what it had not seen is overwritten (last writer wins, as in DynamoDB's
global tables).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import CHANGES
from playground.dataplane.replication.pace import change_at, history_of, wake_streams
from playground.dataplane.replication.tables import GONE_ROWS
from playground.dataplane.shards.tables import IN_HAND, WRITTEN_SINCE
from playground.dataplane.shards.where import column_to_write
from playground.dataplane.tables import SPARE

NO_CHANGE = np.int64(0)
ALONE = 1


@block
def note_gone(w, position, key, at_ns, origin, acknowledged, diverged):
    """Write a lost or diverged change down, if it is among the first."""
    books = w.history[0]
    place = books["gone_n"]
    if place == GONE_ROWS:
        return
    books["gone_n"] = place + 1
    row = w.gone[place]
    row["position"] = position
    row["key"] = key
    row["at_ns"] = at_ns
    row["origin"] = origin
    row["acknowledged"] = acknowledged
    row["diverged"] = diverged


@block
def overwrite(w, history, place, key):
    """The copy has not seen what others wrote to this key: that is overwritten."""
    history["conflicts"] += 1
    if history["merges"]:
        return
    position = np.int64(w.first[place * history["keys"] + key])
    while position != NO_CHANGE:
        change = change_at(w, history, position)
        if change["origin"] != place and change["overwritten"] == 0:
            change["overwritten"] = 1
            history["overwritten"] += 1
        position = change["next"]


@block
def write_down(w, history, place, key):
    """The next change, by this copy. Its position."""
    keys = history["keys"]
    position = history["position"] + 1
    history["position"] = position
    change = change_at(w, history, position)
    before = np.int64(w.last[key])
    change["key"] = key
    change["at_ns"] = w.clock[0]["now_ns"]
    change["origin"] = place
    change["acknowledged"] = 0
    change["overwritten"] = 0
    change["moved"] = 0
    if w.keys[0]["changing"]:
        change["existed"] = w.alive[key]
    change["next"] = NO_CHANGE
    change["prev"] = before
    if before >= history["oldest"]:
        change_at(w, history, before)["next"] = position
    w.last[key] = position
    for other in range(history["first"], history["first"] + history["copies"]):
        if other != place and w.first[other * keys + key] == NO_CHANGE:
            w.first[other * keys + key] = position
    if position - history["oldest"] + SPARE > history["mask"]:
        w.clock[0]["tight"] = CHANGES
    return position


@block
def advance(w, history, copy, position):
    """The copy has what it has written itself, where nobody else writes. One that is alone remembers none of it."""
    if history["several"] == 0:
        copy["received"] = position
        copy["taken"] = position
        copy["applied"] = position
        if history["copies"] == ALONE:
            history["oldest"] = position + 1


@block
def append(w, copy, token):
    """The copy makes a write durable."""
    history = history_of(w, copy)
    place = np.int64(copy["place"])
    key = column_to_write(w, history, token)
    if copy["attached"] == 0:
        history["diverged"] += 1
        note_gone(w, NO_CHANGE, key, w.clock[0]["now_ns"], place, 1, 1)
        token["position"] = NO_CHANGE
        return
    if w.first[place * history["keys"] + key] != NO_CHANGE:
        overwrite(w, history, place, key)
    position = write_down(w, history, place, key)
    token["position"] = position
    advance(w, history, copy, position)
    if w.sharding.shape[0] > 0 and w.moving[key] == IN_HAND:
        w.moving[key] = WRITTEN_SINCE
    wake_streams(w, history)


@block
def acknowledge(w, copy, token):
    """The copy tells its client that the write is done."""
    position = token["position"]
    history = history_of(w, copy)
    if position == NO_CHANGE or position > history["position"] or position < history["oldest"]:
        return
    change = change_at(w, history, position)
    if change["origin"] == copy["place"]:
        change["acknowledged"] = 1


@block
def see(w, copy, position):
    """The copy has applied this change: the next one to the same key is the first it misses."""
    history = history_of(w, copy)
    change = change_at(w, history, position)
    place = copy["place"]
    following = change["next"]
    while following != NO_CHANGE and change_at(w, history, following)["origin"] == place:
        following = change_at(w, history, following)["next"]
    w.first[place * history["keys"] + change["key"]] = following


@block
def forget_old(w, history):
    """Changes that every copy has applied need not be held."""
    least = history["position"]
    for place in range(history["first"], history["first"] + history["copies"]):
        if w.copies[place]["held"]:
            least = min(least, w.copies[place]["applied"])
    history["oldest"] = max(history["oldest"], least + 1)
