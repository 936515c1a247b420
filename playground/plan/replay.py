"""What runs behind replicated databases: a stream and appliers at each copy, the making of a new one, and probes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeVar

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.replication import Commit, Failover, Replication
from playground.design.service import Deterministic
from playground.design.sites import apart_ms, site_of
from playground.plan.builder import Builder, Check, Ref
from playground.plan.copies import Copies, writers_of
from playground.plan.disk import Disk, flush, page_in
from playground.plan.moving import apply, mover
from playground.plan.registers import COPY_REGISTER, PAIR_REGISTER
from playground.plan.walk import Walk

AnyRef = TypeVar("AnyRef", bound=Ref)
SLICE_MS = 100.0  # a copy is carried over in slices of this, of which it works a part
MONITOR = "monitor"
MONITOR_HOP_MS = 0.5  # there and back, as the servers' to the database


@dataclass(frozen=True)
class Replay:
    """Where the programs of the background begin, and how many appliers a copy has. `checks`: rows of the plan's
    checks, one for each copy. `writers`: the places of those that accept writes. `readers`: the
    group of those that answer reads, for each site."""

    names: tuple[str, ...]
    nodes: tuple[int, ...]
    checks: tuple[int, ...]
    writers: tuple[int, ...]
    readers: tuple[int, ...]
    stream_pc: int
    applier_pc: int
    copy_pc: int
    appliers: int
    mover_pc: int | None = None
    shards: int = 0  # of which each has as many consecutive copies as the others; 0: databases are not sharded


def _here(ref: AnyRef) -> AnyRef:
    """Of the copy that a job works at: its place is the first choice that a job has."""
    return replace(ref, register=0)


def _disk_here(disk: Disk | None) -> Disk | None:
    return None if disk is None else replace(disk, pages=_here(disk.pages), drives=_here(disk.drives))


def replay(builder: Builder, design: WebSystem, bases: Sequence[Copies]) -> Replay:
    """The programs, and the probes of the monitor. `bases`: the copies as the servers of each site see them."""
    base = bases[0]
    given = base.given
    ack_pc = None if given.commit is Commit.ASYNCHRONOUS else _ack(builder, design, base)
    received_ack = ack_pc if given.commit is Commit.SEMI_SYNCHRONOUS else None
    applied_ack = ack_pc if given.commit is Commit.SYNCHRONOUS else None
    checks = _probes(builder, design, given.failover, bases)
    return Replay(
        names=base.names,
        nodes=tuple(base.node.first + place for place in range(len(base.names))),
        checks=checks,
        writers=writers_of(design, given),
        readers=tuple(one.readers.first for one in bases),
        stream_pc=_stream(builder, base, received_ack),
        applier_pc=_applier(builder, design, base, applied_ack),
        copy_pc=_copy(builder, given, base),
        appliers=given.appliers,
        mover_pc=mover(builder, design, base),
        shards=base.shards,
    )


def _stream(builder: Builder, base: Copies, ack_pc: int | None) -> int:
    """One for each copy: the next change, and the next."""
    walk = Walk(builder, "stream", on_failure=code.VANISH)
    walk.arrive(_here(base.node))
    walk.seize(_here(base.sessions))
    again = walk.emit(code.FETCH, "until the next change is here", at=_here(base.rows))
    walk.emit(code.RECEIVE, "it is received", at=_here(base.rows))
    _say_so(walk, ack_pc)
    walk.emit(code.JUMP, "and the next", jump=again)
    return walk.end(code.VANISH, "gone")[0]


def _applier(builder: Builder, design: WebSystem, base: Copies, ack_pc: int | None) -> int:
    """Some for each copy: take a change, do its work, make it durable, show it to readers."""
    walk = Walk(builder, "applier", on_failure=code.VANISH)
    walk.arrive(_here(base.node))
    walk.seize(_here(base.sessions))
    given = base.given
    again = walk.emit(code.TAKE, "until a change is there", at=_here(base.rows))
    own = _disk_here(base.disk)
    page_in(walk, own)
    here = replace(base, cores=_here(base.cores), rows=_here(base.rows))
    apply(walk, design, here, lambda: walk.serve(here.cores, given.apply, code.WRITE_WORK))
    flush(walk, own)
    walk.emit(code.APPLY, "readers see it", at=_here(base.rows))
    _say_so(walk, ack_pc)
    walk.emit(code.JUMP, "and the next", jump=again)
    return walk.end(code.VANISH, "gone")[0]


def _say_so(walk: Walk, ack_pc: int | None) -> None:
    if ack_pc is not None:
        walk.emit(code.SPAWN, "tell the primary", jump=ack_pc)


def _ack(builder: Builder, design: WebSystem, base: Copies) -> int:
    """A message from a copy to the one that made the change."""
    walk = Walk(builder, "ack", on_failure=code.VANISH)
    if base.acks is None:
        hop = Deterministic(mean_ms=design.database.hop_ms / 2)
        walk.work(_here(base.sessions), hop, code.SECOND_WORK, on_slot=False)
    else:
        walk.emit(code.ROUTE, "who made the change?", count=COPY_REGISTER, back=code.AUTHOR)
        pair = Ref(len(base.names), 0, COPY_REGISTER)
        walk.emit(code.PAIR, "from this copy to that one", at=pair, count=PAIR_REGISTER, link=0)
        walk.travel(base.acks)
    walk.emit(code.CONFIRM, "the primary knows", at=_here(base.rows))
    return walk.end(code.VANISH, "gone")[0]


def _copy(builder: Builder, given: Replication, base: Copies) -> int:
    """A snapshot of the primary is carried over: part of a core there, for as long as it takes."""
    walk = Walk(builder, "copy", on_failure=code.VANISH)
    walk.emit(code.COPY_BEGINS, "of the primary, as of now", at=_here(base.rows), count=COPY_REGISTER)
    walk.arrive(base.node)
    walk.seize(base.sessions)
    with walk.times(ceil(given.copy_s * 1000 / SLICE_MS)):
        walk.serve(base.cores, Deterministic(mean_ms=SLICE_MS * given.copy_cores), code.SECOND_WORK)
        pause = Deterministic(mean_ms=SLICE_MS * (1 - given.copy_cores))
        walk.work(base.sessions, pause, code.SECOND_WORK, on_slot=False)
    walk.release(base.sessions)
    walk.emit(code.COPY_ENDS, "the copy is there", at=_here(base.rows))
    return walk.end(code.VANISH, "gone")[0]


def _seat(bases: Sequence[Copies], place: int, name: str) -> tuple[int, int]:
    """The group of readers to which a copy belongs, and its place in it."""
    base = bases[site_of(name)]
    if not base.shards:
        return base.readers.first, place
    each = len(base.names) // base.shards
    return base.readers.first + place // each, place % each


def _probes(builder: Builder, design: WebSystem, given: Failover, bases: Sequence[Copies]) -> tuple[int, ...]:
    """The monitor's probe to each copy. Of several sites it stands in none, but near the first."""
    base, node = bases[0], builder.node(MONITOR)
    more_ms = [apart_ms(design.sites, 0, site_of(name)) / 2 for name in base.names]
    link = builder.link(
        "monitor>database", MONITOR_HOP_MS / 2, count=len(base.names), register=0,
        names=[f"{MONITOR}>{name}" for name in base.names], more_ms=more_ms,
    )  # fmt: skip
    walk = Walk(builder, "database probe", on_failure=code.REPORT_FAILED)
    lane = builder.patience_lane(given.timeout_s, code.PATIENCE_OF_CLIENT)
    walk.emit(code.PROBE, "the monitor probes", lane=lane)
    walk.travel(link)
    walk.arrive(_here(base.node))
    walk.serve(_here(base.cores), Deterministic(mean_ms=given.work_ms), code.PROBE_WORK)
    walk.travel(link, back=True)
    start_pc, _ = walk.end(code.REPORT, "the monitor knows")
    first = len(builder.checks)
    for place, name in enumerate(base.names):
        probe = builder.row("probes", (0, 0, 0, 0, 0, 0))
        group, member = _seat(bases, place, name)
        builder.checks.append(Check(group, member, probe, start_pc, name, builder.nodes[node.first], place))
    return tuple(range(first, first + len(base.names)))
