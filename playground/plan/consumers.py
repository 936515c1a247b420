"""Workers: each of their threads takes a batch of orders from the broker, carries them out, and says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind, Endpoint
from playground.design.message_queue import MessageQueue, Way
from playground.design.service import Deterministic
from playground.plan.batch import Batch
from playground.plan.builder import PLENTY, Builder, NodeRef, Place
from playground.plan.cache_tier import NODE, CacheTier
from playground.plan.cache_tier_writes import after_write
from playground.plan.consumer_rows import Consumers
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.fan_out import copy_written
from playground.plan.keys import are_drawn
from playground.plan.message_queue import WORKER, Broker, consumer_row, flusher
from playground.plan.primary import ask_what_to_write, read_primary
from playground.plan.read_model import Documents, project, rebuilder
from playground.plan.replication import write
from playground.plan.sale import has_stock_check
from playground.plan.timelines import Fans
from playground.plan.walk import Walk
from playground.plan.ways import own_ways


@dataclass(frozen=True)
class Workers:
    """The machines: cores, threads, and the database as they see it."""

    node: NodeRef
    cores: Place
    threads: Place
    base: Database | Copies


def workers(builder: Builder, design: WebSystem, given: MessageQueue, base: Database | Copies) -> Workers:
    """Those of this site. A request that calls one remembers which; a consumer stays where it is."""
    names = [builder.here(name) for name in given.names]
    register = 0 if given.way is Way.QUEUE else NODE
    node = builder.nodes_of(names, register)
    cores = builder.station("worker cores", node, len(names), system=WORKER, slots=given.workers.cores, is_front=True)
    slots = PLENTY if given.way is Way.QUEUE else given.workers.threads
    threads = builder.station("threads", node, len(names), system=WORKER, slots=slots, measures_node=False)
    seen = own_ways(builder, design, base, names, node, WORKER, given.workers.threads)
    if isinstance(seen, Copies) and seen.shards:
        seen = replace(seen, is_near_cache=True)  # a worker hears of a new map, or a new primary, at once
    elif isinstance(seen, Copies) and not seen.homes:
        seen = replace(seen, known=_addresses(builder, seen, len(names)))
    return Workers(node, cores, threads, seen)


def _addresses(builder: Builder, base: Copies, count: int) -> int:
    """Whom each worker writes to: at first, whom the first server of its site does."""
    first, begins = builder.rows["addresses"][base.known], len(builder.rows["addresses"])
    for row in range(begins, begins + count):
        builder.row("addresses", (row % 2,) if base.given.multi_primary else first)
    return begins


def order_of(design: WebSystem) -> Endpoint | None:
    """The endpoint whose calls are made for every message."""
    return next((row for row in design.workload.asked if row.writes), None)


def reads_of(design: WebSystem) -> float:
    """How often a worker reads for one message."""
    order = order_of(design)
    calls = () if order is None else order.calls
    return sum(wanted.times for wanted in calls if wanted.kind is CallKind.READ)


def consumers(
    builder: Builder,
    design: WebSystem,
    found: Broker,
    own: Workers,
    tier: CacheTier | None,
    fans: Fans | None = None,
    documents: Documents | None = None,
) -> Consumers:
    """The rows of the threads, and their program."""
    count, threads = found.given.workers.count, found.given.workers.threads
    rows = tuple(
        (consumer_row(builder, own.node.first + place), place) for place in range(count) for _ in range(threads)
    )
    return Consumers(
        broker=found.node.first,
        broker_row=found.row.first,
        workers=tuple(own.node.first + place for place in range(count)),
        consumers=rows,
        consumer_pc=_consumer(builder, design, found, own, tier, fans, documents),
        flusher_pc=flusher(builder, found),
        rebuilder_pc=rebuilder(builder, documents, found.given.workers.retry_s),
        rebuilders=0 if documents is None else documents.given.cores,
    )


def _consumer(
    builder: Builder,
    design: WebSystem,
    found: Broker,
    own: Workers,
    tier: CacheTier | None,
    fans: Fans | None,
    documents: Documents | None,
) -> int:
    """1 ask the broker, and wait there until there is something; 2 look at every message; 3 write all of them in one
    transaction; 4 tell the caches, copy posts into timelines, and bring events to the read model; 5 tell the broker.
    After an error: later, from the beginning."""
    given = found.given
    walk = Walk(builder, builder.here("consumer"), on_failure=code.VANISH)
    walk.arrive(own.node)
    walk.seize(own.threads)
    again = walk.emit(code.POLL, "with empty hands", at=found.row)
    with walk.guarded(otherwise=lambda: walk.pause(given.workers.retry_s)):
        with walk.deadline(given.poll_s + given.timeout_s):
            _fetch(walk, found)
        _look(walk, design, found, own)
        nothing = walk.emit(code.ANY_READY, "is there anything to write?", at=found.row)
        batch = Batch(found)
        if isinstance(own.base, Copies):
            write(walk, own.base, design, is_drawn=True, deed=batch)
        else:
            call(walk, own.base, design, CallKind.WRITE, deed=batch)
        if tier is not None:
            _tell(walk, found, tier)
        if fans is not None:
            copy_written(walk, found, fans)
        if documents is not None:
            project(walk, found, documents)
        walk.patch(nothing)
        with walk.deadline(given.timeout_s):
            _settle(walk, found)
    walk.emit(code.JUMP, "and again", jump=again)
    return walk.end(code.VANISH, "gone")[0]


def _fetch(walk: Walk, found: Broker) -> None:
    """To the broker, and back with a batch; with nothing, when nothing came for long enough."""
    walk.travel(found.back)
    walk.arrive(found.node)
    walk.seize(found.held)
    lane = walk.builder.patience_lane(found.given.poll_s, code.PATIENCE_FOR_MESSAGES)
    with walk.guarded(otherwise=lambda: None):
        walk.emit(
            code.AWAIT_MESSAGE, "until there is something", at=found.row, lane=lane, jump=code.CALL_TIMED_OUT,
            part=found.disk.waiting_part,
        )  # fmt: skip
    walk.emit(code.TAKE_MESSAGES, "take a batch", at=found.row)
    walk.release(found.held)
    walk.travel(found.back, back=True)


def _look(walk: Walk, design: WebSystem, found: Broker, own: Workers) -> None:
    """At every message: the worker's own work, and the reads of the order, at the primary."""
    following = walk.emit(code.NEXT_MESSAGE, "the next one", at=found.row)
    walk.serve(own.cores, found.given.workers.work, code.EXTERNAL_WORK)
    spoiled = walk.emit(code.SPOIL, "can it be processed?", at=found.row) if found.given.poison_share > 0 else None
    if spoiled is not None:
        walk.patch(spoiled, jump=following)
    with walk.times(reads_of(design)):
        read_primary(walk, own.base, design)
    if has_stock_check(design):
        walk.emit(code.LOOK_AT_STOCK, "is a ticket left?", at=found.row, count=1)
    if are_drawn(design):
        ask_what_to_write(walk)
    walk.emit(code.KEEP_MESSAGE, "it is to be written", at=found.row)
    walk.emit(code.JUMP, "", jump=following)
    walk.patch(following)


def _tell(walk: Walk, found: Broker, tier: CacheTier) -> None:
    """Every key that was written, to whoever keeps it."""
    following = walk.emit(code.NEXT_WRITTEN, "the next one that was written", at=found.row)
    after_write(walk, tier)
    walk.emit(code.JUMP, "", jump=following)
    walk.patch(following)


def _settle(walk: Walk, found: Broker) -> None:
    walk.travel(found.back)
    walk.arrive(found.node)
    walk.seize(found.held)
    walk.serve(found.cores, Deterministic(mean_ms=found.given.work_ms), code.EXTERNAL_WORK)
    walk.emit(code.SETTLE, "these are done", at=found.row)
    walk.release(found.held)
    walk.travel(found.back, back=True)
