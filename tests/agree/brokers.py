"""What message queues and a sale leave behind: the same books from engine and oracle."""

from __future__ import annotations

from typing import Any

from playground.result import Result
from playground.result.queues import Queue, Story
from tests.agree.oracle.broker import KINDS
from tests.agree.oracle.world import World

COUNTS = ("acknowledged", "refused", "delivered", "redelivered", "expired", "spoiled", "late")
OF_STORY = (
    "published", "done", "dead", "lost", "lost_acknowledged", "applied", "duplicates", "no_ops", "waiting", "in_flight",
    "wait_ns",
)  # fmt: skip
SERIES = ("waiting_in", "in_flight_in", "oldest_ns", "published_in", "done_in", "redelivered_in")


def brokers_of_result(result: Result) -> dict[str, Any]:
    """As the engine tells it."""
    books: dict[str, Any] = {}
    for queue in result.queues:
        books |= {f"{queue.name}: {name}": row for name, row in _of_queue(queue).items()}
    sale = result.sale
    books["sale"] = None if sale is None else (sale.sold, sale.sold_out, sale.gave_up)
    return books


def _of_queue(queue: Queue) -> dict[str, Any]:
    series = {name: getattr(queue, name).tolist() for name in SERIES}
    counts = {name: getattr(queue, name) for name in (*COUNTS, "waiting_max")}
    return {**counts, **{kind: _of_story(getattr(queue, kind)) for kind in KINDS}, **series}


def _of_story(story: Story) -> dict[str, int]:
    return {name: getattr(story, name) for name in OF_STORY} | {"waits": int(story.waits.sum())}


def brokers_of_world(world: World, warmup_ns: int) -> dict[str, Any]:
    """As the oracle tells it."""
    books: dict[str, Any] = {}
    for broker in [crew.broker for crew in world.crews if crew.broker is not None]:
        broker.look()
        waiting, inside, oldest_ns, *so_far = (list(column) for column in zip(*broker.series, strict=True))
        counts = [[now - then for now, then in zip(row, (0, *row), strict=False)] for row in so_far]
        series = dict(zip(SERIES, (waiting, inside, oldest_ns, *counts), strict=True))
        found = {name: broker.counts[name] for name in COUNTS} | {"waiting_max": broker.waiting_max}
        found |= {kind: broker.story(kind, warmup_ns) for kind in KINDS} | series
        books |= {f"{broker.node.name}: {name}": row for name, row in found.items()}
    sale = world.sale
    books["sale"] = None if sale is None else (sale.sold, sale.sold_out, sale.gave_up)
    return books
