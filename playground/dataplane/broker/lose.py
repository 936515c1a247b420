"""A machine dies that has messages: a broker, or a consumer.

What a broker held in memory only is lost with it. What a consumer has in hand then is known to the consumer alone: it
may still be done.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.rows import dequeue, end_message, story_of
from playground.dataplane.broker.tables import FORGOTTEN, IN_FLIGHT, WAITING_ROW
from playground.dataplane.broker.take import let_go
from playground.dataplane.jit import block


@block
def lose_waiting(w, broker, row):
    """A message that waits is lost with its broker."""
    message = w.messages[row]
    story = story_of(w, message)
    dequeue(w, row)
    broker["waiting"] -= 1
    broker["in_flight"] += 1
    if message["applied"] or message["answered"]:
        story["done"] += 1
    else:
        story["lost"] += 1
        story["lost_acknowledged"] += message["acknowledged"]
    end_message(w, row)


@block
def lose_from(w, broker, kept):
    """Every message after number `kept` is forgotten."""
    for row in range(w.messages.shape[0]):
        message = w.messages[row]
        if message["broker"] != broker["index"] or message["number"] <= kept:
            continue
        if message["state"] == WAITING_ROW:
            lose_waiting(w, broker, np.int64(row))
        elif message["state"] == IN_FLIGHT:
            message["state"] = FORGOTTEN
            broker["forgotten"] += 1
            w.partitions[message["partition"]]["in_flight"] -= 1  # it keeps none of those waiting that come later


@block
def die_with(w, node):
    """The node is dead: the brokers and the consumers that were there."""
    for b in range(w.brokers.shape[0]):
        broker = w.brokers[b]
        if broker["node"] == node:
            lose_from(w, broker, np.int64(broker["flushed"]) if broker["keeps"] else np.int64(0))
            broker["flushed"] = broker["published"]
            broker["flushing"] = 0
    for c in range(w.consumers.shape[0]):
        if w.consumers[c]["node"] == node:
            let_go(w, w.consumers[c])
