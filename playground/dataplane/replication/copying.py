"""Making a copy anew: a snapshot of the primary is carried over while it works, and then come the changes since.

Who carries a snapshot remembers the number of the making in the place of a key: one that was begun later has made it
void, and so has the death of the copy that it was for.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.opcodes import UP
from playground.dataplane.replication.acks import release
from playground.dataplane.replication.history import NO_CHANGE
from playground.dataplane.replication.pace import history_of, wake_streams


@block
def begin(w, copy, token):
    """The snapshot is of this instant; changes from here on are kept for the copy."""
    history = history_of(w, copy)
    position = history["position"]
    copy["received"] = position
    copy["taken"] = position
    copy["applied"] = position
    copy["known"] = 0
    copy["attached"] = 0
    copy["held"] = 1
    copy["stalled"] = 0
    copy["makings"] += 1
    token["key"] = copy["makings"]
    first = copy["place"] * history["keys"]
    for key in range(history["keys"]):
        w.first[first + key] = NO_CHANGE


@block
def end(w, copy, token):
    """The copy is made: its stream begins."""
    if token["key"] != copy["makings"] or w.nodes[copy["node"]]["state"] != UP:
        return
    copy["lacking"] = 0
    copy["attached"] = 1
    copy["known"] = copy["received"]
    copy["stalled"] = 0
    copy["since_ns"] = w.clock[0]["now_ns"]
    history = history_of(w, copy)
    wake_streams(w, history)
    release(w, history)
