"""The blocks of a page that is put together from several services."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import LEFT_OUT, ROWS_FOUND


@block
def of_joins(w, token, step, row):
    """Do what the block says; `row` is the service, or that of all pages."""
    number = np.int64(row)
    if step["op"] == ROWS_FOUND:
        w.peers[number]["calls"] += 1
        w.peers[number]["rows"] += step["count"]
    elif step["op"] == LEFT_OUT:
        w.peers[number]["left_out"] += 1
        token["lacks"] = 1
    else:
        w.pages[number]["shown"] += 1
        w.pages[number]["degraded"] += token["lacks"]
    return False
