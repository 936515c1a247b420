"""The blocks of timelines. True when the token halts."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.hand import in_hand
from playground.dataplane.family import gather
from playground.dataplane.jit import block
from playground.dataplane.opcodes import (
    BATCH_DONE,
    BEGIN_POST,
    COPY_OUT,
    FAN_IN,
    GATHER_ALL,
    GIVE_UP_PART,
    IS_POST,
    NEXT_BATCH,
    OWN_TIMELINE,
)
from playground.dataplane.timelines.copy import (
    batch_done,
    begin_message,
    begin_own,
    copy_out,
    has_to_be_copied,
    next_batch,
)
from playground.dataplane.timelines.posts import give_up_part
from playground.dataplane.timelines.read import fan_in, lead_to_own

OF_MESSAGE = 1  # BEGIN_POST: of the one in the consumer's hand


@block
def message_of(w, token):
    """The message that the consumer acts for."""
    return w.messages[in_hand(w, w.consumers[token["probe"]])["message"]]


@block
def is_to_be_copied(w, token):
    message = message_of(w, token)
    return has_to_be_copied(w, w.brokers[message["broker"]], message)


@block
def leads_elsewhere(w, token, step):
    """Does the step lead elsewhere?"""
    op = step["op"]
    if op == IS_POST:
        return not is_to_be_copied(w, token)
    if op == NEXT_BATCH:
        return not next_batch(w, token, step["count"] == 1)
    if step["count"] == OF_MESSAGE:  # BEGIN_POST
        return begin_message(w, token, message_of(w, token))
    return begin_own(w, token)


@block
def of_timelines(w, token, step, row):
    """Do what the block says; `row` is the site that it means."""
    op = step["op"]
    if op == OWN_TIMELINE:
        lead_to_own(w, token, row)
    elif op == FAN_IN:
        fan_in(w, token, step, row)
    elif op == GATHER_ALL:
        return not gather(token, np.int64(token["pending"]))
    elif op == COPY_OUT:
        return copy_out(w, token, step)
    elif op == BATCH_DONE:
        batch_done(w, token)
    elif op == GIVE_UP_PART:
        part = np.int64(token["loop"])
        give_up_part(w, np.int64(token["version"]), token["further_has"], part, np.int64(token["key"]))
    elif op in (IS_POST, NEXT_BATCH, BEGIN_POST) and leads_elsewhere(w, token, step):
        token["pc"] = step["jump"]
    return False
