"""From the books of message queues to their part of a Result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from playground.dataplane.broker import tables
from playground.result import queues as left
from playground.run.collect_timelines import timelines

if TYPE_CHECKING:
    from playground.dataplane.plane import DataPlane
    from playground.plan import Plan

COUNTS = (
    *("acknowledged", "refused", "delivered", "redelivered", "expired", "spoiled", "late"),
    "waiting_max",
)
STORY = ("published", "done", "dead", "lost", "lost_acknowledged", "applied", "duplicates", "no_ops", "wait_ns")


def brokers(plan: Plan, plane: DataPlane, windows: int) -> dict[str, Any]:
    """Fields of Result."""
    return {
        "queues": tuple(_queue(plan, plane, place, windows) for place in range(len(plane.world.brokers))),
        "sale": _sale(plane),
        "timelines": timelines(plane, windows),
    }


def _queue(plan: Plan, plane: DataPlane, place: int, windows: int) -> left.Queue:
    world = plane.world
    row, count = world.brokers[place], len(world.brokers)
    series = world.window_brokers[: windows * count].reshape(windows, count)[:, place]
    return left.Queue(
        name=plan.nodes[int(row["node"])],
        orders=_story(plane, place, tables.REQUEST_STORY),
        tickets=_story(plane, place, tables.BUYER_STORY),
        waiting_in=series["waiting"].copy(),
        in_flight_in=series["in_flight"].copy(),
        oldest_ns=series["oldest_ns"].copy(),
        published_in=np.diff(series["published"], prepend=0),
        done_in=np.diff(series["done"], prepend=0),
        redelivered_in=np.diff(series["redelivered"], prepend=0),
        **{name: int(row[name]) for name in COUNTS},
    )


def _story(plane: DataPlane, place: int, kind: int) -> left.Story:
    """The messages that are there still are counted one by one, so that the identity is a check."""
    world = plane.world
    number = place * tables.STORIES + kind
    messages = world.messages
    ours = messages["state"][(messages["broker"] == place) & (messages["buys"] == kind)]
    return left.Story(
        waiting=int((ours == tables.WAITING_ROW).sum()),
        in_flight=int(((ours == tables.IN_FLIGHT) | (ours == tables.FORGOTTEN)).sum()),
        waits=world.waits[number]["count"].copy(),
        **{name: int(world.stories[number][name]) for name in STORY},
    )


def _sale(plane: DataPlane) -> left.Sale | None:
    if len(plane.world.sales) == 0:
        return None
    row = plane.world.sales[0]
    return left.Sale(**{name: int(row[name]) for name in ("stock", "sold", "sold_out", "gave_up")})
