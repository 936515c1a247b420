"""Room for messages: tables as long as the layout says, and more rows when more messages are there at once."""

from __future__ import annotations

import numpy as np

from playground.dataplane.broker.tables import (
    BROKER_WINDOW,
    FIRST_MESSAGES,
    HAND,
    MESSAGE,
    READ_MODEL_WINDOW,
    STORIES,
    STORY,
)
from playground.dataplane.counts import HISTOGRAM
from playground.dataplane.layout import Layout
from playground.dataplane.state import World


def broker_room(layout: Layout, windows: int) -> dict[str, np.ndarray]:
    """What brokers and consumers keep track of."""
    brokers = len(layout.brokers)
    messages = np.zeros(FIRST_MESSAGES, MESSAGE)
    messages["next"] = np.arange(1, FIRST_MESSAGES + 1)
    batch = int(layout.brokers["batch"].max()) if brokers else 0
    consumers = layout.consumers.copy()
    consumers["first_hand"] = np.arange(len(consumers)) * batch
    return {
        "brokers": layout.brokers.copy(),
        "stories": np.zeros(brokers * STORIES, STORY),
        "partitions": layout.partitions.copy(),
        "messages": messages,
        "consumers": consumers,
        "hands": np.zeros(len(consumers) * batch, HAND),
        "sales": layout.sales.copy(),
        "read_models": layout.read_models.copy(),
        "indexes": layout.indexes.copy(),
        "lags": np.zeros(1, HISTOGRAM),
        "window_read_models": np.zeros(windows + 1, READ_MODEL_WINDOW),
        "waits": np.zeros(brokers * STORIES, HISTOGRAM),
        "window_brokers": np.zeros((windows + 1) * brokers, BROKER_WINDOW),
    }


def more_messages(world: World) -> None:
    """Twice the rows."""
    clock, old = world.clock[0], len(world.messages)
    rows = 2 * old
    messages = np.zeros(rows, MESSAGE)
    messages[:old] = world.messages
    messages["next"][old:] = np.arange(old + 1, rows + 1)
    messages["next"][-1] = clock["free_message"]
    clock["free_message"] = old
    clock["free_messages"] += old
    world.put("messages", messages)
