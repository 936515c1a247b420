"""The blocks of message queues. True when the token halts."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.commit import commit, confirmed
from playground.dataplane.broker.hand import any_ready, in_hand, is_spoiled, keep, next_message, next_ready
from playground.dataplane.broker.publish import (
    acknowledge,
    await_flush,
    await_unflushed,
    end_flush,
    has_room,
    publish,
    rouse_flusher,
)
from playground.dataplane.broker.sale import is_left, look_at_stock
from playground.dataplane.broker.sell import sell
from playground.dataplane.broker.tables import READY_TO_WRITE, WRITTEN_DOWN
from playground.dataplane.broker.take import await_message, poll, settle, take
from playground.dataplane.calendar import lane_push
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.opcodes import (
    ANY_READY,
    AWAIT_FLUSH,
    AWAIT_MESSAGE,
    AWAIT_UNFLUSHED,
    BEGIN_LOG_FLUSH,
    COMMIT,
    CONFIRMED_ALL,
    DEADLINE,
    END_LOG_FLUSH,
    KEEP_MESSAGE,
    LOOK_AT_STOCK,
    MESSAGE_KEPT,
    NEXT_MESSAGE,
    NEXT_READY,
    POLL,
    PUBLISH,
    QUEUE_FULL,
    READ_ONLY,
    SELL,
    SETTLE,
    SPOIL,
    TAKE_MESSAGES,
)
from playground.dataplane.tables import NONE


@block
def refuse(w, node, token, step, reason):
    """True when the error has to travel first."""
    w.nodes[node]["failed"] += 1
    return fail(w, token, np.int64(step["guard"]), reason, token["away_ns"]) > 0


@block
def produce(w, token, step, broker):
    """A producer's step, or the flusher's."""
    op = step["op"]
    if op == PUBLISH:
        if not has_room(w, broker):
            broker["refused"] += 1
            return refuse(w, np.int64(broker["node"]), token, step, QUEUE_FULL)
        publish(w, broker, token)
        if broker["keeps"]:
            rouse_flusher(w, broker)
    elif op == AWAIT_FLUSH:
        if await_flush(w, broker, token):
            token["part"] = step["part"]
            return True
    elif op == MESSAGE_KEPT:
        acknowledge(w, broker, token)
    elif op == AWAIT_UNFLUSHED:
        return await_unflushed(w, broker, token)
    elif op == BEGIN_LOG_FLUSH:
        broker["flushing"] = broker["published"]
    else:  # END_LOG_FLUSH
        end_flush(w, broker)
    return False


@block
def at_broker(w, token, step, broker):
    """A consumer's step at the broker."""
    op = step["op"]
    consumer = w.consumers[token["probe"]]
    if op == AWAIT_MESSAGE:
        if not await_message(w, broker, token):
            return False
        token["part"] = step["part"]
        if step["lane"] != NONE:
            token["due_ns"] = lane_push(w.clock[0], w.heap, w.ring, w.lanes[step["lane"]], DEADLINE, token)
        return True
    if op == TAKE_MESSAGES:
        take(w, broker, consumer, token)
    else:  # SETTLE
        settle(w, broker, consumer)
    return False


@block
def jumps(w, token, step, broker, consumer):
    """Does the consumer's step lead elsewhere?"""
    op = step["op"]
    if op == NEXT_MESSAGE:
        return not next_message(w, consumer, token)
    if op == SPOIL:
        return is_spoiled(w, broker, consumer)
    if op == ANY_READY:
        return not any_ready(w, consumer, token)
    if op == NEXT_READY:
        return not next_ready(w, consumer, token, READY_TO_WRITE)
    return not next_ready(w, consumer, token, WRITTEN_DOWN)  # NEXT_WRITTEN


@block
def write_all(w, token, step, consumer, row):
    """The consumer's write at the database. True when the error has to travel first."""
    is_copy = step["back"] == 1
    if step["op"] == CONFIRMED_ALL:
        if is_copy:
            confirmed(w, consumer, token, row)
        return False
    if is_copy and w.copies[row]["writable"] == 0:
        w.copies[row]["refused"] += 1
        return refuse(w, np.int64(w.copies[row]["node"]), token, step, READ_ONLY)
    commit(w, w.logs[row], consumer, token, row, is_copy, step["count"] == 1)
    return False


@block
def of_brokers(w, token, step, row):
    """Do what the block says; `row` is the broker that it means, or the database."""
    op = step["op"]
    if op <= END_LOG_FLUSH:
        return produce(w, token, step, w.brokers[row])
    if op == SELL:
        return sell(w, token, step, row)
    if op == LOOK_AT_STOCK and step["count"] == 0:
        look_at_stock(w, token)
        return False
    consumer = w.consumers[token["probe"]]
    if op in (AWAIT_MESSAGE, TAKE_MESSAGES, SETTLE):
        return at_broker(w, token, step, w.brokers[row])
    if op == POLL:
        return poll(w, consumer, token)
    if op == KEEP_MESSAGE:
        keep(w, consumer, token)
    elif op == LOOK_AT_STOCK:
        in_hand(w, consumer)["may_buy"] = is_left(w)
    elif op in (COMMIT, CONFIRMED_ALL):
        return write_all(w, token, step, consumer, row)
    elif jumps(w, token, step, w.brokers[row], consumer):
        token["pc"] = step["jump"]
    return False
