"""The stages from operations on, built as those of `stages.py` are."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.facts import value
from playground.design.message_queue import MessageQueue, Workers
from playground.design.operations import Delivery, Operations
from playground.design.popularity import Popularity
from playground.design.replication import Replication
from playground.design.sharding import Sharding
from playground.design.sites import Sites
from playground.design.stages import queue, window, world_wide
from playground.design.web import Web

FAMOUS = 3  # sellers, of whom people ask for no more than for others unless a knob says so
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


def shards() -> WebSystem:
    """Nearly three times the users: their keys are divided among four shards, each with a primary and replicas at both
    sites."""
    return operations().model_copy(
        update={
            "name": "shards",
            "workload": world_wide(10, far_share=0.5).model_copy(update={"popularity": Popularity(famous=FAMOUS)}),
            "web": Web(servers=value("ladder.web_servers")[10] // Sites().count, public=False),
            "replication": Replication(replicas=value("ladder.replicas")[10]),
            "queue": MessageQueue(workers=Workers(count=4)),  # as orders of the far site take their time
            "sharding": Sharding(),
            **window(10),
        }
    )
