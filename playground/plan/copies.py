"""The copies of a replicated database: machines, pools, links, the books they keep, and who answers reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.dataplane import opcodes as code
from playground.dataplane.tables import CONFIRMED, COPY, FIRST_CHANGES, HISTORY, NONE, PER_COPY
from playground.design.design import WebSystem
from playground.design.replication import Choice, Commit, ReadFrom, Replication
from playground.plan.builder import PLENTY, Builder, Group, Link, NodeRef, Place, Ref, S
from playground.plan.disk import Disk, disk
from playground.plan.group import group_of
from playground.plan.web import REGISTER, Web

COPY_REGISTER, PAIR_REGISTER = 1, 4  # which copy a call is for; and which server and copy
POLICY = {
    Choice.ROUND_ROBIN: code.ROUND_ROBIN,
    Choice.RANDOM: code.RANDOM,
    Choice.LEAST_CONNECTIONS: code.LEAST_CONNECTIONS,
    Choice.TWO_CHOICES: code.TWO_CHOICES,
}
COMMITS = {commit: number for number, commit in enumerate(Commit)}


@dataclass(frozen=True)
class Copies:
    """The databases: on each a log, cores, a disk, sessions; from each server a pool of connections and a link to each.
    `asker`: the register of who asks, a web server unless somebody else has the pools."""

    given: Replication
    names: tuple[str, ...]
    node: NodeRef
    cores: Place
    sessions: Place
    rows: Ref
    pool: Place
    link: Link
    readers: Group
    asker: int = REGISTER
    is_near_cache: bool = False  # a cache node asks
    disk: Disk | None = None


def names_of(given: Replication) -> tuple[str, ...]:
    """The primary of the beginning, and its replicas."""
    return ("database", *(f"replica-{number + 1}" for number in range(given.replicas)))


def copies(builder: Builder, design: WebSystem, given: Replication, servers: Web) -> Copies:
    """Everything but the programs."""
    names = names_of(given)
    count = len(names)
    node = replace(builder.nodes_of(names, COPY_REGISTER), name="database")
    cores = builder.station(
        "database cores",
        node,
        count,
        system="database",
        slots=design.database.cores,
        machine=design.database,
        is_front=True,
    )
    sessions = builder.station("sessions", node, count, system="database", slots=PLENTY, measures_node=False)
    pool = _pools(builder, design, servers, count)
    pairs = [f"{server}>{name}" for server in servers.names for name in names]
    hop_ms = design.database.hop_ms / 2
    link = builder.link("web>database", hop_ms, count=len(pairs), register=PAIR_REGISTER, names=pairs)
    builder.log("database", node, count)
    rows = _books(builder, design, given, names, node)
    for server in range(len(servers.names)):
        builder.row("addresses", (server % count if given.multi_primary else 0,))
    readers = _readers(builder, given, names, node)
    return Copies(
        given, names, node, cores, sessions, rows, pool, link, readers, disk=disk(builder, design, node, count)
    )


def _pools(builder: Builder, design: WebSystem, servers: Web, count: int) -> Place:
    """One pool of connections for each server and copy, so that a dead copy blocks nobody else's."""
    pools = [
        builder.station(
            "pool", NodeRef(servers.node.first + server), 1, system="database", slots=design.database.pool_size,
            measures_node=False,
        )
        for server in range(len(servers.names))
        for _ in range(count)
    ]  # fmt: skip
    return replace(pools[0], stride=1, register=PAIR_REGISTER)


def _books(builder: Builder, design: WebSystem, given: Replication, names: tuple[str, ...], node: NodeRef) -> Ref:
    """The history, and where each copy stands in it."""
    keys = design.workload.popularity.columns
    history = {
        "oldest": 1,
        "mask": FIRST_CHANGES - 1,
        "copies": len(names),
        "ship_ns": int(given.ship_delay_s * S + 0.5),
        "acks": given.acks,
        "waits": COMMITS[given.commit],
        "several": int(given.multi_primary),
        "keys": keys,
    }
    builder.row("history", tuple(history.get(column, 0) for column in HISTORY.names or ()))
    for place in range(len(names)):
        first_link = len(builder.links)
        for source in names:
            builder.link(f"{source}>{names[place]}", given.ship_delay_s * 1000)
        copy = {
            "node": node.first + place,
            "place": place,
            "writable": int(place == 0 or given.multi_primary),
            "attached": 1,
            "held": 1,
            "counts": 1,
            "first_link": first_link,
        }
        builder.row("copies", tuple(copy.get(column, 0) for column in COPY.names or ()))
    for _ in range(CONFIRMED + 1 + PER_COPY * len(names)):
        builder.row("signals", (NONE, NONE, 0))
    return Ref(0, 1, COPY_REGISTER)


def _readers(builder: Builder, given: Replication, names: tuple[str, ...], node: NodeRef) -> Group:
    """Those who answer reads, all of them members; the control plane says who is in."""
    reads = [reads_at_first(given, place) for place in range(len(names))]
    return group_of(builder, node, "database", names, policy=POLICY[given.choice], up=reads)


def reads_at_first(given: Replication, place: int) -> bool:
    """Does the copy at this place answer reads while everything is well?"""
    if given.multi_primary or given.read_from is ReadFrom.EVERYBODY:
        return True
    return (place == 0) is (given.read_from is ReadFrom.PRIMARY)
