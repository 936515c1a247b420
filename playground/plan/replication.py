"""Replicated databases: writes go to the primary, reads to whoever may answer them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.replication import Commit
from playground.plan.builder import Ref
from playground.plan.copies import Copies
from playground.plan.database import BY_PART, MEANS
from playground.plan.deed import ONE_CHANGE, Deed
from playground.plan.disk import flush, page_in
from playground.plan.keys import are_followed
from playground.plan.registers import COPY_REGISTER, PAIR_REGISTER
from playground.plan.shards import choose_copy, each_copy, from_all, if_here, its_primary, until_found, whose
from playground.plan.walk import Walk

TO_WRITE = 1  # ASK: for a key that exists


def write(
    walk: Walk,
    base: Copies,
    design: WebSystem,
    *,
    is_drawn: bool = False,
    done: int = code.CHANGED,
    deed: Deed = ONE_CHANGE,
) -> None:
    """One write: to the primary that this server knows, durable there, and confirmed by as many copies as it takes.
    `is_drawn`: it is known what to write. `done`: what a durable write means for caches. `deed`: what is written."""
    if not is_drawn:
        walk.emit(code.ASK, "what to write", count=TO_WRITE)
    if not base.shards:
        _written(walk, base, design, done, deed)
        return
    each_copy(walk, base, lambda walk: _written(walk, base, design, done, deed))


def _written(walk: Walk, base: Copies, design: WebSystem, done: int, deed: Deed) -> None:
    with walk.guarded():
        if base.shards:
            whose(walk, base, code.FOR_WRITE)
        with until_found(walk, base):
            _to_primary(walk, base)
            with _connected(walk, base, design):
                walk.seize(base.sessions)
                with if_here(walk, base, code.FOR_WRITE):
                    _work_of_a_write(walk, base, design, done, deed)
                walk.release(base.sessions)


def _work_of_a_write(walk: Walk, base: Copies, design: WebSystem, done: int, deed: Deed) -> None:
    walk.emit(code.WRITABLE, "does it accept writes?", at=base.rows)
    page_in(walk, base.disk)
    deed.work(walk, base.cores, design)
    flush(walk, base.disk)
    with if_here(walk, base, code.FOR_WRITE):  # it may have gone meanwhile
        deed.make(walk, base.rows, code.APPEND, design)
        if are_followed(design) and not deed.tells:
            walk.emit(done, MEANS[done], at=BY_PART)
        _confirmed(walk, base)
        deed.acknowledge(walk, base.rows)


def _confirmed(walk: Walk, base: Copies) -> None:
    """Wait for other copies, as the commit asks for."""
    given = base.given
    if given.commit is Commit.ASYNCHRONOUS:
        return
    part = base.sessions.waiting_part
    if given.commit is Commit.SYNCHRONOUS:
        walk.emit(code.AWAIT, "all others have applied it", at=base.rows, part=part)
        return
    lane = walk.builder.patience_lane(given.ack_timeout_s, code.PATIENCE_FOR_ACKS)
    with walk.guarded(lambda: _degrade(walk, base)):
        walk.emit(code.AWAIT, "others have it", at=base.rows, part=part, lane=lane, jump=code.ACK_TIMED_OUT)


def _degrade(walk: Walk, base: Copies) -> None:
    walk.emit(code.DEGRADE, "wait for nobody any more", at=base.rows)


def read(walk: Walk, base: Copies, design: WebSystem, *, of_primary: bool = False) -> None:
    """One read of the key asked for last: from a copy that may answer, or from the primary itself."""
    with walk.guarded():
        if base.shards:
            whose(walk, base, code.FOR_READ)
        with until_found(walk, base):
            _read_there(walk, base, design, of_primary=of_primary)


def read_all(walk: Walk, base: Copies, design: WebSystem) -> None:
    """One query that every shard has to answer."""
    from_all(walk, base, lambda walk: _a_part(walk, base, design))


def _a_part(walk: Walk, base: Copies, design: WebSystem) -> None:
    with walk.guarded():
        _read_there(walk, base, design, is_keyed=False)


def _read_there(
    walk: Walk, base: Copies, design: WebSystem, *, of_primary: bool = False, is_keyed: bool = True
) -> None:
    if of_primary:
        _to_primary(walk, base)
    elif base.shards:
        choose_copy(walk, base.readers)
        _pair(walk, base)
    else:
        walk.pick(base.readers)
        _pair(walk, base)
    with _connected(walk, base, design):
        page_in(walk, base.disk)
        walk.seize(base.cores)
        with if_here(walk, base, code.FOR_READ) if is_keyed else nullcontext():
            walk.emit(code.READ, "what it has applied", at=base.rows)
        walk.work(base.cores, design.database.read, code.READ_WORK)
        walk.release(base.cores)
    if not of_primary:
        walk.close()


def _to_primary(walk: Walk, base: Copies) -> None:
    """Cache nodes hear of a new one at once. Where keys have a home, its primary is meant, or that of their shard."""
    if base.shards:
        its_primary(walk, base)
        _pair(walk, base)
        return
    at = Ref(base.known, 0, base.asker)
    if base.homes:
        walk.emit(code.ROUTE, "where is it at home?", at=at, count=COPY_REGISTER, back=code.OF_KEY, link=base.homes)
    else:
        mode = code.LEADER if base.is_near_cache else code.KNOWN
        walk.emit(code.ROUTE, "whom it knows as the primary", at=at, count=COPY_REGISTER, back=mode)
    _pair(walk, base)


def _pair(walk: Walk, base: Copies) -> None:
    at = Ref(len(base.names), 0, COPY_REGISTER)
    walk.emit(code.PAIR, "this server and that copy", at=at, count=PAIR_REGISTER, link=base.asker)


@contextmanager
def _connected(walk: Walk, base: Copies, design: WebSystem) -> Iterator[None]:
    """On the copy: wait for a connection, cross over, and come back."""
    given = design.database
    walk.seize(base.pool, patience_s=given.pool_timeout_s, reason=code.POOL_EXHAUSTED)
    with walk.deadline(given.query_timeout_s):
        walk.travel(base.link)
        walk.arrive(base.node)
        yield
        walk.travel(base.link, back=True)
    walk.release(base.pool)
