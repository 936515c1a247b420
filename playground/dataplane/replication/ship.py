"""Shipping: each copy has one token that brings it the changes, one after the other, each as long after it
was made as the link from its source takes.

The stream stops while its source is dead or the link is cut, and begins again when they are back: what was not received
by then comes that much later. A crossing that a lossy link loses is repeated after 200 ms, and everything behind it
waits, as TCP delivers in order. RECEIVE stands right behind FETCH: whoever has to wait there fetches again, because the
history may have been cut meanwhile.

Source of the 200 ms: TCP_RTO_MIN of Linux (include/net/tcp.h); RFC 6298 would have a second.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.calendar import schedule
from playground.dataplane.jit import block
from playground.dataplane.luck import draw
from playground.dataplane.opcodes import DELIVERED, LOSS, UP
from playground.dataplane.replication.pace import change_at, history_of, relay, sleep, wake
from playground.dataplane.replication.tables import WRITTEN

RETRANSMISSION_NS = np.int64(200_000_000)


@block
def sleep_until_written(w, history, token):
    """Until something is written, or the stream may flow again."""
    sleep(w, token, history["signal"] + WRITTEN)


@block
def is_closed(copy):
    """Does the copy listen to nobody?"""
    return copy["stalled"] == 1 or copy["paused"] == 1 or copy["attached"] == 0


@block
def skip_own(w, history, copy):
    """What the copy has written itself need not be brought."""
    position = copy["received"] + 1
    while position <= history["position"] and change_at(w, history, position)["origin"] == copy["place"]:
        copy["received"] = position
        wake(w, relay(copy))
        position += 1
    return position


@block
def source_of(w, history, position):
    """The copy that ships this change: its author, where several write; else whoever leads now."""
    return np.int64(change_at(w, history, position)["origin"]) if history["several"] else np.int64(history["primary"])


@block
def link_from(w, history, copy, source):
    """The way from another copy to this one."""
    return w.links[copy["first_link"] + source - history["first"]]


@block
def due_ns(w, history, copy, position):
    """When this change arrives, as far as the way is free."""
    link = link_from(w, history, copy, source_of(w, history, position))
    return max(change_at(w, history, position)["at_ns"], copy["since_ns"]) + w.lanes[link["lane"]]["delay_ns"]


@block
def fetch(w, copy, token):
    """Wait for the next change to arrive. True when the token halts."""
    history = history_of(w, copy)
    position = skip_own(w, history, copy)
    if position > history["position"] or is_closed(copy):
        sleep_until_written(w, history, token)
        return True
    at_ns = due_ns(w, history, copy, position)
    if at_ns <= w.clock[0]["now_ns"]:
        return False
    token["pc"] -= 1
    schedule(w.clock[0], w.heap, token, at_ns, DELIVERED)
    return True


@block
def is_blocked(w, history, copy):
    """Does the next change not come through, because its source is dead or the link is cut?"""
    source = source_of(w, history, copy["received"] + 1)
    return w.nodes[w.copies[source]["node"]]["state"] != UP or link_from(w, history, copy, source)["loss"] >= 1.0


@block
def flow_again(w):
    """Streams that stood still begin again where the way is free."""
    for place in range(w.copies.shape[0]):
        copy = w.copies[place]
        if copy["stalled"] == 1 and not is_blocked(w, history_of(w, copy), copy):
            copy["stalled"] = 0
            copy["since_ns"] = w.clock[0]["now_ns"]


@block
def receive(w, copy, token):
    """The change that is due arrives, unless the way is blocked. True when the token halts."""
    history = history_of(w, copy)
    position = copy["received"] + 1
    link = link_from(w, history, copy, source_of(w, history, position))
    if is_blocked(w, history, copy):
        copy["stalled"] = 1
        token["pc"] -= 1
        sleep_until_written(w, history, token)
        return True
    if link["loss"] > 0.0 and draw(token, LOSS) < link["loss"]:
        link["lost"] += 1
        token["pc"] -= 2
        schedule(w.clock[0], w.heap, token, w.clock[0]["now_ns"] + RETRANSMISSION_NS, DELIVERED)
        return True
    copy["received"] = position
    token["position"] = position
    wake(w, relay(copy))
    return False
