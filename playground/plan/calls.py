"""The calls that a request makes on a server: to the cache, and to the database, single or replicated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.plan import entry, external
from playground.plan.balancer import Balancer
from playground.plan.cache import Cache, look_aside
from playground.plan.cache_tier import CacheTier
from playground.plan.cache_tier_behind import Behind, write_to_cache
from playground.plan.cache_tier_writes import after_write
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.keys import are_followed
from playground.plan.message_queue import Broker
from playground.plan.people import Audience
from playground.plan.read_model import Documents
from playground.plan.replication import TO_WRITE, read, read_all, write
from playground.plan.services import Peers
from playground.plan.sessions import Sessions
from playground.plan.tier_reads import TierReads
from playground.plan.timelines import Fans
from playground.plan.walk import Walk
from playground.plan.web import Web
from playground.plan.worker_call import Called


@dataclass(frozen=True)
class Tiers:
    """The parts of the system that a request meets."""

    out: entry.Entry
    ways: Balancer
    servers: Web
    near: Cache | None
    tier: CacheTier | None
    base: Database | Copies
    api: external.External | None
    reads: TierReads | None = None
    behind: Behind | None = None
    window_kb: float = 0.0  # what a connection sends at once
    people: Mapping[str, Audience] = field(default_factory=dict)  # by region
    known: Sessions | None = None
    broker: Broker | None = None
    workers: Called | None = None
    fans: Fans | None = None
    peers: Peers | None = None
    documents: Documents | None = None


def make_call(walk: Walk, tiers: Tiers, design: WebSystem, wanted: Call) -> None:
    """One call of a request."""
    if wanted.everywhere and isinstance(tiers.base, Copies) and tiers.base.shards:
        read_all(walk, tiers.base, design)
    elif wanted.kind is CallKind.READ:
        _read(walk, tiers, design)
    else:
        _write(walk, tiers, design)


def _write(walk: Walk, tiers: Tiers, design: WebSystem) -> None:
    """Write to the database, and tell the tier of caches; or write to that. Where keys are kept track of, it is the
    write of one."""
    if tiers.behind is not None and tiers.tier is not None:
        write_to_cache(walk, tiers.tier, tiers.behind, design)
        return
    if isinstance(tiers.base, Copies):
        write(walk, tiers.base, design)
    else:
        if are_followed(design) or tiers.base.disk is not None:
            walk.emit(code.ASK, "what to write", count=TO_WRITE)
        call(walk, tiers.base, design, CallKind.WRITE)
    if tiers.tier is not None:
        after_write(walk, tiers.tier)


def _read(walk: Walk, tiers: Tiers, design: WebSystem) -> None:
    """Ask the tier of caches, or the one in the process; else the database at once."""
    if tiers.reads is not None:
        tiers.reads.walked(walk)
        return
    if tiers.near is None and (isinstance(tiers.base, Copies) or tiers.base.disk is not None):
        walk.emit(code.ASK, "what it asks for")
    look_aside(walk, tiers.near, tiers.servers, lambda walk: read_base(walk, tiers.base, design))


def read_base(walk: Walk, base: Database | Copies, design: WebSystem) -> None:
    """One read of the database, of the key that was asked for."""
    if isinstance(base, Copies):
        read(walk, base, design)
    else:
        call(walk, base, design, CallKind.READ)


def read_own(walk: Walk, tiers: Tiers, design: WebSystem) -> None:
    """The user looks at what was just written."""
    if not isinstance(tiers.base, Copies):
        call(walk, tiers.base, design, CallKind.READ)
        return
    read(walk, tiers.base, design, of_primary=tiers.base.given.reads_own_writes)


def calls_at_once(walk: Walk, tiers: Tiers, design: WebSystem, endpoint: Endpoint) -> None:
    """All calls of a kind beside each other; kinds in their order. A fraction is rounded up to whole calls."""
    for wanted in endpoint.calls:
        count = int(np.ceil(wanted.times))
        if count == 1:
            make_call(walk, tiers, design, wanted)
        elif count > 1:
            with walk.in_parallel(count):
                make_call(walk, tiers, design, wanted)
