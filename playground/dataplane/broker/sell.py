"""A ticket that a request buys for itself: no message, and whoever asks waits for it."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.sale import sells
from playground.dataplane.cache.written import changed
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.opcodes import MAY_NOT_BUY, READ_ONLY
from playground.dataplane.replication.history import append
from playground.dataplane.write import append as log_write


@block
def sell(w, token, step, row):
    """The write of a ticket at this database, if there is a ticket. True when an error has to travel first."""
    is_copy = step["back"] == 1
    if is_copy and w.copies[row]["writable"] == 0:
        w.copies[row]["refused"] += 1
        w.nodes[w.copies[row]["node"]]["failed"] += 1
        return fail(w, token, np.int64(step["guard"]), READ_ONLY, token["away_ns"]) > 0
    token["position"] = 0
    if not sells(w, token["flags"] & MAY_NOT_BUY == 0):
        return False
    log_write(w.logs[row], w.twins, token)
    if is_copy:
        append(w, w.copies[row], token)
    if step["count"] == 1:
        changed(w, token)
    return False
