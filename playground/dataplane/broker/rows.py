"""Rows of messages: taken when one is published, and given back when nobody has it in hand any more."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.indexes import event_was_lost
from playground.dataplane.broker.tables import (
    ENDED,
    EVENT_LOST,
    EVENT_OPEN,
    FREE_ROW,
    IN_FLIGHT,
    STORIES,
    WAITING_ROW,
)
from playground.dataplane.jit import block
from playground.dataplane.opcodes import MESSAGES
from playground.dataplane.tables import NONE, SPARE
from playground.dataplane.timelines.posts import give_up
from playground.dataplane.write import leave_row


@block
def lose_event(w, message):
    """The message is over: nobody will bring its event any more."""
    if message["event"] == EVENT_OPEN:
        message["event"] = EVENT_LOST
        event_was_lost(w, message["happened_ns"], 1)


@block
def take_message(w):
    """A free row. The kernel has made sure that there is one."""
    clock = w.clock[0]
    row = np.int64(clock["free_message"])
    message = w.messages[row]
    clock["free_message"] = message["next"]
    clock["free_messages"] -= 1
    if clock["free_messages"] < SPARE:
        clock["tight"] = MESSAGES
    return row


@block
def story_of(w, message):
    """The books on messages of its kind."""
    return w.stories[message["broker"] * STORIES + message["buys"]]


@block
def free_if_over(w, row):
    """Nobody needs the row any more, once its message has ended and no consumer has it in hand."""
    message = w.messages[row]
    if message["state"] != ENDED or message["holders"] > 0:
        return
    if message["post_number"] != 0:
        give_up(w, np.int64(message["post"]), message["post_number"])
    clock = w.clock[0]
    if message["twin"] != NONE:
        leave_row(clock, w.twins, np.int64(message["twin"]))
        message["twin"] = NONE
    message["state"] = FREE_ROW
    message["next"] = clock["free_message"]
    clock["free_message"] = row
    clock["free_messages"] += 1


@block
def enqueue_last(w, row):
    """Behind the others of its partition."""
    message = w.messages[row]
    partition = w.partitions[message["partition"]]
    message["next"] = NONE
    message["prev"] = partition["tail"]
    if partition["tail"] == NONE:
        partition["head"] = row
    else:
        w.messages[partition["tail"]]["next"] = row
    partition["tail"] = row
    partition["waiting"] += 1


@block
def is_before(w, row, message):
    """Does this one wait in the same partition, and before the message?"""
    if row == NONE:
        return False
    other = w.messages[row]
    is_here = other["state"] == WAITING_ROW and other["partition"] == message["partition"]
    return is_here and other["number"] < message["number"]


@block
def enqueue_again(w, row):
    """Before all that were published after it, which a message does that was delivered in vain. They come back in the
    order in which they were delivered, so the place is often right behind the last one's."""
    message = w.messages[row]
    partition = w.partitions[message["partition"]]
    before = np.int64(NONE)
    after = np.int64(partition["head"])
    if is_before(w, np.int64(partition["again"]), message):
        before = np.int64(partition["again"])
        after = np.int64(w.messages[before]["next"])
    partition["again"] = row
    while after != NONE and w.messages[after]["number"] < message["number"]:
        before = after
        after = np.int64(w.messages[after]["next"])
    message["prev"] = before
    message["next"] = after
    if before == NONE:
        partition["head"] = row
    else:
        w.messages[before]["next"] = row
    if after == NONE:
        partition["tail"] = row
    else:
        w.messages[after]["prev"] = row
    partition["waiting"] += 1


@block
def dequeue(w, row):
    """Out of its partition's line."""
    message = w.messages[row]
    partition = w.partitions[message["partition"]]
    before, after = message["prev"], message["next"]
    if before == NONE:
        partition["head"] = after
    else:
        w.messages[before]["next"] = after
    if after == NONE:
        partition["tail"] = before
    else:
        w.messages[after]["prev"] = before
    partition["waiting"] -= 1


@block
def end_message(w, row):
    """What became of it has been counted; of those in flight it is one fewer."""
    message = w.messages[row]
    broker = w.brokers[message["broker"]]
    broker["in_flight"] -= 1
    if message["state"] == IN_FLIGHT:
        w.partitions[message["partition"]]["in_flight"] -= 1
    message["state"] = ENDED
    if w.read_models.shape[0] > 0:
        lose_event(w, message)
    free_if_over(w, row)
