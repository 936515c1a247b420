"""Publishing: a producer brings a message, the broker numbers and keeps it, and says so, at once or when it is on disk.

One flush writes everything that has come since the last one began (group commit).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.rows import enqueue_last, story_of, take_message
from playground.dataplane.broker.tables import (
    FLUSHED,
    MOST_MESSAGES,
    NO_EVENT,
    PARTITION_LUCK,
    TAKEABLE,
    UNFLUSHED,
    WAITING_ROW,
)
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import COUNTED
from playground.dataplane.signal import give_signal, leave_signal, wait_for
from playground.dataplane.token import make_ready
from playground.dataplane.write import share_writes

PARTITION_OF = u64(PARTITION_LUCK)


@block
def wake_one(w, number):
    """The first of those who wait for this signal goes on."""
    signal = w.signals[number]
    if signal["waiting"] == 0:
        return
    token = w.tokens[signal["head"]]
    leave_signal(w.tokens, signal, token)
    token["due_ns"] = 0
    make_ready(w.clock[0], w.ready, token)


@block
def has_room(w, broker):
    """Does the broker take one more? Those that ended in a consumer's hand count as gone."""
    held = broker["waiting"] + broker["in_flight"] - broker["forgotten"]
    return held < broker["room"] and held < MOST_MESSAGES


@block
def buys(w, token):
    """Is it a buyer's?"""
    if w.sales.shape[0] == 0:
        return False
    first = w.sales[0]["endpoint"]
    return first <= token["kind"] < first + w.sales[0]["endpoints"]


@block
def publish(w, broker, token):
    """The broker has the message. It belongs to the partition of whoever sent it."""
    row = take_message(w)
    message = w.messages[row]
    number = broker["published"] + 1
    broker["published"] = number
    share_writes(w.clock[0], w.twins, token)
    message["luck"] = token["user"]
    message["number"] = number
    message["asks_for"] = token["asks_for"]
    message["born_ns"] = token["born_ns"]
    message["at_ns"] = w.clock[0]["now_ns"]
    message["position"] = 0
    message["event"] = NO_EVENT
    message["twin"] = token["twin"]
    message["broker"] = broker["index"]
    message["partition"] = broker["first_partition"] + mix(token["user"], PARTITION_OF) % u64(broker["partitions"])
    message["attempt"] = token["attempt"]
    message["deliveries"] = 0
    message["holders"] = 0
    message["state"] = WAITING_ROW
    message["buys"] = buys(w, token)
    message["acknowledged"] = 0
    message["applied"] = 0
    message["answered"] = 0
    message["posts"] = w.endpoints[token["kind"]]["posts"]
    message["post_number"] = 0
    message["counted"] = token["flags"] & COUNTED != 0
    story_of(w, message)["published"] += 1
    token["version"] = row
    token["fetch_since_ns"] = number
    enqueue_last(w, row)
    broker["waiting"] += 1
    broker["waiting_max"] = max(broker["waiting_max"], broker["waiting"])
    wake_one(w, np.int64(broker["signal"] + TAKEABLE))


@block
def await_flush(w, broker, token):
    """Wait until the message is on disk; whoever flushes is told that there is something. True when the token halts."""
    signal = np.int64(broker["signal"])
    if broker["flushed"] >= token["fetch_since_ns"]:
        return False
    wait_for(w.tokens, w.signals[signal + FLUSHED], signal + FLUSHED, token)
    return True


@block
def acknowledge(w, broker, token):
    """The broker says that it has the message, which may be done by now."""
    broker["acknowledged"] += 1
    message = w.messages[token["version"]]
    if message["broker"] == broker["index"] and message["number"] == token["fetch_since_ns"]:
        message["acknowledged"] = 1


@block
def await_unflushed(w, broker, token):
    """Sleep until there is something to flush. True when the token halts."""
    if broker["published"] > broker["flushed"]:
        return False
    signal = np.int64(broker["signal"]) + UNFLUSHED
    wait_for(w.tokens, w.signals[signal], signal, token)
    return True


@block
def end_flush(w, broker):
    """What was there when the flush began is on disk: its producers go on."""
    broker["flushed"] = max(broker["flushed"], broker["flushing"])
    broker["flushing"] = 0
    signal = w.signals[np.int64(broker["signal"]) + FLUSHED]
    while signal["waiting"] > 0:
        token = w.tokens[signal["head"]]
        if token["fetch_since_ns"] > broker["flushed"]:
            return
        leave_signal(w.tokens, signal, token)
        make_ready(w.clock[0], w.ready, token)


@block
def rouse_flusher(w, broker):
    """There is something to flush."""
    give_signal(w.clock[0], w.tokens, w.ready, w.signals[np.int64(broker["signal"]) + UNFLUSHED])
