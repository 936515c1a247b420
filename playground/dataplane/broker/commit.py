"""The consumer's write: one transaction of the database makes the change of every message in hand that is ready.

With the change goes, in the same transaction, the note that the message is done: an idempotent consumer makes it
once, however often the message comes.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.events import happen
from playground.dataplane.broker.hand import next_ready
from playground.dataplane.broker.rows import story_of
from playground.dataplane.broker.sale import sells
from playground.dataplane.broker.tables import READY_TO_WRITE, STORIES, WRITTEN_DOWN
from playground.dataplane.cache.written import changed
from playground.dataplane.jit import block
from playground.dataplane.luck import ONE, u64
from playground.dataplane.record import fine_bin
from playground.dataplane.replication.history import acknowledge, append

NOTHING = u64(0)


@block
def is_done(w, message):
    """Has the message made its change before, or another one of its request?"""
    own = ONE << u64(message["attempt"])
    return message["applied"] == 1 or w.twins[message["twin"]]["wrote"] & ~own != NOTHING


@block
def note_applied(w, message):
    """It has made its change for the first time: how long that took since its request was born."""
    story = story_of(w, message)
    span_ns = w.clock[0]["now_ns"] - message["born_ns"]
    story["applied"] += 1
    story["wait_ns"] += span_ns
    if message["counted"]:
        w.waits[message["broker"] * STORIES + message["buys"]]["count"][fine_bin(span_ns)] += 1


@block
def makes_change(w, broker, message, hand):
    """Does this message change the database now?"""
    story = story_of(w, message)
    again = is_done(w, message)
    if again and broker["idempotent"]:
        story["no_ops"] += 1
        message["answered"] = 1
        return False
    if message["buys"] and (message["answered"] or not sells(w, hand["may_buy"] == 1)):
        message["answered"] = 1
        return False
    if again:
        story["duplicates"] += 1
    else:
        note_applied(w, message)
    return True


@block
def write_message(w, log, token, message):
    """The change is durable."""
    log["durable"] += 1
    log["duplicates"] += is_done(w, message)
    message["applied"] = 1
    w.twins[message["twin"]]["wrote"] |= ONE << u64(message["attempt"])


@block
def commit(w, log, consumer, token, place, is_copy, tells):
    """Every message in hand that is ready. `place`: the copy that commits, where `is_copy`; `tells`: caches care."""
    last = np.int64(0)
    while next_ready(w, consumer, token, READY_TO_WRITE):
        hand = w.hands[consumer["first_hand"] + consumer["at"] - 1]
        hand["state"] = WRITTEN_DOWN
        hand["changed"] = 0
        message = w.messages[hand["message"]]
        if not makes_change(w, w.brokers[message["broker"]], message, hand):
            continue
        write_message(w, log, token, message)
        hand["changed"] = 1
        happen(w, message)
        if is_copy:
            append(w, w.copies[place], token)
            message["position"] = token["position"]
            message["history"] = w.copies[place]["history"]
            last = max(last, np.int64(token["position"]))
        if tells:
            changed(w, token)
    token["position"] = last


@block
def confirmed(w, consumer, token, place):
    """The database says so of every change."""
    while next_ready(w, consumer, token, WRITTEN_DOWN):
        message = w.messages[w.hands[consumer["first_hand"] + consumer["at"] - 1]["message"]]
        token["position"] = message["position"]
        acknowledge(w, w.copies[place], token)
