"""The stages from operations on, built as those of `stages.py` are."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.endpoint import API, ORDER, PAGE, Endpoint
from playground.design.facts import value
from playground.design.message_queue import MessageQueue, Workers
from playground.design.objective import LastFollower, TimelineP99
from playground.design.operations import Delivery, Operations
from playground.design.popularity import Popularity
from playground.design.replication import Replication
from playground.design.sharding import Sharding
from playground.design.sites import Sites
from playground.design.stages import queue, window, world_wide
from playground.design.timelines import POST, TIMELINE, Timelines
from playground.design.web import Web

FAMOUS = 3  # sellers, of whom people ask for no more than for others unless a knob says so
CANARY_SHARE = 0.04  # one server of twenty-eight
TIMELINES_SHARE = 0.9  # of what is read: assumed; whoever is followed is what people come for


def social() -> tuple[Endpoint, ...]:
    """Most of what is asked for are timelines, and there are as many reads to a post as at Twitter."""
    reads_per_post = value("sharding.twitter_timeline_reads_per_s") / value("sharding.twitter_tweets_per_s")
    writes = value("ladder.write_share")
    posts = round(TIMELINES_SHARE * (1 - writes) / reads_per_post / writes, 3)
    rest = round(1 - TIMELINES_SHARE, 3)
    return (
        *(PAGE.model_copy(update={"share": rest}), ORDER.model_copy(update={"share": round(1 - posts, 3)})),
        API.model_copy(update={"share": rest}),
        *(POST.model_copy(update={"share": posts}), TIMELINE.model_copy(update={"share": TIMELINES_SHARE})),
    )


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


def timelines() -> WebSystem:
    """People follow each other: a post is copied to all followers of its author, unless these are too many."""
    before = shards()
    return before.model_copy(
        update={
            "name": "timelines",
            "workload": world_wide(11, far_share=0.5).model_copy(update={"endpoints": social()}),
            "web": Web(servers=value("ladder.web_servers")[11] // Sites().count, public=False),
            "replication": Replication(replicas=value("ladder.replicas")[11]),
            "timelines": Timelines(),
            "objectives": (*before.objectives, TimelineP99(), LastFollower()),
            **window(11),
        }
    )
