"""A message queue: the broker of a site, and what a producer does."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import BROKER, CONSUMER, NONE, PARTITION, SIGNALS_OF_BROKER
from playground.design.message_queue import BROKER as BROKER_NAME
from playground.design.message_queue import Confirms, Kept, MessageQueue
from playground.design.service import Deterministic
from playground.plan.builder import PLENTY, Builder, Link, NodeRef, Place, Ref
from playground.plan.walk import Walk
from playground.plan.web import Web

SYSTEM, WORKER = BROKER_NAME, "worker"


@dataclass(frozen=True)
class Broker:
    """The machine of a site that keeps the messages: its core and its disk, those who are there, and its books.
    `link`: from a web server; `back`: from a worker, which asks."""

    given: MessageQueue
    node: NodeRef
    link: Link
    back: Link
    cores: Place
    disk: Place
    held: Place
    row: Ref


def broker(builder: Builder, given: MessageQueue, servers: Web) -> Broker:
    """Everything but the programs."""
    node = builder.node(builder.here(SYSTEM))
    ways = [f"{name}>{node.name}" for name in servers.names]
    link = builder.link(f"web>{SYSTEM}", given.hop_ms / 2, count=len(ways), register=servers.node.register, names=ways)
    workers = [f"{builder.here(name)}>{node.name}" for name in given.names]
    back = builder.link(f"{WORKER}>{SYSTEM}", given.hop_ms / 2, count=len(workers), names=workers)
    cores = builder.station("broker cores", node, 1, system=SYSTEM, slots=1, is_front=True)
    disk = builder.station("broker disk", node, 1, system=SYSTEM, slots=1, measures_node=False)
    held = builder.station("at the broker", node, 1, system=SYSTEM, slots=PLENTY, measures_node=False)
    return Broker(given, node, link, back, cores, disk, held, Ref(_books(builder, given, node)))


def _books(builder: Builder, given: MessageQueue, node: NodeRef) -> int:
    """The row of the broker, its partitions and its signals."""
    signals = [builder.row("signals", (NONE, NONE, 0)) for _ in range(SIGNALS_OF_BROKER)]
    partition = {"head": NONE, "tail": NONE, "again": NONE}
    rows = [
        builder.row("partitions", tuple(partition.get(column, 0) for column in PARTITION.names or ()))
        for _ in range(given.partitions)
    ]
    about = {
        "room": PLENTY if given.most_messages is None else given.most_messages,
        "poison": given.poison_share,
        "signal": signals[0],
        "lane": builder.patience_lane(given.visibility_s, code.VISIBILITY),
        "first_partition": rows[0],
        "partitions": given.partitions,
        "turn": given.partitions - 1,
        "batch": given.workers.batch,
        "most_deliveries": given.most_deliveries,
        "node": node.first,
        "index": len(builder.rows.get("brokers", [])),
        "ordered": int(given.keeps_order),
        "keeps": int(given.kept is Kept.DISK),
        "idempotent": int(given.workers.idempotent),
    }
    return builder.row("brokers", tuple(about.get(column, 0) for column in BROKER.names or ()))


def consumer_row(builder: Builder, node: int) -> int:
    """A thread of the worker at this node."""
    return builder.row("consumers", tuple({"node": node}.get(column, 0) for column in CONSUMER.names or ()))


def publish(walk: Walk, found: Broker) -> None:
    """1 the server brings the order to the broker; 2 the broker takes it down, perhaps on disk; 3 it says so. Where
    that does not come, the server does not know whether the order will be carried out."""
    given = found.given
    with walk.guarded(), walk.deadline(given.timeout_s):
        walk.travel(found.link)
        walk.arrive(found.node)
        walk.seize(found.held)
        walk.serve(found.cores, Deterministic(mean_ms=given.work_ms), code.EXTERNAL_WORK)
        walk.emit(code.PUBLISH, "the broker takes it", at=found.row)
        if given.confirms is Confirms.WHEN_FLUSHED:
            walk.emit(code.AWAIT_FLUSH, "until it is on disk", at=found.row, part=found.disk.waiting_part)
        walk.emit(code.MESSAGE_KEPT, "the broker says so", at=found.row)
        walk.release(found.held)
        walk.travel(found.link, back=True)


def flusher(builder: Builder, found: Broker) -> int | None:
    """What brings to disk all that has come, and then what has come meanwhile; where it begins. None where messages
    are in memory only."""
    if found.given.kept is Kept.MEMORY:
        return None
    walk = Walk(builder, builder.here("log flusher"), on_failure=code.VANISH)
    walk.arrive(found.node)
    walk.seize(found.held)
    again = walk.emit(code.AWAIT_UNFLUSHED, "until something has come", at=found.row)
    walk.emit(code.BEGIN_LOG_FLUSH, "all that is here", at=found.row)
    walk.serve(found.disk, Deterministic(mean_ms=found.given.flush_ms), code.EXTERNAL_WORK)
    walk.emit(code.END_LOG_FLUSH, "it is on disk", at=found.row)
    walk.emit(code.JUMP, "and again", jump=again)
    return walk.end(code.VANISH, "gone")[0]
