"""The stages from operations on, built as those of `stages.py` are."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.operations import Delivery, Operations
from playground.design.sites import Sites
from playground.design.stages import queue, window, world_wide
from playground.design.web import Web

CANARY_SHARE = 0.04  # one server of twenty-eight


def operations() -> WebSystem:
    """Rules watch the system and tell a channel, logs are in one place, and a new version is tried on one server."""
    delivery = Delivery(canary_share=CANARY_SHARE, watch_s=30.0, rolls_back_on="canary")
    return queue().model_copy(
        update={
            "name": "operations",
            "workload": world_wide(9, far_share=0.5),
            "web": Web(servers=value("ladder.web_servers")[9] // Sites().count, public=False),
            "operations": Operations(delivery=delivery),
            **window(9),
        }
    )
