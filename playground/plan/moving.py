"""How rows come to shards that are added: what a mover does, batch after batch."""

from __future__ import annotations

from collections.abc import Callable

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.service import Deterministic
from playground.design.sites import apart_ms, site_of
from playground.plan.builder import Builder, Link, Ref
from playground.plan.copies import Copies
from playground.plan.registers import COPY_REGISTER, PAIR_REGISTER
from playground.plan.walk import Walk

WAY = "shard>shard"
FROM_REGISTER = 2  # the primary that a mover has read from
TRY_AGAIN_S = 1.0  # after a failure; assumed


def mover(builder: Builder, design: WebSystem, base: Copies) -> int | None:
    """The program of those who move rows, one at each shard that gives some away; None where none is added."""
    given = design.sharding
    if given is None or not base.grows:
        return None
    walk = Walk(builder, "mover", on_failure=code.VANISH)
    first = walk.emit(code.MOVE_FROM, "what is left?", at=Ref(0))
    with walk.guarded(lambda: _failed(walk)), walk.deadline(design.database.query_timeout_s):
        _bring(walk, design, base)
    walk.pause(given.move_batch_keys / given.move_rate_keys_per_s)
    walk.emit(code.JUMP, "and the next", jump=first)
    walk.patch(first)
    return walk.end(code.VANISH, "nothing is left")[0]


def _bring(walk: Walk, design: WebSystem, base: Copies) -> None:
    """Read at the one, write at the other, and come back."""
    given = design.sharding
    assert given is not None  # noqa: S101 - the caller has looked
    link = _between(walk, design, base)
    if design.sites is not None:
        walk.emit(code.ROUTE, "where it begins", at=Ref(0), count=FROM_REGISTER, back=code.LEADER)
    walk.arrive(base.node)
    walk.seize(base.cores)
    walk.emit(code.MOVE_TAKE, "read a batch of rows", at=Ref(0))
    walk.work_each(base.cores, given.move_read_ms, code.SECOND_WORK)
    walk.release(base.cores)
    walk.emit(code.MOVE_TO, "where do they go?", at=Ref(0))
    if design.sites is not None:
        pair = Ref(len(base.names), 0, COPY_REGISTER)
        walk.emit(code.PAIR, "from this one to that one", at=pair, count=PAIR_REGISTER, link=FROM_REGISTER)
    walk.travel(link)
    walk.arrive(base.node)
    walk.seize(base.cores)
    walk.work_each(base.cores, given.move_write_ms, code.SECOND_WORK)
    walk.emit(code.MOVE_WRITE, "they are there", at=base.rows)
    walk.release(base.cores)
    walk.travel(link, back=True)


def _between(walk: Walk, design: WebSystem, base: Copies) -> Link:
    """From one shard's primary to another's: at one place all ways are alike; primaries may stand at several sites."""
    hop_ms = design.database.hop_ms / 2
    if design.sites is None:
        return walk.builder.link(WAY, hop_ms, names=[WAY])
    pairs = [(site_of(one), site_of(other)) for one in base.names for other in base.names]
    more_ms = [apart_ms(design.sites, *pair) / 2 for pair in pairs]
    names = [WAY] * len(pairs)
    return walk.builder.link(WAY, hop_ms, count=len(pairs), register=PAIR_REGISTER, names=names, more_ms=more_ms)


def _failed(walk: Walk) -> None:
    walk.emit(code.MOVE_DROP, "they stay where they are", at=Ref(0))
    walk.pause(TRY_AGAIN_S)


def apply(walk: Walk, design: WebSystem, base: Copies, change: Callable[[], None]) -> None:
    """An applier's work: a row that has come from another shard costs as much as it cost the primary, `change`
    writes what another change costs."""
    if design.sharding is None or not base.grows:
        change()
        return
    own = walk.emit(code.MOVED, "has it come from another shard?", at=base.rows)
    walk.serve(base.cores, Deterministic(mean_ms=design.sharding.move_write_ms), code.SECOND_WORK)
    with walk.on_miss(own, "it has"):
        change()
