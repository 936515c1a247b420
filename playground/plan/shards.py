"""Sharded databases: which shard has the key, and what a request does to get there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playground.dataplane import opcodes as code
from playground.dataplane.layout import Shards
from playground.dataplane.tables import SHARDING
from playground.design.design import WebSystem
from playground.plan.builder import Builder, Group, Ref
from playground.plan.copies import Copies
from playground.plan.registers import COPY_REGISTER
from playground.plan.walk import Walk
from playground.traffic.shards import place


def shards(builder: Builder, design: WebSystem, askers: int) -> Shards | None:
    """Where every key is, in the beginning and in the end; None where databases are not sharded. `askers`: web servers
    of all sites."""
    given, keys = design.sharding, design.workload.popularity
    if given is None:
        return None
    found = place(given, keys, design.most_shards)
    about = {"columns": keys.columns, "salted": keys.famous, "salts": given.salts, "shards": design.most_shards}
    about["batch"] = given.move_batch_keys
    builder.row("sharding", tuple(about.get(name, 0) for name in SHARDING.names or ()))
    return Shards(found.before, found.after, askers, given.shards)


def whose(walk: Walk, base: Copies, what: int) -> None:
    """Which shard does the asker's map say? Cache nodes know the newest one."""
    mode = code.NEWEST_MAP if base.is_near_cache else code.OWN_MAP
    at = Ref(base.maps, 0, COPY_REGISTER)
    walk.emit(code.SHARD, "which shard has it?", at=at, count=what, back=mode, link=base.asker)


def its_primary(walk: Walk, base: Copies) -> None:
    """Of the shard that is known by now: its primary, as far as the asker knows. Cache nodes hear of a new one at
    once."""
    mode = code.LEADER if base.is_near_cache else code.OF_SHARD
    at = Ref(base.known, 0, COPY_REGISTER)
    walk.emit(code.ROUTE, "whom it knows as its primary", at=at, count=COPY_REGISTER, back=mode, link=base.asker)


def choose_copy(walk: Walk, readers: Group) -> None:
    """Of the shard that is known by now: a copy that may answer, and a connection to it."""
    walk.open(code.CHOOSE_COPY, "choose one of its copies", at=Ref(readers.first, 0, COPY_REGISTER))


@contextmanager
def until_found(walk: Walk, base: Copies) -> Iterator[None]:
    """What is inside goes to a shard; again, where its key is elsewhere. It cannot be where no shards are added."""
    first = len(walk.builder.blocks)
    yield
    if base.grows:
        walk.emit(code.AGAIN, "is it elsewhere?", at=Ref(0, 0, COPY_REGISTER), jump=first)


@contextmanager
def if_here(walk: Walk, base: Copies, what: int) -> Iterator[None]:
    """What is inside happens where the key's data are."""
    if not base.grows:
        yield
        return
    here = walk.emit(code.HERE, "does it have the key?", at=base.rows, count=what)
    yield
    walk.patch(here)


def each_copy(walk: Walk, base: Copies, write: Callable[[Walk], None]) -> None:
    """One write; of a salted key, one to each of its copies, beside each other."""
    if base.salts == 1:
        write(walk)
        return
    plain = walk.emit(code.IF_SALTED, "is it kept in several copies?")
    with walk.in_parallel(base.salts):
        write(walk)
    with walk.on_miss(plain, "all are written"):
        write(walk)


def from_all(walk: Walk, base: Copies, read: Callable[[Walk], None]) -> None:
    """One query to all shards beside each other."""
    with walk.in_parallel(base.shards):
        at = Ref(0, 0, COPY_REGISTER)
        walk.emit(code.SHARD, "its part of it", at=at, back=code.BY_PART)
        read(walk)
