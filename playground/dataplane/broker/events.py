"""Events: what a consumer has written is to be found in a read model, too, from the next refresh of its index on.

An event happens with the first change that its message makes. Without an outbox only the consumer knows of it that has
just made the change; with one the message remembers it until the store has it. An event whose message is over before
that is lost.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.hand import in_hand
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
from playground.dataplane.opcodes import GAP, PROJECTED
from playground.dataplane.record import fine_bin

LOOK = u64(LOOK_LUCK)


@block
def happen(w, message):
    """Its change is durable. One that changes something once more has no event of its own."""
    if w.read_models.shape[0] == 0 or message["event"] != NO_EVENT:
        return
    message["event"] = EVENT_OPEN
    message["happened_ns"] = w.clock[0]["now_ns"]
    w.read_models[0]["events"] += 1


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
def project(w, consumer):
    """The event is in the index, and can be found when that is refreshed next, at a whole multiple of the interval."""
    model = w.read_models[0]
    message = w.messages[in_hand(w, consumer)["message"]]
    if message["event"] == PROJECTED_EVENT:
        return
    if message["event"] == EVENT_LOST:
        model["lost"] -= 1
    message["event"] = PROJECTED_EVENT
    model["projected"] += 1
    seen_ns = w.clock[0]["now_ns"]
    if model["refresh_ns"] > 0:
        seen_ns = (seen_ns // model["refresh_ns"] + 1) * model["refresh_ns"]
    lag_ns = seen_ns - message["happened_ns"]
    model["lag_ns"] += lag_ns
    if message["counted"]:
        w.lags[0]["count"][fine_bin(lag_ns)] += 1
    look_ns = of_luck(mix(message["luck"], LOOK), GAP) * model["look_ns"]
    model["not_yet"] += look_ns < np.float64(lag_ns)


@block
def of_events(w, token, step):
    """Do what the block says. The token never halts."""
    consumer = w.consumers[token["probe"]]
    if step["op"] == PROJECTED:
        project(w, consumer)
    elif not next_event(w, consumer):
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
