"""Which parts of a system with sharded databases go together, with a sentence for what does not, as in `fitting.py`."""

from __future__ import annotations

from playground.design.cache_tier import CacheTier, Writes
from playground.design.database import Database
from playground.design.fault import MOST_SHARDS, AnyFault, Reshard
from playground.design.replication import MOST_COPIED, Replication
from playground.design.sharding import Scheme, Sharding
from playground.design.sites import Sites
from playground.design.web import Web
from playground.design.workload import Workload

MOST_WAYS = 8_192  # a pool and a link for each web server and database


def shards_fit(
    given: Sharding,
    most_shards: int,
    web: Web,
    database: Database,
    replication: Replication | None,
    sites: Sites | None,
    cache: CacheTier | None,
    load: Workload,
) -> None:
    """Shards are of one database that all servers share, each with one primary, and their bookkeeping must not take
    all memory."""
    if not database.own_machine or not database.shared:
        which = "database.own_machine" if not database.own_machine else "database.shared"
        raise ValueError(f"{which} must be true where there is sharding, not false")
    if sites is not None and sites.has_writers:
        raise ValueError(f"sites.writers must be one where there is sharding, not {sites.writers}")
    if replication is not None and replication.multi_primary:
        raise ValueError("replication.multi_primary must be false where there is sharding: each shard has one primary")
    if cache is not None and cache.writes is Writes.BACK:
        raise ValueError("cache.writes must be around or through where there is sharding, not back")
    places = 1 if sites is None else sites.count
    databases = places * most_shards * (1 if replication is None else 1 + replication.replicas)
    if databases * places * web.most_servers > MOST_WAYS:
        raise ValueError(
            f"web.servers must be from 1 to {MOST_WAYS // (databases * places)} with {databases} databases, "
            f"not {web.most_servers}"
        )
    _famous_fit(given, load)
    keys = load.popularity
    most = MOST_COPIED // databases
    if keys.columns + keys.famous * given.salts > most:
        raise ValueError(
            f"workload.popularity.keys must be from 1 to {most:,} with {databases} databases "
            f"(with what may be born and what is salted), not {keys.columns + keys.famous * given.salts:,}"
        )


def growth_fits(given: Sharding, faults: tuple[AnyFault, ...]) -> None:
    """Shards are added once, and none is taken away."""
    added = [fault for fault in faults if isinstance(fault, Reshard)]
    if len(added) > 1:
        raise ValueError(f"faults must have at most one reshard, not {len(added)}: keys are moved once in a run")
    for fault in added:
        if fault.shards <= given.shards:
            raise ValueError(
                f"shards of a reshard must be from {given.shards + 1} to {MOST_SHARDS} with sharding.shards "
                f"{given.shards}, not {fault.shards}"
            )


def _famous_fit(given: Sharding, load: Workload) -> None:
    """Who is moved or kept in several copies is famous."""
    famous = load.popularity.famous
    if given.famous_moved > 0 and given.scheme is not Scheme.DIRECTORY:
        raise ValueError(f"sharding.scheme must be directory where famous_moved is at least 1, not {given.scheme}")
    if given.famous_moved > famous:
        raise ValueError(
            f"sharding.famous_moved must be from 0 to {famous} with {famous} famous keys, not {given.famous_moved}"
        )
    if given.salts == 1:
        return
    if famous == 0:
        raise ValueError(f"sharding.salts must be 1 without workload.popularity.famous keys, not {given.salts}")
    if load.popularity.changing:
        name = "births_share" if load.popularity.births_share > 0 else "deaths_share"
        raise ValueError(
            f"workload.popularity.{name} must be 0 where sharding.salts is {given.salts}, "
            f"not {getattr(load.popularity, name):g}: the copies of a key would not agree whether it exists"
        )
    if any(endpoint.in_parallel for endpoint in load.endpoints):
        raise ValueError(
            f"workload.endpoints must not make calls in parallel where sharding.salts is {given.salts}: "
            "the writes of a key's copies go beside each other already"
        )
