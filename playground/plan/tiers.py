"""Everything that stands behind the door of a web system, put together."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.plan import client, entry, external
from playground.plan.balancer import balancer
from playground.plan.builder import Builder
from playground.plan.cache import cache, with_refresh
from playground.plan.cache_check import cache_checks
from playground.plan.cache_tier import cache_tier
from playground.plan.cache_tier_base import own_way
from playground.plan.cache_tier_behind import behind
from playground.plan.cache_tier_writes import with_second_delete
from playground.plan.calls import Tiers, data, read_base
from playground.plan.keys import keys
from playground.plan.names import names
from playground.plan.people import audiences
from playground.plan.sessions import sessions
from playground.plan.tier_reads import tier_reads
from playground.plan.web import web


def everything(builder: Builder, design: WebSystem) -> Tiers:
    """Everything that stands behind the door."""
    out = entry.entry(builder, design)
    servers = web(builder, design)
    ways = balancer(builder, design, servers)
    addresses = names(builder, design, servers)
    client.patience(builder, design.workload.patience)
    near, tier = cache(builder, design, servers), cache_tier(builder, design, servers)
    cache_checks(builder, tier)
    keys(builder, design)
    base = data(builder, design, servers)
    tier = with_second_delete(builder, tier)
    near = with_refresh(builder, near, lambda walk: read_base(walk, base, design))
    own = own_way(builder, design, tier, base)
    reads = tier_reads(builder, tier, base, own, lambda walk, way: read_base(walk, way, design))
    first = behind(builder, design, tier, own)
    api, window_kb = external.external(builder, design, servers), design.workload.initial_window_kb
    people, known = audiences(builder, design, addresses), sessions(builder, design, servers)
    return Tiers(out, ways, servers, near, tier, base, api, reads, first, window_kb, people, known)
