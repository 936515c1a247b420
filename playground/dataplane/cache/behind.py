"""Write-back: a cache node keeps what was written to it, says so at once, and writes it to the database later.

A key that is *dirty* stands in its node's queue, with the number of writes that it has taken since it was last flushed;
however many they are, the database gets one. While that is *on its way* the key may become dirty again. Dirty keys are
kept beside the entries, so that no eviction and no lifetime ends them: only a flush, or the loss of the node. When keys
change hands while they are dirty, the next write takes what is dirty along to the new node, as the older value must not
be written after the newer one.

Every write that a node has taken is in the end one of: flushed, saved (coalesced with a flushed one), lost, or dirty.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.behind_tables import GONE_ROWS
from playground.dataplane.cache.stale import column
from playground.dataplane.jit import block, entry
from playground.dataplane.tables import NONE

NOTHING = np.int64(0)


@block
def enqueue(w, number, place):
    """The key of this column is dirty on this node, the last of its queue."""
    behind, dirty = w.behind[number], w.dirty[place]
    dirty["part"] = number
    dirty["next"] = NONE
    dirty["prev"] = behind["tail"]
    if behind["tail"] == NONE:
        behind["head"] = place
    else:
        w.dirty[behind["tail"]]["next"] = place
    behind["tail"] = place
    behind["keys"] += 1


@block
def unqueue(w, place):
    """Out of its queue."""
    dirty = w.dirty[place]
    behind = w.behind[dirty["part"]]
    before, after = dirty["prev"], dirty["next"]
    if before == NONE:
        behind["head"] = after
    else:
        w.dirty[before]["next"] = after
    if after == NONE:
        behind["tail"] = before
    else:
        w.dirty[after]["prev"] = before
    behind["keys"] -= 1


@block
def take_in(w, number, token):
    """The node has the write. True when enough keys are dirty for a flush."""
    behind = w.behind[number]
    place = column(w, token["key"])
    dirty = w.dirty[place]
    behind["taken"] += 1
    if dirty["writes"] == NOTHING:
        dirty["since_ns"] = w.clock[0]["now_ns"]
        enqueue(w, number, place)
    elif dirty["part"] != number:
        unqueue(w, place)
        enqueue(w, number, place)
    dirty["key"] = token["key"]
    dirty["writes"] += 1
    return behind["keys"] >= behind["batch"] and behind["failed"] == 0


@block
def take_out(w, number, token):
    """The token brings the next dirty key of this flush to the database. False when there is none."""
    behind = w.behind[number]
    place = np.int64(behind["head"])
    if behind["left"] == NOTHING or place == NONE:
        return False
    behind["left"] -= 1
    unqueue(w, place)
    dirty = w.dirty[place]
    if dirty["moving"] == NOTHING:
        dirty["moving_ns"] = dirty["since_ns"]
    dirty["moving"] += dirty["writes"]
    dirty["writes"] = 0
    token["key"] = dirty["key"]
    return True


@block
def flushed(w, number, token):
    """The database has it."""
    dirty = w.dirty[column(w, token["key"])]
    if dirty["moving"] > NOTHING:
        w.behind[number]["flushed"] += 1
        w.behind[number]["coalesced"] += dirty["moving"] - 1
        dirty["moving"] = 0


@block
def dirty_again(w, number, place):
    """What was on its way has not arrived."""
    dirty = w.dirty[place]
    if dirty["moving"] == NOTHING:
        return
    if dirty["writes"] == NOTHING:
        enqueue(w, number, place)
    dirty["since_ns"] = dirty["moving_ns"]
    dirty["writes"] += dirty["moving"]
    dirty["moving"] = 0


@block
def put_back(w, number, token):
    """The database could not be written to. The node tries again when its interval is over."""
    w.behind[number]["failed"] = 1
    dirty_again(w, number, column(w, token["key"]))


@block
def unflushed_ns(w, key):
    """Since when the database's value of the key is not the one that was written; 0 when it is."""
    dirty = w.dirty[column(w, key)]
    if dirty["moving"] > NOTHING:
        return np.int64(dirty["moving_ns"])
    return np.int64(dirty["since_ns"]) if dirty["writes"] > NOTHING else NOTHING


@block
def note_lost(w, place, since_ns, writes):
    """Write it down, if it is among the first."""
    first = w.behind[0]
    row = first["gone_n"]
    if row == GONE_ROWS:
        return
    first["gone_n"] = row + 1
    gone = w.unflushed[row]
    gone["key"] = w.dirty[place]["key"]
    gone["since_ns"] = since_ns
    gone["writes"] = writes
    gone["part"] = w.dirty[place]["part"]


@block
def lose(w, number, everything):
    """The node has forgotten what is dirty; `everything`: also what is on its way, which died with it."""
    if w.behind.shape[0] == 0:
        return
    for place in range(w.dirty.shape[0]):
        dirty = w.dirty[place]
        if dirty["part"] != number:
            continue
        writes = dirty["writes"] + (dirty["moving"] if everything else NOTHING)
        if writes == NOTHING:
            continue
        is_moving = everything and dirty["moving"] > NOTHING
        note_lost(w, place, dirty["moving_ns"] if is_moving else dirty["since_ns"], writes)
        w.behind[number]["lost"] += writes
        if dirty["writes"] > NOTHING:
            unqueue(w, place)
        dirty["writes"] = 0
        if everything:
            dirty["moving"] = 0


@entry
def lose_all(w, number):
    """A node comes back without anything."""
    lose(w, number, True)


@entry
def recover(w, number):
    """Another node goes on where the one died that had something on its way."""
    for place in range(w.dirty.shape[0]):
        if w.dirty[place]["part"] == number:
            dirty_again(w, number, place)
