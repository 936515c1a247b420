"""Events: what a consumer has written is to be found in a read model, too, from the next refresh of its index on.

An event happens with the first change that its message makes. Without an outbox only the consumer knows of it that has
just made the change; with one the message remembers it until the store has it. An event whose message is over before
that is lost.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.hand import in_hand
from playground.dataplane.broker.indexes import (
    add_document,
    event_was_lost,
    look_at_indexes,
    of_indexes,
    order_happened,
)
from playground.dataplane.broker.tables import (
    EVENT_LOST,
    EVENT_OPEN,
    LOOK_LUCK,
    NO_EVENT,
    PROJECTED_EVENT,
    WRITTEN_DOWN,
)
from playground.dataplane.exponential import of_luck
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import COPIED, GAP, NEXT_HISTORY, PROJECTED
from playground.dataplane.record import fine_bin

LOOK = u64(LOOK_LUCK)
IS_THERE = -1.0  # for whoever brings an event to another site: instead of when it happened


@block
def happen(w, message):
    """Its change is durable. One that changes something once more has no event of its own, and a post has none."""
    if w.read_models.shape[0] == 0 or message["event"] != NO_EVENT or message["posts"]:
        return
    message["event"] = EVENT_OPEN
    message["happened_ns"] = w.clock[0]["now_ns"]
    w.read_models[0]["events"] += 1
    order_happened(w)


@block
def next_event(w, consumer):
    """The next message in hand whose event the store has not got. False when there is none left."""
    while consumer["at"] < consumer["count"]:
        hand = w.hands[consumer["first_hand"] + consumer["at"]]
        consumer["at"] += 1
        knows = hand["changed"] or w.read_models[0]["outbox"]
        if hand["state"] == WRITTEN_DOWN and knows and w.messages[hand["message"]]["event"] == EVENT_OPEN:
            return True
    consumer["at"] = 0
    return False


@block
def found_ns(w):
    """When what has been indexed now can be found: when the index is refreshed next, at a whole multiple of the
    interval."""
    now_ns, every_ns = w.clock[0]["now_ns"], w.read_models[0]["refresh_ns"]
    return now_ns if every_ns == 0 else (now_ns // every_ns + 1) * every_ns


@block
def project(w, consumer, index):
    """The event is in the index. False when it was there before."""
    model = w.read_models[0]
    message = w.messages[in_hand(w, consumer)["message"]]
    if message["event"] == PROJECTED_EVENT:
        return False
    if message["event"] == EVENT_LOST:
        event_was_lost(w, message["happened_ns"], -1)
    message["event"] = PROJECTED_EVENT
    model["projected"] += 1
    add_document(w, index, message["happened_ns"])
    lag_ns = found_ns(w) - message["happened_ns"]
    model["lag_ns"] += lag_ns
    if message["counted"]:
        w.lags[0]["count"][fine_bin(lag_ns)] += 1
    look_ns = of_luck(mix(message["luck"], LOOK), GAP) * model["look_ns"]
    model["not_yet"] += look_ns < np.float64(lag_ns)
    return True


@block
def copied(w, token, index):
    """The store of another site has it, too. Once that is so it may come again, as the answer can get lost."""
    if token["bytes"] == IS_THERE:
        return
    model = w.read_models[0]
    happened_ns = np.int64(token["bytes"])
    model["copied"] += 1
    model["copied_ns"] += found_ns(w) - happened_ns
    add_document(w, index, happened_ns)
    token["bytes"] = IS_THERE


@block
def of_events(w, token, step):
    """Do what the block says. The token never halts."""
    if step["op"] >= NEXT_HISTORY:
        of_indexes(w, token, step)
        return False
    if step["op"] == COPIED:
        copied(w, token, w.indexes[step["target"]])
        return False
    consumer = w.consumers[token["probe"]]
    if step["op"] == PROJECTED:
        goes_on = project(w, consumer, w.indexes[step["target"]])
        token["bytes"] = np.float64(w.messages[in_hand(w, consumer)["message"]]["happened_ns"])  # for its copies
    else:
        goes_on = next_event(w, consumer)
    if not goes_on:
        token["pc"] = step["jump"]
    return False


@block
def look_at_read_model(w):
    """What is written down at the end of a window."""
    now = w.window_read_models[np.int64(w.clock[0]["window"])]
    model = w.read_models[0]
    now["events"] = model["events"]
    now["projected"] = model["projected"]
    now["lost"] = model["lost"]
    now["lag_ns"] = model["lag_ns"]
    look_at_indexes(w, now)
