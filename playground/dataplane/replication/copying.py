"""Making a copy anew: a snapshot of the primary is carried over while it works, and then come the changes since."""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.replication.history import NO_CHANGE
from playground.dataplane.replication.pace import wake_streams


@block
def begin(w, copy):
    """The snapshot is of this instant; changes from here on are kept for the copy."""
    history = w.history[0]
    position = history["position"]
    copy["received"] = position
    copy["taken"] = position
    copy["applied"] = position
    copy["known"] = position
    copy["attached"] = 0
    copy["held"] = 1
    first = copy["place"] * history["keys"]
    for key in range(history["keys"]):
        w.first[first + key] = NO_CHANGE


@block
def end(w, copy):
    """The copy is made: its stream begins."""
    copy["attached"] = 1
    copy["stalled"] = 0
    copy["since_ns"] = w.clock[0]["now_ns"]
    wake_streams(w)
