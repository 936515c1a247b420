"""Small systems with timelines, in which much happens."""

from __future__ import annotations

from playground.design.balancer import Balancer
from playground.design.design import WebSystem
from playground.design.fault import Celebrity, Kill, Lose
from playground.design.message_queue import MessageQueue, Way, Workers
from playground.design.patience import Backoff, Patience
from playground.design.service import Deterministic, Exponential
from playground.design.timelines import POST, TIMELINE, Form, Lists, Shards, Timelines
from playground.design.web import Web
from playground.design.workload import Workload

SMALL = Timelines(
    form=Form.HYBRID,
    threshold_followers=300,
    followers_mean=40.0,
    followers_most=2000,
    followers_exponent=0.9,
    post_exponent=0.5,
    shards=Shards(count=2, cores=1),
    lists=Lists(count=2, fetch_ms=0.1),
    insert_ms=0.05,
    fetch=Exponential(mean_ms=1.0),
    insert_batch=40,
    timeout_s=0.1,
    retry_s=0.05,
)
READ = TIMELINE.model_copy(update={"web_work": Exponential(mean_ms=1.0)})
HASTY_WORKERS = Workers(count=2, cores=1, threads=3, work=Deterministic(mean_ms=0.5), retry_s=0.05, idempotent=False)
QUEUE = MessageQueue(visibility_s=0.15, poll_s=0.2, timeout_s=0.2, workers=HASTY_WORKERS)


def lined(*, queue: MessageQueue | None = QUEUE, given: Timelines = SMALL, **changes: object) -> WebSystem:
    """Two servers; by default with a queue whose messages soon come again, and machines that die."""
    knobs: dict[str, object] = {
        "seconds": 2.0,
        "warmup_s": 0.2,
        "workload": Workload(
            rate_rps=150.0,
            write_share=0.2,
            endpoints=(POST, READ),
            bundle_kb=0.0,
            patience=Patience(timeout_s=0.3, retries=1, backoff=Backoff.FIXED),
        ),
        "balancer": Balancer(),
        "web": Web(servers=2, public=False),
        "queue": queue,
        "timelines": given,
        "faults": (
            Celebrity(share=0.2, start_s=0.3, duration_s=1.0),
            Kill(node="timeline-1", start_s=0.6, duration_s=0.3),
            Kill(node="celebrity-2", start_s=0.9, duration_s=0.2),
            Lose(node="timeline-2", share=0.1, start_s=1.0, duration_s=0.4),
            Kill(node="worker-1" if queue is not None else "web-1", start_s=1.2, duration_s=0.3),
        ),
    }
    return WebSystem(**{**knobs, **changes})


def in_background() -> WebSystem:
    """Without a queue."""
    return lined(queue=None)


def called() -> WebSystem:
    """With workers that are called."""
    return lined(queue=MessageQueue(way=Way.CALL, workers=HASTY_WORKERS))
