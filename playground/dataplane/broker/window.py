"""What is written down of message queues at the end of a window."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.tables import STORIES
from playground.dataplane.jit import block
from playground.dataplane.tables import NONE

NOTHING = np.int64(0)


@block
def oldest_ns(w, broker):
    """How long the first of the waiting has been there."""
    oldest = NOTHING
    for place in range(broker["partitions"]):
        head = w.partitions[broker["first_partition"] + place]["head"]
        if head != NONE:
            oldest = max(oldest, w.clock[0]["now_ns"] - w.messages[head]["at_ns"])
    return oldest


@block
def look_at_brokers(w):
    count = w.brokers.shape[0]
    for b in range(count):
        broker = w.brokers[b]
        now = w.window_brokers[np.int64(w.clock[0]["window"]) * count + b]
        now["waiting"] = broker["waiting"]
        now["in_flight"] = broker["in_flight"]
        now["published"] = broker["published"]
        now["redelivered"] = broker["redelivered"]
        now["oldest_ns"] = oldest_ns(w, broker)
        now["done"] = 0
        for kind in range(STORIES):
            now["done"] += w.stories[b * STORIES + kind]["done"]
