"""Writes that go to a cache node first: which writes them to the database before it answers, or later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playground.dataplane import opcodes as code
from playground.dataplane.tables import BEHIND, NONE
from playground.design.cache_tier import Writes
from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.plan.builder import PLENTY, Builder, Place, Ref
from playground.plan.cache_tier import WRITTEN, CacheTier
from playground.plan.cache_tier_base import at_node, write_from_cache
from playground.plan.copies import Copies
from playground.plan.database import SHARD, Database
from playground.plan.flushers import Flushers
from playground.plan.replication import TO_WRITE
from playground.plan.walk import Walk

MOST_AT_ONCE = 50  # writes of a flush beside each other


@dataclass(frozen=True)
class Behind:
    """What cache nodes need in order to write. Without `flushers` they write through, and `held` is at the node
    meanwhile: the request dies with it, and errors are noticed there first."""

    base: Database | Copies
    held: Place | None = None
    flushers: Flushers | None = None


def behind(builder: Builder, design: WebSystem, tier: CacheTier | None, own: Database | Copies | None) -> Behind | None:
    """None where the app writes to the database itself. `own`: the database as cache nodes see it."""
    if tier is None or own is None or tier.given.writes is Writes.AROUND:
        return None
    if tier.given.writes is Writes.THROUGH:
        return Behind(own, held=_unlimited(builder, tier, "writers"))
    return Behind(own, flushers=_flushers(builder, design, tier, own))


def _unlimited(builder: Builder, tier: CacheTier, name: str) -> Place:
    """Slots for everybody, on each node."""
    count = len(tier.given.names)
    return builder.station(name, tier.node, count, system="cache", slots=PLENTY, measures_node=False)


def write_to_cache(walk: Walk, tier: CacheTier, found: Behind, design: WebSystem) -> None:
    """1 the app asks the node that holds the key to write; 2 through: the node writes to the database, and takes the
    value; back: it takes the value, and answers. A node that cannot be reached fails the write."""
    with walk.guarded():
        walk.emit(code.ASK, "what to write", count=TO_WRITE)
        walk.emit(code.LOCATE, "who holds it?", at=tier.routes, link=tier.site, count=1)
        with _within(walk, tier):
            walk.travel(tier.link)
            walk.arrive(tier.node, code.CACHE_DOWN)
            walk.serve(tier.cores, Deterministic(mean_ms=tier.given.work_ms), code.CACHE_WORK)
        if found.held is not None:
            walk.seize(found.held)
            write_from_cache(walk, found.base, design)
            walk.emit(code.STORE, "the new value", at=tier.caches, count=WRITTEN)
            walk.release(found.held)
        else:
            walk.emit(code.TAKE_IN, "dirty", at=tier.caches)
            walk.emit(code.STORE, "the new value", at=tier.caches, count=WRITTEN)
        with _within(walk, tier):
            walk.travel(tier.link, back=True)


@contextmanager
def _within(walk: Walk, tier: CacheTier) -> Iterator[None]:
    """A trip within the app's patience with the cache; how long the database takes is another matter."""
    with walk.deadline(tier.given.timeout_s):
        yield


def _flushers(builder: Builder, design: WebSystem, tier: CacheTier, base: Database | Copies) -> Flushers:
    """The books, and the program of the flushers."""
    for _ in range(tier.given.nodes):
        signal = builder.row("signals", (NONE, NONE, 0))
        row = {"batch": tier.given.flush_batch, "signal": signal, "head": NONE, "tail": NONE}
        builder.row("behind", tuple(row.get(column, 0) for column in BEHIND.names or ()))
    nodes = tuple(tier.node.first + place for place in range(len(tier.given.names)))
    its_own, writing = _unlimited(builder, tier, "flushers"), _unlimited(builder, tier, "flushes")
    held = (replace(its_own, register=0), replace(writing, register=0))
    start_pc = _flusher(builder, design, tier, at_node(base), held)
    return Flushers(nodes, tier.given.nodes, start_pc)


def _flusher(
    builder: Builder, design: WebSystem, tier: CacheTier, base: Database | Copies, held: tuple[Place, Place]
) -> int:
    """One for each node: when there is enough to do, or the interval is over, one write to the database for each dirty
    key, several beside each other. What the database does not take is dirty again. `held`: the flusher and its writes
    are at the node, and die with it."""
    given = tier.given
    own = Ref(0, 1, SHARD)
    walk = Walk(builder, "flusher", on_failure=code.VANISH)
    walk.seize(held[0])
    again = len(builder.blocks)
    lane = builder.patience_lane(given.flush_interval_s, code.PATIENCE_IN_LINE)
    with walk.guarded(otherwise=lambda: None):
        walk.emit(
            code.AWAIT_DIRTY, "until there is enough", at=Ref(0, 0, SHARD), count=given.nodes, lane=lane,
            jump=code.CALL_TIMED_OUT,
        )  # fmt: skip
    walk.emit(code.BEGIN_FLUSH, "what is dirty now", at=own)
    with walk.in_parallel(min(given.flush_batch, design.database.pool_size, MOST_AT_ONCE)):
        walk.seize(held[1])
        following = len(builder.blocks)
        taken = walk.emit(code.TAKE_OUT, "the next dirty key", at=own)
        with walk.guarded(otherwise=lambda: _put_back(walk, own)):
            write_from_cache(walk, base, design, done=code.FLUSHED)
        walk.emit(code.JUMP, "", jump=following)
        walk.patch(taken)
        walk.release(held[1])
    walk.emit(code.JUMP, "and again", jump=again)
    return walk.end(code.VANISH, "gone")[0]


def _put_back(walk: Walk, own: Ref) -> None:
    walk.emit(code.PUT_BACK, "it is dirty again", at=own)
