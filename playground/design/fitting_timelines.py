"""What goes with timelines, with a sentence for what does not, as in `fitting.py`."""

from __future__ import annotations

from playground.design.database import Database
from playground.design.fault import AnyFault, Celebrity
from playground.design.message_queue import MessageQueue, Way
from playground.design.timelines import MOST_PARTS, POST_NAME, READ_NAME, Timelines
from playground.design.workload import Workload

MOST_CHILDREN = 500  # that a consumer has with one batch


def timelines_fit(
    given: Timelines | None,
    load: Workload,
    database: Database,
    queue: MessageQueue | None,
    faults: tuple[AnyFault, ...],
    sites: int,
) -> None:
    """Somebody posts and somebody reads, and what is copied beside each other can be counted."""
    if given is None:
        return
    _are_asked_for(load)
    count = sum(isinstance(fault, Celebrity) for fault in faults)
    if count > 1:
        raise ValueError(f"faults must have at most one celebrity, not {count}: one share of posts holds at a time")
    if load.replay is not None:
        raise ValueError("workload.replay must be nothing where there are timelines: a log knows no posts")
    if not database.own_machine:
        raise ValueError("database.own_machine must be true where there are timelines, not false")
    parts = given.parts * sites
    if parts > MOST_PARTS:
        most = MOST_PARTS // (sites * given.at_once)
        where = f"{sites} sites and " if sites > 1 else ""
        raise ValueError(
            f"timelines.shards.count must be from 1 to {most} with {where}timelines.at_once {given.at_once}, "
            f"not {given.shards.count}"
            if most > 0
            else f"timelines.at_once must be from 1 to {MOST_PARTS // sites} with {sites} sites, not {given.at_once}"
        )
    if sites * given.lists.count > MOST_PARTS:
        raise ValueError(
            f"timelines.lists.count must be from 1 to {MOST_PARTS // sites} with {sites} sites, not {given.lists.count}"
        )
    most = MOST_CHILDREN // parts
    if queue is not None and queue.way is Way.QUEUE and queue.workers.batch > most:
        raise ValueError(
            f"queue.workers.batch must be from 1 to {most} where a post is copied in {parts} parts, "
            f"not {queue.workers.batch}"
        )


def _are_asked_for(load: Workload) -> None:
    for name, writes in ((POST_NAME, True), (READ_NAME, False)):
        found = next((row for row in load.endpoints if row.name == name), None)
        what = "writes" if writes else "does not write"
        if found is None:
            raise ValueError(f"workload.endpoints must have {name}, which {what}, where there are timelines")
        if found.writes is not writes:
            raise ValueError(f"workload.endpoints: {name} must be one that {what} where there are timelines")
