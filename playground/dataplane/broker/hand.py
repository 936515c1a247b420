"""What a consumer does with the messages in its hand, one after another, before it writes."""

from __future__ import annotations

from playground.dataplane.broker.sale import has_gone
from playground.dataplane.broker.tables import POISON_LUCK, READY_TO_WRITE, SPOILED
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64, unit
from playground.dataplane.tables import PURPOSES

POISON = u64(POISON_LUCK)


@block
def stand_for(token, message, delivery):
    """The token acts for the message's request: it asks for the same keys as the request would have. How long it works
    is the luck of this delivery, though somebody else may have the message by now."""
    token["user"] = message["luck"]
    token["luck"] = mix(message["luck"], (POISON << u64(20)) | u64(delivery))
    token["asks_for"] = message["asks_for"]
    token["attempt"] = message["attempt"]
    token["position"] = 0
    for purpose in range(PURPOSES):
        token["visits"][purpose] = 0


@block
def next_message(w, consumer, token):
    """The token turns to the next message in hand. False when it has looked at all of them. A buyer who has gone is
    passed over."""
    while consumer["at"] < consumer["count"]:
        hand = w.hands[consumer["first_hand"] + consumer["at"]]
        message = w.messages[hand["message"]]
        consumer["at"] += 1
        if message["buys"] and has_gone(w, message):
            continue
        stand_for(token, message, hand["delivery"])
        return True
    consumer["at"] = 0
    return False


@block
def in_hand(w, consumer):
    """The message that the token acts for."""
    return w.hands[consumer["first_hand"] + consumer["at"] - 1]


@block
def is_spoiled(w, broker, consumer):
    """Can nobody process this message? It is so at every delivery."""
    hand = in_hand(w, consumer)
    message = w.messages[hand["message"]]
    if unit(mix(message["luck"], POISON)) >= broker["poison"]:
        return False
    hand["state"] = SPOILED
    broker["spoiled"] += 1
    return True


@block
def keep(w, consumer, token):
    """The message is ready to be written: to this key."""
    hand = in_hand(w, consumer)
    hand["state"] = READY_TO_WRITE
    hand["key"] = token["key"]


@block
def next_ready(w, consumer, token, state):
    """The next message in hand that is in this state: its key is the token's. False when there is none left."""
    while consumer["at"] < consumer["count"]:
        hand = w.hands[consumer["first_hand"] + consumer["at"]]
        consumer["at"] += 1
        if hand["state"] == state:
            token["key"] = hand["key"]
            return True
    consumer["at"] = 0
    return False


@block
def any_ready(w, consumer, token):
    """Is there anything to write?"""
    found = next_ready(w, consumer, token, READY_TO_WRITE)
    consumer["at"] = 0
    return found
