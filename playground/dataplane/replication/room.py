"""The books of replication, and of shards, before the first event."""

from __future__ import annotations

import numpy as np

from playground.dataplane.layout import Layout
from playground.dataplane.replication.tables import CHANGE, COPY_WINDOW, FIRST_CHANGES, GONE, GONE_ROWS
from playground.dataplane.shards.room import shard_books
from playground.dataplane.tables import HISTOGRAM


def books(layout: Layout, windows: int) -> dict[str, np.ndarray]:
    """Tables as in World; next to nothing where databases are not replicated."""
    copies, history = layout.copies.copy(), layout.history.copy()
    history["base"] = FIRST_CHANGES * np.arange(len(history))
    keys = int(history["keys"].max(initial=0))
    return {
        "history": history,
        "copies": copies,
        "changes": np.zeros(max(1, FIRST_CHANGES * len(history)), CHANGE),
        "first": np.zeros(max(1, len(copies) * keys), np.uint32),
        "last": np.zeros(max(1, keys), np.uint32),
        "gone": np.zeros(GONE_ROWS if len(copies) else 1, GONE),
        "addresses": layout.addresses.copy(),
        **shard_books(layout),
        "stale_histogram": np.zeros(1, HISTOGRAM),
        "window_copies": np.zeros((windows + 1) * len(copies), COPY_WINDOW),
    }
