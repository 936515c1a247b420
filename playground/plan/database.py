"""The database: a connection from the server's pool, a hop, perhaps the disk, a core, and the hop back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.plan.builder import SERVICE, WAITING, Builder, Link, NodeRef, Place, Ref
from playground.plan.deed import ONE_CHANGE, Deed
from playground.plan.disk import Disk, disk, flush, page_in
from playground.plan.keys import are_followed
from playground.plan.walk import Walk
from playground.plan.web import REGISTER, Web

SHARD = 3  # whose keys a cache node holds
BY_PART = Ref(0, 1, SHARD)
MEANS = {code.CHANGED: "what caches hold is old", code.FLUSHED: "it is dirty no more"}


@dataclass(frozen=True)
class Database:
    """Pools on the servers; cores, a disk and a log on the database's own node, or on the server's."""

    node: NodeRef
    pool: Place
    link: Link
    cores: Place
    log: Ref
    disk: Disk | None = None


def database(builder: Builder, design: WebSystem, servers: Web) -> Database:
    """One database for all, one per server, or one inside the server's box."""
    given = design.database
    count = len(servers.names)
    pool = builder.station("pool", servers.node, count, system="database", slots=given.pool_size, measures_node=False)
    if given.own_machine:
        names = ["database"] if given.shared or count == 1 else [f"database-{i + 1}" for i in range(count)]
        node = builder.nodes_of(names, REGISTER)
        copies = len(names)
        cores = builder.station(
            "database cores", node, copies, system="database", slots=given.cores, machine=given, is_front=True
        )
    else:
        node, copies = servers.node, count
        cores = replace(
            servers.cores,
            waiting_part=builder.part("database", WAITING),
            service_part=builder.part("database", SERVICE),
        )
    ends = [node.name] * count if copies == 1 else [builder.nodes[node.first + i] for i in range(count)]
    names = [f"{server}>{end}" for server, end in zip(servers.names, ends, strict=True)]
    link = builder.link("web>database", given.hop_ms / 2, count=count, register=REGISTER, names=names)
    log = builder.log("database", node, copies)
    return Database(node, pool, link, cores, log, disk(builder, design, node, copies))


def call(
    walk: Walk,
    base: Database,
    design: WebSystem,
    kind: CallKind,
    *,
    done: int = code.CHANGED,
    deed: Deed = ONE_CHANGE,
) -> None:
    """One read or write: wait for a connection, cross over, work, come back. `done`: what a durable write means for
    caches. `deed`: what is written."""
    given = design.database
    with walk.guarded():
        walk.seize(base.pool, patience_s=given.pool_timeout_s, reason=code.POOL_EXHAUSTED)
        with walk.deadline(given.query_timeout_s):
            walk.travel(base.link)
            walk.arrive(base.node)
            page_in(walk, base.disk)
            if kind is CallKind.WRITE:
                deed.work(walk, base.cores, design)
                flush(walk, base.disk)
                deed.make(walk, base.log, code.WRITE, design)
                if are_followed(design) and not deed.tells:
                    walk.emit(done, MEANS[done], at=BY_PART)
            else:
                walk.serve(base.cores, given.read, code.READ_WORK, lambda: _note_read(walk, design))
            walk.travel(base.link, back=True)
        walk.release(base.pool)


def _note_read(walk: Walk, design: WebSystem) -> None:
    """A read sees what is durable when its work begins. Nobody asks about that unless somebody keeps the value."""
    if are_followed(design):
        walk.emit(code.NOTE_READ, "the value as of now")
