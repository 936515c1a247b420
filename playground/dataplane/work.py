"""Work: a drawn time, longer on a slow node and on crowded cores, rounded to the nanosecond once."""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.service import service_ns
from playground.dataplane.tables import NONE


@block
def work_ns(token, service, table, station, node):
    """How long this work takes when it starts now."""
    span_ns = service_ns(token, service, table) * node["slow"]
    if station["contention"] != NONE:
        span_ns *= table[station["contention"] + station["busy"]]
    return np.int64(span_ns + 0.5)
