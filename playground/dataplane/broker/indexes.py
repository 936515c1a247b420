"""Indexes: what can be found in each store of documents, and how one is built anew from the orders that the database
has, beside live events.

Each order has a document. Whoever builds takes a batch of orders at a time, the oldest first. Where the index was
thrown away, those are all orders up to that instant. Where the old one is still read, orders go on to be added until
the builders have caught up; later ones are put into both, and then the new one takes the old one's place.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.tables import AS_EVER, BEING_BUILT, DOCUMENT_LUCK, WHOLE
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64, unit
from playground.dataplane.opcodes import HISTORY_BACK, HISTORY_DONE, NEXT_HISTORY

DOCUMENT = u64(DOCUMENT_LUCK)


@block
def refresh(w, index):
    """What was indexed before the last refresh can be found. Has to be done before an index changes or is read."""
    every_ns = w.read_models[0]["refresh_ns"]
    now = w.clock[0]["now_ns"] if every_ns == 0 else w.clock[0]["now_ns"] // every_ns
    if now != index["refreshes"] or every_ns == 0:
        index["findable"] = index["documents"]
        index["refreshes"] = now


@block
def add_document(w, index, happened_ns):
    """A live event is in it: its order has one document more, unless the order is among those that are indexed anew."""
    refresh(w, index)
    is_later = happened_ns > index["until_ns"]
    if index["state"] == BEING_BUILT and w.read_models[0]["beside"]:
        index["documents"] += 1
        index["fresh"] += is_later and index["until_ns"] >= 0
    elif is_later:
        index["documents"] += 1


@block
def order_happened(w):
    """While an old index is still read, orders join those that are indexed anew."""
    for number in range(w.indexes.shape[0]):
        index = w.indexes[number]
        if index["state"] == BEING_BUILT and index["until_ns"] < 0:
            index["given"] += 1
            index["left"] += 1


@block
def event_was_lost(w, happened_ns, more):
    """One more or, where it comes after all, one fewer."""
    w.read_models[0]["lost"] += more
    for number in range(w.indexes.shape[0]):
        if happened_ns <= w.indexes[number]["until_ns"]:
            w.indexes[number]["lost"] += more


@block
def close_history(w, index):
    """These are all orders that are indexed anew."""
    index["until_ns"] = w.clock[0]["now_ns"]
    index["lost"] = w.read_models[0]["lost"]


@block
def begin_anew(w, index):
    model = w.read_models[0]
    index["state"] = BEING_BUILT
    index["begun_ns"] = w.clock[0]["now_ns"]
    index["given"] = index["left"] = model["history"] + model["events"]
    if not model["beside"]:
        index["documents"] = index["findable"] = 0
        close_history(w, index)


@block
def end_when_whole(w, index):
    """The last batch is in the index."""
    if index["state"] != BEING_BUILT or index["until_ns"] < 0 or index["restored"] < index["given"]:
        return
    refresh(w, index)
    if w.read_models[0]["beside"]:
        index["documents"] = index["fresh"]
    index["state"] = WHOLE
    index["whole_ns"] = w.clock[0]["now_ns"]


@block
def next_history(w, index, token):
    """Take the next orders in hand. False when there are none left."""
    if index["state"] == AS_EVER:
        begin_anew(w, index)
    count = min(index["left"], w.read_models[0]["batch"])
    index["left"] -= count
    token["bytes"] = np.float64(count)
    if index["state"] == BEING_BUILT and index["until_ns"] < 0 and index["left"] == 0:
        close_history(w, index)
    end_when_whole(w, index)
    return count > 0


@block
def restore(w, index, token):
    """The orders in hand are in the new index."""
    count = np.int64(token["bytes"])
    token["bytes"] = 0.0
    refresh(w, index)
    index["restored"] += count
    if w.read_models[0]["beside"]:
        index["fresh"] += count
    else:
        index["documents"] += count
    end_when_whole(w, index)


@block
def look_for_document(w, index, token):
    """A page wants the document of an order: of any one, all alike."""
    refresh(w, index)
    model = w.read_models[0]
    ever = model["history"] + model["events"]
    if ever == 0:
        return
    index["reads"] += 1
    if unit(mix(token["luck"], DOCUMENT)) * ever >= index["findable"]:
        index["absent"] += 1
    elif index["state"] == BEING_BUILT and model["beside"]:
        index["old"] += 1


@block
def of_indexes(w, token, step):
    """Do what the block says."""
    index = w.indexes[step["target"]]
    if step["op"] == NEXT_HISTORY:
        if not next_history(w, index, token):
            token["pc"] = step["jump"]
    elif step["op"] == HISTORY_DONE:
        restore(w, index, token)
    elif step["op"] == HISTORY_BACK:
        index["left"] += np.int64(token["bytes"])
        token["bytes"] = 0.0
    else:
        look_for_document(w, index, token)


@block
def look_at_indexes(w, now):
    """What is written down at the end of a window. A lost event is made good once every store has its document."""
    now["reads"] = now["absent"] = 0
    now["cured"] = w.read_models[0]["lost"]
    for number in range(w.indexes.shape[0]):
        index = w.indexes[number]
        now["reads"] += index["reads"]
        now["absent"] += index["absent"]
        now["cured"] = min(now["cured"], index["lost"] if index["state"] == WHOLE else 0)
