"""A message queue between the web servers and the database: orders are taken down, and carried out by workers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service

BROKER = "queue"  # the name of its machine
MOST_IN_HAND = 100_000  # messages that all consumers may have in hand
MESSAGES_PER_S = value("queue.rabbitmq_quorum_msgs_per_s")


class Way(StrEnum):
    """How the web servers hand an order over: to the queue, or to a worker that they call and wait for."""

    QUEUE = "queue"
    CALL = "call"


class Kept(StrEnum):
    """Where the broker keeps messages."""

    MEMORY = "memory"
    DISK = "disk"


class Confirms(StrEnum):
    """When the broker says that it has a message: at once, or when it is on disk."""

    AT_ONCE = "at_once"
    WHEN_FLUSHED = "when_flushed"


class Workers(System):
    """Machines that carry orders out: each with threads, of which every one takes a batch of messages at a time, makes
    the order's reads at the primary and its own work, and writes the whole batch in one transaction. A thread has a
    connection of its own to each database.

    The write of a batch of n takes n (1 - c) + c times as long as that of one, c being the share of a write that is
    its commit.
    """

    count: int = knob(2, ge=1, le=32, source="assumed; one can be spared")
    cores: int = knob(fact="ladder.cores", ge=1, le=64)
    threads: int = knob(64, ge=1, le=256, log=True, source="assumed; an ocean away an order takes half a second")
    work: Service = Exponential(mean_ms=1.0)
    batch: int = knob(1, ge=1, le=100, log=True, source="assumed; one after another until somebody asks for more")
    commit_share: float = knob(0.83, ge=0, le=1, source="assumed; a flush of the log and its round trips, not the rows")
    idempotent: bool = knob(True, source="assumed; Amazon SQS: a consumer must expect a message more than once")
    retry_s: float = knob(1.0, gt=0, le=600, log=True, source="assumed; before it asks anew after an error")


class MessageQueue(System):
    """One broker at each site, and its workers. An endpoint that writes publishes a message instead of its calls, and
    answers as soon as the broker has said that it has it.

    A message that a worker has taken is hidden from the others for `visibility_s`; then it appears again, at most
    `most_deliveries` times, and is put aside after that. `keeps_order`: messages of one user are carried out one after
    another, as of each of the `partitions` only one batch is in flight.
    """

    way: Way = knob(Way.QUEUE, source="assumed; the comparison is a call that waits")
    kept: Kept = knob(Kept.DISK, source="assumed; RabbitMQ's quorum queues and Kafka keep messages on disk")
    confirms: Confirms = knob(Confirms.WHEN_FLUSHED, source="assumed; the safe choice. Kafka leaves it to replicas")
    most_messages: int | None = knob(
        None, ge=1, le=1_000_000, log=True, source="none: a broker takes what comes, up to a million"
    )
    partitions: int = knob(1, ge=1, le=256, log=True, fact="queue.kafka_partitions")
    keeps_order: bool = knob(False, source="assumed; orders of different users do not depend on each other")
    hop_ms: float = knob(fact="ladder.hop_ms", ge=0, le=1000)
    work_ms: float = knob(
        round(1000 / MESSAGES_PER_S, 3), ge=0, le=1000, source="queue.rabbitmq_quorum_msgs_per_s: 30 000 on one core"
    )
    flush_ms: float = knob(fact="db.commit_fsync_ms", ge=0, le=1000)
    timeout_s: float = knob(2.0, gt=0, le=3600, log=True, source="assumed; the patience of a producer and a consumer")
    poll_s: float = knob(20.0, gt=0, le=3600, log=True, source="Amazon SQS: long polling waits at most 20 s")
    visibility_s: float = knob(fact="queue.sqs_visibility_timeout_s", gt=0, le=43_200, log=True)
    most_deliveries: int = knob(5, ge=1, le=1000, log=True, source="assumed; Amazon SQS lets one choose 1 to 1000")
    poison_share: float = knob(0.0, ge=0, le=1, source="assumed; nobody sends what cannot be processed")
    workers: Workers = Field(default=Workers())

    @model_validator(mode="after")
    def _hands_fit(self) -> MessageQueue:
        most = MOST_IN_HAND // (self.workers.count * self.workers.threads)
        if self.workers.batch > most:
            raise ValueError(
                f"workers.batch must be from 1 to {most:,} with {self.workers.count} workers of "
                f"{self.workers.threads} threads, not {self.workers.batch:,}"
            )
        return self

    @model_validator(mode="after")
    def _memory_cannot_be_flushed(self) -> MessageQueue:
        if self.kept is Kept.MEMORY and self.confirms is Confirms.WHEN_FLUSHED:
            raise ValueError("confirms must be at_once where kept is memory, not when_flushed: nothing is on disk")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The workers of a site."""
        return tuple(f"worker-{place + 1}" for place in range(self.workers.count))
