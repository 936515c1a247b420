"""Delivering: a consumer takes a batch of messages, which nobody else sees until it says "done" or its time is over.

Source: Amazon SQS developer guide, "Visibility timeout", "Dead-letter queues", and "FIFO queues" (of a message group
one batch at a time is in flight).
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.publish import wake_one
from playground.dataplane.broker.rows import dequeue, end_message, enqueue_again, free_if_over, story_of
from playground.dataplane.broker.tables import FORGOTTEN, IN_FLIGHT, IN_HAND, TAKEABLE, WAITING_ROW
from playground.dataplane.calendar import key_of, lane_put
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import DEADLINE, NO_TABLE
from playground.dataplane.signal import wait_for
from playground.dataplane.tables import PURPOSES
from playground.dataplane.token import make_first_ready

NOTHING = np.int64(-1)


@block
def takeable(w, broker):
    """The next partition, in turn, from which something can be taken; NOTHING where there is none."""
    if broker["waiting"] == 0:
        return NOTHING
    for step in range(broker["partitions"]):
        place = (broker["turn"] + 1 + step) % broker["partitions"]
        partition = w.partitions[broker["first_partition"] + place]
        if partition["waiting"] > 0 and (broker["ordered"] == 0 or partition["in_flight"] == 0):
            return np.int64(place)
    return NOTHING


@block
def let_go(w, consumer):
    """The consumer has nothing in hand any more."""
    for i in range(consumer["count"]):
        row = np.int64(w.hands[consumer["first_hand"] + i]["message"])
        w.messages[row]["holders"] -= 1
        free_if_over(w, row)
    consumer["count"] = 0
    consumer["at"] = 0


@block
def poll(w, consumer, token):
    """The consumer asks anew, with empty hands. Each time has a luck of its own. True when the token halts: where
    nothing takes any time it may ask again and again in one act, and a table that runs out of room comes first."""
    if w.clock[0]["tight"] != NO_TABLE:
        token["pc"] -= 1
        make_first_ready(w.clock[0], w.ready, token)
        return True
    let_go(w, consumer)
    consumer["polls"] += 1
    token["user"] = consumer["luck"]
    token["luck"] = mix(consumer["luck"], u64(consumer["polls"]))
    token["children"] = 0
    for purpose in range(PURPOSES):
        token["visits"][purpose] = 0
    return False


@block
def await_message(w, broker, token):
    """Wait until there is something to take. True when the token halts."""
    if takeable(w, broker) != NOTHING:
        return False
    signal = np.int64(broker["signal"]) + TAKEABLE
    wait_for(w.tokens, w.signals[signal], signal, token)
    return True


@block
def deliver(w, broker, consumer, token, row):
    """The consumer has this message in hand; the clock of the delivery runs."""
    clock = w.clock[0]
    message = w.messages[row]
    dequeue(w, row)
    message["state"] = IN_FLIGHT
    message["life"] += 1
    message["deliveries"] += 1
    message["holders"] += 1
    broker["waiting"] -= 1
    broker["in_flight"] += 1
    broker["delivered"] += 1
    broker["redelivered"] += message["deliveries"] > 1
    w.partitions[message["partition"]]["in_flight"] += 1
    hand = w.hands[consumer["first_hand"] + consumer["count"]]
    consumer["count"] += 1
    hand["message"] = row
    hand["life"] = message["life"]
    hand["delivery"] = message["deliveries"]
    hand["key"] = -1
    hand["state"] = IN_HAND
    hand["may_buy"] = 1
    lane = w.lanes[broker["lane"]]
    lane_put(clock, w.heap, w.ring, lane, key_of(token, DEADLINE), row, message["life"])


@block
def take(w, broker, consumer, token):
    """A batch of one partition, the oldest first."""
    place = takeable(w, broker)
    if place == NOTHING:
        return
    broker["turn"] = place
    partition = w.partitions[broker["first_partition"] + place]
    while consumer["count"] < broker["batch"] and partition["waiting"] > 0:
        deliver(w, broker, consumer, token, np.int64(partition["head"]))


@block
def appear_again(w, row):
    """It waits once more, unless it has been delivered often enough."""
    message = w.messages[row]
    broker = w.brokers[message["broker"]]
    broker["expired"] += 1
    if message["deliveries"] >= broker["most_deliveries"]:
        story_of(w, message)["dead"] += 1
        end_message(w, row)
    else:
        broker["in_flight"] -= 1
        broker["waiting"] += 1
        broker["waiting_max"] = max(broker["waiting_max"], broker["waiting"])
        w.partitions[message["partition"]]["in_flight"] -= 1
        enqueue_again(w, row)
        message["state"] = WAITING_ROW
    wake_one(w, np.int64(broker["signal"]) + TAKEABLE)


@block
def forget_for_good(w, row):
    """The broker had forgotten it: it is lost, unless whoever had it in hand has done it."""
    message = w.messages[row]
    story = story_of(w, message)
    if message["applied"] or message["answered"]:
        story["done"] += 1
    else:
        story["lost"] += 1
        story["lost_acknowledged"] += message["acknowledged"]
    w.brokers[message["broker"]]["forgotten"] -= 1
    end_message(w, row)


@block
def expire(w, row, life):
    """A delivery has taken as long as it may, if it still goes on."""
    message = w.messages[row]
    if message["life"] != life:
        return
    if message["state"] == IN_FLIGHT:
        appear_again(w, np.int64(row))
    elif message["state"] == FORGOTTEN:
        forget_for_good(w, np.int64(row))


@block
def settle(w, broker, consumer):
    """The consumer says what is done. Of what it says of a delivery that has expired the broker takes no notice."""
    for i in range(consumer["count"]):
        hand = w.hands[consumer["first_hand"] + i]
        row = np.int64(hand["message"])
        message = w.messages[row]
        if message["life"] != hand["life"] or message["state"] not in (IN_FLIGHT, FORGOTTEN):
            broker["late"] += 1  # it waits, is with somebody else, or has been put aside
        elif message["state"] == IN_FLIGHT and (message["applied"] or message["answered"]):
            story_of(w, message)["done"] += 1
            end_message(w, row)
            if broker["ordered"]:
                wake_one(w, np.int64(broker["signal"]) + TAKEABLE)
        elif message["state"] == FORGOTTEN:
            forget_for_good(w, row)
    let_go(w, consumer)
