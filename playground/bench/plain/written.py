"""What of a web system is written plainly, and what is not."""

from __future__ import annotations

from playground.bench.plain.steady import check_steady
from playground.design.cache import Evict, Lock
from playground.design.cache_tier import CacheTier, OnWrite, Placement, Reads, Writes
from playground.design.cdn import Cdn, Fallback
from playground.design.design import Start, WebSystem
from playground.design.message_queue import MessageQueue, Way
from playground.design.popularity import Popularity
from playground.design.problem import BadDesign
from playground.design.replication import Choice, Commit, ReadFrom, Replication
from playground.design.sessions import Sessions, Sticky, WithoutStore
from playground.design.sharding import Numbering, Scheme, Sharding
from playground.design.sites import Route, Sites
from playground.design.sites import Writers as SiteWriters
from playground.design.timelines import READ_NAME
from playground.design.workload import Workload


def check_written(design: WebSystem) -> None:
    """Raises BadDesign, which names a knob, unless all of the design is."""
    check_steady(design.workload.shape)
    missing = {
        "start": design.start is not Start.NORMAL,
        "faults": bool(design.faults),
        "web.cache_items": design.web.cache_items > 0,
        "web.drops_abandoned": design.web.drops_abandoned,
        "external.share_of_orders": design.external.share_of_orders > 0,
        **_of_workload(design, design.workload),
        **_of_balancer(design),
        **({} if design.cache is None and design.sharding is None else _of_keys(design.workload.popularity)),
        **({} if design.cache is None else _of_cache(design.cache)),
        **({} if design.replication is None else _of_copies(design.replication)),
        **({} if design.cdn is None else _of_cdn(design.cdn)),
        **({} if design.sessions is None else _of_sessions(design.sessions)),
        **({} if design.sites is None else _of_sites(design.sites)),
        **({} if design.queue is None else _of_queue(design.queue)),
        **({} if design.sharding is None else _of_shards(design.sharding)),
    }
    for knob, is_used in missing.items():
        if is_used:
            raise BadDesign(f"{knob} must keep its default for the comparison with SimPy", knob=knob)
    parts = {
        "web.autoscale": design.web.autoscale,
        "web.drift": design.web.drift,
        "database.disk": design.database.disk,
        "services": design.services,
        "read_model": design.read_model,
    }
    for knob, part in parts.items():
        if part is not None:
            raise BadDesign(f"{knob} must be nothing for the comparison with SimPy", knob=knob)
    _check_people(design)
    _check_orders(design)


def _check_orders(design: WebSystem) -> None:
    """Shards and workers want copies, and timelines a queue."""
    there = {"replication": design.replication is not None, "queue": design.queue is not None}
    wants = {
        "sharding": ("replication", design.sharding is not None),
        "queue": ("replication", design.queue is not None),
        "timelines": ("queue", design.timelines is not None),
    }
    for knob, (wanted, is_there) in wants.items():
        if is_there and not there[wanted]:
            raise BadDesign(f"{wanted} must be there where {knob} is, for the comparison with SimPy", knob=wanted)


def _check_people(design: WebSystem) -> None:
    """Visits, files and a CDN come together; and who looks names up finds a balancer."""
    load = design.workload
    there = {
        "workload.visits": load.visits is not None,
        "workload.files": bool(load.files),
        "cdn": design.cdn is not None,
    }
    first = next((knob for knob, is_there in there.items() if is_there), None)
    lacks = next((knob for knob, is_there in there.items() if not is_there), None)
    if first is not None and lacks is not None:
        raise BadDesign(f"{lacks} must be there where {first} is, for the comparison with SimPy", knob=lacks)
    if design.dns is not None and design.balancer is None:
        raise BadDesign("balancer must be there where dns is, for the comparison with SimPy", knob="balancer")


def _of_workload(design: WebSystem, load: Workload) -> dict[str, bool]:
    return {
        "workload.replay": load.replay is not None,
        "workload.patience.budget_share": load.patience.budget_share is not None,
        "workload.endpoints.in_parallel": any(endpoint.in_parallel for endpoint in load.endpoints),
        "workload.endpoints.calls.everywhere": any(
            call.everywhere
            for endpoint in load.endpoints
            for call in endpoint.calls
            if not (design.timelines is not None and endpoint.name == READ_NAME)
        ),
        "workload.read_back_share": load.read_back_share > 0,
        "workload.files.browser_share": any(kind.browser_share > 0 for kind in load.files),
    }


def _of_balancer(design: WebSystem) -> dict[str, bool]:
    given = design.balancer
    if given is None:
        return {}
    return {
        "balancer.slow_start_s": given.slow_start_s > 0,
        "balancer.most_open": given.most_open is not None,
        "balancer.standby": given.standby,
    }


def _of_keys(given: Popularity) -> dict[str, bool]:
    return {
        "workload.popularity.missing_share": given.missing_share > 0,
        "workload.popularity.famous_reads_share": given.famous_reads_share > 0,
        "workload.popularity.famous_writes_share": given.famous_writes_share > 0,
        "workload.popularity.births_share": given.births_share > 0,
        "workload.popularity.deaths_share": given.deaths_share > 0,
    }


def _of_cache(given: CacheTier) -> dict[str, bool]:
    return {
        "cache.placement": given.placement is not Placement.RING,
        "cache.replicas": given.replicas > 0,
        "cache.evict": given.evict is not Evict.LRU,
        "cache.ttl_jitter_s": given.ttl_jitter_s > 0,
        "cache.filter_bits_per_key": given.filter_bits_per_key > 0,
        "cache.reads": given.reads is not Reads.LOOK_ASIDE,
        "cache.lock": given.lock is not Lock.NONE,
        "cache.soft_ttl_share": given.soft_ttl_share > 0,
        "cache.xfetch_beta": given.xfetch_beta > 0,
        "cache.on_write": given.on_write is not OnWrite.NOTHING,
        "cache.writes": given.writes is not Writes.AROUND,
    }


def _of_copies(given: Replication) -> dict[str, bool]:
    return {
        "replication.commit": given.commit is not Commit.ASYNCHRONOUS,
        "replication.appliers": given.appliers != 1,
        "replication.read_from": given.read_from is not ReadFrom.REPLICAS,
        "replication.choice": given.choice is not Choice.ROUND_ROBIN,
        "replication.max_lag_s": given.max_lag_s is not None,
        "replication.multi_primary": given.multi_primary,
    }


def _of_cdn(given: Cdn) -> dict[str, bool]:
    return {
        "cdn.shield": given.shield,
        "cdn.fallback": given.fallback is not Fallback.NONE,
        "cdn.stale_if_error": given.stale_if_error,
    }


def _of_sessions(given: Sessions) -> dict[str, bool]:
    return {
        "sessions.sticky": given.sticky in (Sticky.MODULO, Sticky.RING),
        "sessions.store.without": given.store.without is not WithoutStore.FAIL,
    }


def _of_sites(given: Sites) -> dict[str, bool]:
    return {
        "sites.route": given.route is Route.ANYCAST,
        "sites.writers": given.writers is not SiteWriters.ONE,
    }


def _of_queue(given: MessageQueue) -> dict[str, bool]:
    return {
        "queue.way": given.way is not Way.QUEUE,
        "queue.most_messages": given.most_messages is not None,
        "queue.partitions": given.partitions > 1,
        "queue.keeps_order": given.keeps_order,
        "queue.poison_share": given.poison_share > 0,
        "queue.workers.batch": given.workers.batch > 1,
    }


def _of_shards(given: Sharding) -> dict[str, bool]:
    return {
        "sharding.scheme": given.scheme is not Scheme.MODULO,
        "sharding.numbering": given.numbering is not Numbering.SCATTERED,
        "sharding.famous_together": given.famous_together,
        "sharding.famous_moved": given.famous_moved > 0,
        "sharding.salts": given.salts > 1,
    }
