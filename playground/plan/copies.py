"""The copies of a replicated database: machines, pools, links, the books they keep, and who answers reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.design.design import WebSystem
from playground.design.replication import ReadFrom, Replication
from playground.design.sites import Writers, apart_ms, at_site, site_of
from playground.plan.acks import acks
from playground.plan.builder import PLENTY, Builder, Group, Link, NodeRef, Place, Ref
from playground.plan.disk import Disk, disk
from playground.plan.histories import histories
from playground.plan.readers import readers_of
from playground.plan.registers import COPY_REGISTER, PAIR_REGISTER
from playground.plan.web import REGISTER, Web


@dataclass(frozen=True)
class Copies:
    """The databases of all sites: on each a log, cores, a disk, sessions; and, of the servers of one site, a pool of
    connections and a link to each. `asker`: the register of who asks, a web server unless somebody else has the pools.
    `known`: the first row of ADDRESS, of whom each server knows as its primary. `acks`: from each copy to each."""

    given: Replication
    names: tuple[str, ...]
    node: NodeRef
    cores: Place
    sessions: Place
    rows: Ref
    pool: Place
    link: Link
    readers: Group
    known: int = 0
    asker: int = REGISTER
    is_near_cache: bool = False  # a cache node asks
    disk: Disk | None = None
    shards: int = 0  # as many as there may ever be; 0: all keys are in one place
    maps: int = 0  # the first asker's map of the shards
    grows: bool = False  # are some of them added while it runs?
    salts: int = 1  # copies that each salted key has
    homes: int = 0  # sites among which the keys are at home; 0: they are not
    acks: Link | None = None  # where they take longer to another site


def given_of(design: WebSystem) -> Replication:
    """How databases are replicated; of shards without replicas, that each is alone and nobody watches it."""
    if design.replication is not None:
        return design.replication
    return Replication.model_construct(replicas=0, read_from=ReadFrom.PRIMARY)


def names_of(given: Replication, sites: int = 1, shards: int = 0) -> tuple[str, ...]:
    """At each site one that may lead, and its replicas; of shards, those of the first one at all sites, and so on."""
    one = ("database", *(f"replica-{number + 1}" for number in range(given.replicas)))
    parts = [f"shard-{shard + 1}-" for shard in range(shards)] or [""]
    return tuple(at_site(f"{part}{name}", site) for part in parts for site in range(sites) for name in one)


def of_a_shard(design: WebSystem, given: Replication) -> int:
    """How many copies each shard has, at all sites."""
    return design.places * (1 + given.replicas)


def first_of(given: Replication, site: int) -> int:
    """The place of the first database of a site, which accepts writes where every site has one that does."""
    return site * (1 + given.replicas)


def copies(builder: Builder, design: WebSystem, given: Replication, servers: Sequence[Web]) -> tuple[Copies, ...]:
    """Everything but the programs, as the servers of each site see it."""
    sites = len(servers)
    parts = design.most_shards
    names = names_of(given, sites, parts)
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
    asked = [_asked(builder, design, names, site, one) for site, one in enumerate(servers)]
    builder.log("database", node, count)
    writers = writers_of(design, given)
    rows = histories(builder, design, given, names, node.first, writers, max(1, parts))
    known = _addresses(builder, design, given, servers)
    readers = [readers_of(builder, design, given, names, node, site, writers) for site in range(sites)]
    own = disk(builder, design, node, count)
    back = acks(builder, design, names, PAIR_REGISTER)
    homes = sites if design.sites is not None and design.sites.writers is Writers.HOME else 0
    return tuple(
        Copies(given, names, node, cores, sessions, rows, pool, link, readers[site], known[site], disk=own,
               homes=homes, acks=back, shards=parts, maps=sum(len(one.names) for one in servers[:site]),
               **_how_sharded(design))
        for site, (pool, link) in enumerate(asked)
    )  # fmt: skip


def _asked(builder: Builder, design: WebSystem, names: tuple[str, ...], site: int, servers: Web) -> tuple[Place, Link]:
    """A pool of connections and a link for each server of a site and each copy, so that a dead copy blocks nobody
    else's."""
    pool = _pools(builder, design, servers, len(names))
    pairs = [f"{server}>{name}" for server in servers.names for name in names]
    more_ms = [apart_ms(design.sites, site, site_of(name)) / 2 for _ in servers.names for name in names]
    hop_ms = design.database.hop_ms / 2
    link = builder.link("web>database", hop_ms, count=len(pairs), register=PAIR_REGISTER, names=pairs, more_ms=more_ms)
    return pool, link


def _addresses(builder: Builder, design: WebSystem, given: Replication, servers: Sequence[Web]) -> list[int]:
    """Whom each server writes to; or, where keys have a home, who writes the keys of each site. The first row of each
    site's servers."""
    if design.sites is not None and design.sites.writers is Writers.HOME:
        rows = [builder.row("addresses", (first_of(given, site),)) for site in range(len(servers))]
        return rows[:1] * len(servers)
    if design.sharding is not None:
        return [_of_shards(builder, design, given, len(one.names)) for one in servers]
    firsts = []
    for site, one in enumerate(servers):
        own = first_of(given, site) if design.sites is not None and design.sites.has_writers else 0
        rows = [
            builder.row("addresses", (server % 2 if given.multi_primary else own,)) for server in range(len(one.names))
        ]
        firsts.append(rows[0])
    return firsts


def _of_shards(builder: Builder, design: WebSystem, given: Replication, servers: int) -> int:
    """Each of a site's servers knows the primary of each shard. The first row."""
    rows = [builder.row("addresses", (first,)) for _ in range(servers) for first in writers_of(design, given)]
    return rows[0]


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


def writers_of(design: WebSystem, given: Replication) -> tuple[int, ...]:
    """The places of those that accept writes."""
    if given.multi_primary:
        return tuple(range(given.replicas + 1))
    if design.sharding is not None:
        return tuple(shard * of_a_shard(design, given) for shard in range(design.most_shards))
    if design.sites is None or not design.sites.has_writers:
        return (0,)
    return tuple(first_of(given, site) for site in range(design.sites.count))


def _how_sharded(design: WebSystem) -> dict[str, Any]:
    """Fields of Copies."""
    given = design.sharding
    return {} if given is None else {"grows": design.most_shards > given.shards, "salts": given.salts}
