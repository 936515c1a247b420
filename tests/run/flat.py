"""Small systems with a read model, whose stores, workers and web servers die."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.fault import AnyFault, Cut, Kill, Lose
from playground.design.message_queue import MessageQueue, Workers
from playground.design.read_model import ReadModel
from playground.design.service import Exponential

QUEUE = MessageQueue(
    visibility_s=0.4,
    poll_s=0.1,
    timeout_s=0.05,
    most_deliveries=4,
    workers=Workers(count=2, threads=2, retry_s=0.05),
)
FLAT = ReadModel(
    refresh_s=0.1,
    cores=1,
    index=Exponential(mean_ms=2.0),
    timeout_s=0.04,
    past_orders=200,
    rebuild_at_s=0.4,
    rebuild_batch=7,
)


def flat(design: WebSystem, *faults: AnyFault, outbox: bool = True, batch: int = 3, **more: object) -> WebSystem:
    """This one, with orders that go through a queue into a read model that fails, as its workers do."""
    trouble: tuple[AnyFault, ...] = (
        Kill(node="documents", start_s=0.5, duration_s=0.3),
        Kill(node="worker-1", start_s=0.9, duration_s=0.2),
        Lose(node="worker-2>documents", share=0.3, start_s=0.2, duration_s=0.5),
    )
    model = FLAT.model_copy(update={"outbox": outbox, "rebuild_beside": outbox})
    workers = QUEUE.workers.model_copy(update={"batch": batch})
    queue = QUEUE.model_copy(update={"workers": workers})
    changes = {"queue": queue, "read_model": model, "faults": (*design.faults, *trouble, *faults)}
    return WebSystem.model_validate(dict(design) | changes | more)


def across(design: WebSystem) -> WebSystem:
    """At two sites, between which nothing gets through for a while, and of which one has no store for as long."""
    cut = Cut(node="documents>b-documents", start_s=0.3, duration_s=0.4)
    return flat(design, cut, Kill(node="b-documents", start_s=0.6, duration_s=0.3))
