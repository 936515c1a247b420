"""Everything that stands behind the doors of a web system, put together site by site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.design.design import WebSystem
from playground.design.message_queue import Way
from playground.plan import client, entry, external
from playground.plan.balancer import Balancer, balancer
from playground.plan.builder import Builder
from playground.plan.cache import Cache, cache, with_refresh
from playground.plan.cache_check import cache_checks
from playground.plan.cache_tier import CacheTier, cache_tier
from playground.plan.cache_tier_base import own_way
from playground.plan.cache_tier_behind import behind
from playground.plan.cache_tier_writes import with_second_delete
from playground.plan.calls import Tiers, read_base
from playground.plan.consumers import consumers, workers
from playground.plan.copies import Copies, copies, given_of
from playground.plan.database import Database, database
from playground.plan.fan_out import copiers
from playground.plan.keys import keys
from playground.plan.message_queue import Broker, broker
from playground.plan.names import names
from playground.plan.people import Audience, audiences
from playground.plan.read_model import Documents, documents
from playground.plan.read_model import Store as Flat
from playground.plan.read_model import stores as stores_of
from playground.plan.services import peers
from playground.plan.sessions import sessions
from playground.plan.tier_reads import tier_reads
from playground.plan.timeline_store import Store, store
from playground.plan.timelines import fans_of_web, fans_of_workers
from playground.plan.web import Web, web
from playground.plan.worker_call import Called, called

Front = tuple[entry.Entry, Web, Balancer]
Caches = tuple[Cache | None, CacheTier | None]


def everything(builder: Builder, design: WebSystem) -> tuple[Tiers, ...]:
    """Everything that stands behind the door of each site. One that is the only one has no name."""
    places = range(1 if design.sites is None else design.sites.count)
    fronts = [_front(builder, design, site) for site in places]
    addresses = names(builder, design, fronts)
    client.patience(builder, design.workload.patience)
    stores = [_caches(builder, design, front[1], site) for site, front in enumerate(fronts)]
    builder.site = 0
    keys(builder, design)
    bases = data(builder, design, [servers for _, servers, _ in fronts])
    people = audiences(builder, design, addresses)
    lines, flats = store(builder, design), stores_of(builder, design)
    parts = zip(fronts, stores, bases, strict=True)
    found = tuple(_behind(builder, design, people, lines, flats, site, *part) for site, part in enumerate(parts))
    builder.site = 0
    return found


def data(builder: Builder, design: WebSystem, servers: Sequence[Web]) -> Sequence[Database | Copies]:
    """One database, or replicated or sharded ones, as the servers of each site see them."""
    if design.replication is None and design.sharding is None:
        return [database(builder, design, servers[0])]
    return copies(builder, design, given_of(design), servers)


def _front(builder: Builder, design: WebSystem, site: int) -> Front:
    """What a request meets first."""
    builder.site = site
    out = entry.entry(builder, design)
    servers = web(builder, design)
    return out, servers, balancer(builder, design, servers)


def _caches(builder: Builder, design: WebSystem, servers: Web, site: int) -> Caches:
    builder.site = site
    near, tier = cache(builder, design, servers), cache_tier(builder, design, servers)
    cache_checks(builder, tier)
    return near, tier


def _behind(
    builder: Builder,
    design: WebSystem,
    people: Mapping[str, Audience],
    lines: Store | None,
    flats: Sequence[Flat],
    site: int,
    front: Front,
    stores: Caches,
    base: Database | Copies,
) -> Tiers:
    builder.site = site
    (out, servers, ways), (near, tier) = front, stores
    tier = with_second_delete(builder, tier)
    near = with_refresh(builder, near, lambda walk: read_base(walk, base, design))
    own = own_way(builder, design, tier, base)
    reads = tier_reads(builder, tier, base, own, lambda walk, way: read_base(walk, way, design))
    first = behind(builder, design, tier, own)
    api, window_kb = external.external(builder, design, servers), design.workload.initial_window_kb
    known = sessions(builder, design, servers)
    flat = documents(builder, design, flats, servers)
    queue, call = _queue(builder, design, servers, base, tier, lines, flat)
    fans = fans_of_web(builder, design, lines, servers)
    fans = None if fans is None else copiers(builder, fans)
    parts = (out, ways, servers, near, tier, base, api, reads, first, window_kb, people, known, queue, call, fans)
    return Tiers(*parts, peers=peers(builder, design, servers), documents=flat)


def _queue(
    builder: Builder,
    design: WebSystem,
    servers: Web,
    base: Database | Copies,
    tier: CacheTier | None,
    lines: Store | None,
    flat: Documents | None,
) -> tuple[Broker | None, Called | None]:
    """The broker of a site, where orders are published; or the workers, where they are called."""
    given = design.queue
    if given is None:
        return None, None
    machines = workers(builder, design, given, base)
    if given.way is Way.CALL:
        return None, called(builder, given, machines)
    found = broker(builder, given, servers)
    fans = fans_of_workers(builder, design, lines)
    builder.consumers.append(consumers(builder, design, found, machines, tier, fans, flat))
    return found, None
