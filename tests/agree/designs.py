"""Random small designs of the first three stages and of the textbook, with all their knobs moved."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.cache import Evict
from playground.design.cache_tier import CacheTier, OnWrite, Placement, Reads, Writes
from playground.design.change import put_all
from playground.design.database import Database
from playground.design.design import Queueing, WebChain, WebSystem
from playground.design.entry import Entry
from playground.design.external import External
from playground.design.fault import Kill, Slow
from playground.design.queueing import Arrivals, Chain, Station
from playground.design.replication import Replication
from playground.design.web import Web
from playground.design.workload import Popularity, Region, Workload
from playground.traffic.trace import Trace
from tests.agree.ingredients import (
    CORES,
    SERVICES,
    SHAPES,
    SPEED,
    autoscales,
    balancers,
    disks,
    endpoints,
    faults,
    flights,
    logs,
    one_of,
    patiences,
    replications,
    seconds,
    tier_flights,
)

_COPIES = [
    *["database", "replica-1"] * 3, "replica-2", "monitor", "database>replica-1", "monitor>database", "web-1>database",
    "replica-2>replica-1",
]  # fmt: skip
HOME, NEAR, FAR = Region(), Region(rtt_ms=2.0), Region(name="far", rtt_ms=30.0)


@composite
def web_tiers(draw: DrawFn, count: int) -> Web:
    return Web(
        servers=count,
        cores=draw(CORES),
        worker_threads=draw(one_of([1, 2, 3, 200])),
        accept_queue=draw(one_of([0, 1, 2, 100])),
        asynchronous=draw(one_of([False, False, False, True])),
        drops_abandoned=draw(st.booleans()),
        public=draw(st.booleans()),
        cache_items=draw(one_of([0, 0, 1, 5, 12])),
        cache_ttl_s=draw(seconds(0.0, 0.01, 0.3)),
        cache_ttl_jitter_s=draw(one_of([0.0, 0.0, 0.2])),
        cache_null_ttl_s=draw(one_of([0.0, 0.05, 1.0])),
        cache_filter_bits_per_key=draw(one_of([0.0, 0.0, 1.0, 6.0])),
        cache_filter_hashes=draw(one_of([1, 3])),
        cache_filter_inserts=draw(st.booleans()),
        cache_evict=draw(one_of(list(Evict))),
        cache_work_ms=draw(one_of([0.0, 0.1, 1.0])),
        **draw(flights()),
        **{name: draw(values) for name, values in SPEED.items()},
    )


@composite
def cache_tiers(draw: DrawFn, *placements: Placement) -> CacheTier:
    nodes = draw(one_of([1, 1, 2, 3, 5]))
    placement = draw(one_of(placements or tuple(Placement)))
    return CacheTier(
        nodes=nodes,
        placement=placement,
        replicas=draw(one_of([0, 1, 1])) if nodes == 1 or placement is Placement.SLOTS else 0,
        full_coverage=draw(st.booleans()),
        check_interval_s=draw(seconds(0.05, 0.07)),
        down_after_s=draw(seconds(0.02, 0.1, 0.15)),
        election_s=draw(seconds(0.001, 0.02, 0.05)),
        quorum=draw(one_of([1, 2, 3])),
        on_write=draw(one_of(list(OnWrite))),
        delete_again_s=draw(seconds(0.0, 0.01, 0.05)),
        writes=draw(one_of([Writes.AROUND, Writes.THROUGH, Writes.BACK, Writes.BACK])),
        flush_interval_s=draw(seconds(0.01, 0.05, 0.1)),
        flush_batch=draw(one_of([1, 2, 5, 100])),
        size_items=nodes * draw(one_of([1, 2, 5])) + draw(one_of([0, 0, nodes - 1])),
        ttl_s=draw(seconds(0.0, 0.01, 0.3)),
        ttl_jitter_s=draw(one_of([0.0, 0.0, 0.2])),
        null_ttl_s=draw(one_of([0.0, 0.05, 1.0])),
        evict=draw(one_of(list(Evict))),
        filter_bits_per_key=draw(one_of([0.0, 0.0, 1.0, 6.0])),
        filter_hashes=draw(one_of([1, 3])),
        filter_inserts=draw(st.booleans()),
        work_ms=draw(one_of([0.0, 0.1, 1.0, 4.0])),
        hop_ms=draw(one_of([0.0, 2.0, 0.3])),
        timeout_s=draw(seconds(0.002, 0.005, 0.05)),
        **draw(tier_flights()),
    )


@composite
def databases(draw: DrawFn, own_machine: bool, may_be_many: bool) -> Database:
    return Database(
        own_machine=own_machine,
        shared=draw(one_of([True, True, not may_be_many])),
        cores=draw(CORES),
        read=draw(SERVICES),
        write=draw(SERVICES),
        hop_ms=draw(one_of([0.0, 2.0, 2.0, 0.3])),
        pool_size=draw(one_of([1, 2, 3])),
        pool_timeout_s=draw(one_of([None, 0.002, 0.01, 0.05])),
        query_timeout_s=draw(seconds(0.003, 0.01, 0.03, 0.1, 0.3)),
        disk=draw(st.none() | disks()),
        **{name: draw(values) for name, values in SPEED.items()},
    )


@composite
def externals(draw: DrawFn) -> External:
    return External(
        share_of_orders=draw(one_of([0.0, 0.0, 0.5, 1.0])),
        work=draw(SERVICES),
        rtt_ms=draw(one_of([0.0, 2.0, 10.0])),
        timeout_s=draw(seconds(0.005, 0.01, 0.05)),
    )


@composite
def popularities(draw: DrawFn, may_change: bool) -> Popularity:
    """`may_change`: keys may be born and die."""
    missing_keys = draw(one_of([0, 1, 4]))
    births = draw(one_of([0.0, 0.3, 0.6])) if may_change and missing_keys else 0.0
    return Popularity(
        keys=draw(one_of([1, 3, 10, 1000])),
        zipf_exponent=draw(one_of([0.0, 0.99, 1.0, 1.3])),
        missing_share=draw(one_of([0.0, 0.3, 0.3] if births else [0.0, 0.0, 0.3])),
        missing_keys=missing_keys,
        births_share=births,
        deaths_share=draw(one_of([0.0, 0.0, 0.1, 0.4])) if may_change else 0.0,
    )


@composite
def workloads(draw: DrawFn, trace: Trace | None, *, may_change: bool = False) -> Workload:
    return Workload(
        rate_rps=draw(one_of([30.0, 100.0, 200.0])),
        write_share=draw(one_of([0.1, 0.5])),
        shape=draw(SHAPES),
        replay=None if trace is None else trace.reference.model_copy(update={"speed_up": 1.0}),
        endpoints=draw(endpoints()),
        bundle_kb=draw(one_of([0.0, 50.0])),
        popularity=draw(popularities(may_change and trace is None)),
        read_back_share=draw(one_of([0.0, 0.0, 0.5, 1.0])),
        regions=draw(one_of([(HOME,), (NEAR,), (NEAR, FAR)])),
        patience=draw(patiences()),
    )


@composite
def web_systems(draw: DrawFn, stage: str, *, has_tier: bool | None = None) -> tuple[WebSystem, Trace | None]:
    """One of the first four stages, and the log that it replays, if it does. `has_tier`: with cache servers or
    without; None: as it comes. Those have slots, and their first node dies."""
    is_alone, is_balanced = stage == "single-server", stage in ("load-balancer", "replicas")
    replication = draw(replications()) if stage == "replicas" else None
    count = draw(st.integers(1, 4)) if is_balanced else draw(one_of([1, 1, 1, 3]))
    trace = draw(st.none() | logs())
    external = draw(externals())
    tiers = st.none() if is_alone or has_tier is False else st.none() | cache_tiers()
    tier = draw(cache_tiers(Placement.SLOTS) if has_tier else tiers)
    dead = Kill(node="cache-1", start_s=draw(seconds(0.02, 0.1)), duration_s=draw(one_of([None, 0.2])))
    is_one = replication is None or not replication.multi_primary
    is_behind = tier is not None and tier.writes is Writes.BACK
    web = draw(web_tiers(count))
    scale = draw(st.none() | st.none() | autoscales(count)) if is_balanced else None
    base = draw(databases(not is_alone, may_be_many=replication is None))
    if tier is not None and (tier.reads is Reads.READ_THROUGH or tier.writes is not Writes.AROUND):
        base = base.model_copy(update={"shared": True})
    if scale is not None:
        web, base = web.model_copy(update={"autoscale": scale}), base.model_copy(update={"shared": True})
    design = WebSystem(
        seconds=draw(seconds(0.3, 0.5, 0.8) if replication is None else seconds(0.5, 0.8, 1.2)),
        warmup_s=draw(seconds(0.0, 0.1)),
        start=draw(one_of(["cold", "normal"])),
        workload=draw(workloads(trace, may_change=is_one and not is_behind)),
        entry=Entry(link_gbit_s=draw(one_of([None, 0.1, 1.0]))),
        web=web if tier is None else web.model_copy(update={"cache_items": 0}),
        cache=tier,
        database=base,
        replication=replication,
        external=external,
        balancer=draw(balancers(count)) if is_balanced else None,
        faults=((dead,) if has_tier else ())
        + draw(
            faults(
                _names(is_alone, count, is_balanced, external.share_of_orders > 0, replication)
                + _cache_names(tier)
                + _newest(web)
            )
        ),
    )
    return design, trace


@composite
def stampedes(draw: DrawFn) -> WebSystem:
    """A web system in which few keys are asked for at once and are not known for long, and whose servers may die."""
    design, _ = draw(web_systems(draw(one_of(["single-server", "split-tiers", "load-balancer"])), has_tier=False))
    is_one_box = design.web.servers == 1 and not design.database.own_machine
    kill = {
        "kind": "kill",
        "node": "server" if is_one_box else "web-1",
        "start_s": draw(seconds(0.05, 0.1, 0.103)),
        "duration_s": 0.05,
    }
    return put_all(
        design.model_copy(update={"cache": None}),
        {
            **{f"web.{name}": value for name, value in draw(flights()).items()},
            "web.cache_items": draw(one_of([1, 5])),
            "web.cache_ttl_s": draw(seconds(0.0, 0.01, 0.05)),
            "web.cache_work_ms": 0.0,
            "web.worker_threads": 200,
            "workload.replay": None,
            "workload.rate_rps": 300.0,
            "workload.popularity.keys": draw(one_of([1, 2])),
            "database.pool_size": draw(one_of([1, 3, 100])),
            "database.hop_ms": draw(one_of([2.0, 10.0, 40.0])),
            "faults": [*(fault.model_dump(mode="json") for fault in design.faults), kill],
        },
    )


@composite
def surges(draw: DrawFn) -> WebSystem:
    """A web system that is asked for much and for nothing in turns, so that servers come, leave and come again."""
    design, _ = draw(web_systems("load-balancer", has_tier=False))
    count = draw(st.integers(1, 3))
    scale = draw(autoscales(count)).model_copy(
        update={"max_servers": count + 2, "target_utilisation": draw(one_of([0.1, 0.2, 0.3]))}
    )
    return put_all(
        design.model_copy(update={"cache": None}),
        {
            "seconds": 1.6,
            "warmup_s": 0.1,
            "workload.replay": None,
            "workload.rate_rps": draw(one_of([100.0, 200.0])),
            "workload.shape": {"kind": "on-off", "on_s": 0.3, "off_s": 0.4, "on_factor": 2.0, "off_factor": 0.1},
            "workload.popularity.keys": draw(one_of([3, 10])),
            "web.servers": count,
            "web.worker_threads": 200,
            "web.cache_items": draw(one_of([0, 5, 12])),
            "web.cache_ttl_s": draw(seconds(0.0, 0.3)),
            "web.autoscale": scale.model_dump(mode="json"),
            "database.own_machine": True,
            "database.shared": True,
            "database.pool_size": 100,
        },
    )


@composite
def tier_stampedes(draw: DrawFn) -> WebSystem:
    """The same with a tier of caches, whose first node or first web server may die."""
    design, _ = draw(web_systems("load-balancer", has_tier=True))
    kill = {"kind": "kill", "node": draw(one_of(["web-1", "cache-1"])), "duration_s": 0.05}
    kill["start_s"] = draw(seconds(0.05, 0.1, 0.103))
    faults = [fault.model_dump(mode="json") for fault in design.faults[1:]]
    return put_all(
        design,
        {
            "cache.size_items": 10,
            "cache.ttl_s": draw(seconds(0.0, 0.02, 0.05)),
            "cache.timeout_s": draw(seconds(0.005, 0.05)),
            "cache.work_ms": draw(one_of([0.0, 0.1])),
            "web.worker_threads": 200,
            "workload.replay": None,
            "workload.rate_rps": 300.0,
            "workload.popularity.keys": draw(one_of([1, 2])),
            "database.pool_size": draw(one_of([1, 3, 100])),
            "database.hop_ms": draw(one_of([2.0, 10.0, 40.0])),
            "faults": [*faults, kill],
        },
    )


def _names(is_alone: bool, count: int, is_balanced: bool, has_api: bool, replication: Replication | None) -> list[str]:
    """Machines that can break, and links where databases are replicated; one of them is not there."""
    webs = ["server"] if is_alone and count == 1 else [f"web-{i + 1}" for i in range(count)]
    rest = ["database"] if not is_alone else []
    rest += ["balancer", "balancer"] if is_balanced else []
    rest += ["external-api"] if has_api else []
    return [*webs, *webs, *rest, "database-2", "entry"] if replication is None else [*webs[:1], *rest, *_COPIES]


def _newest(web: Web) -> list[str]:
    """Servers that are there only for a while, if at all."""
    return [f"web-{place + 1}" for place in range(web.servers, web.most_servers)] * 2


def _cache_names(tier: CacheTier | None) -> list[str]:
    return [] if tier is None else [*tier.names, "cache-1", "cache-1", "sentinel-1"]


@composite
def slow_spells(draw: DrawFn, nodes: list[str]) -> tuple[Slow, ...]:
    """Textbook systems have no deadlines, so nothing dies there; but it may be slow for a while."""
    starts = draw(st.lists(seconds(0.0, 0.1, 0.2), max_size=2))
    return tuple(
        Slow(node=draw(one_of(nodes)), start_s=start_s, duration_s=0.2, factor=draw(one_of([2.0, 3.5])))
        for start_s in starts
    )


@composite
def stations(draw: DrawFn) -> Station:
    return Station(
        servers=draw(CORES),
        service_ms=draw(one_of([1.0, 5.0, 10.0])),
        cv=draw(one_of([0.0, 1.0, 0.5, 2.0])),
        line=draw(one_of([None, 0, 1, 3])),
    )


@composite
def queues(draw: DrawFn) -> Queueing:
    return Queueing(
        seconds=1.0,
        warmup_s=draw(seconds(0.0, 0.2)),
        workload=Arrivals(rate_rps=draw(one_of([50.0, 150.0])), shape=draw(SHAPES)),
        station=draw(stations()),
        second=draw(st.none() | stations()),
        faults=draw(slow_spells(["station", "second"])),
    )


@composite
def chains(draw: DrawFn) -> WebChain:
    return WebChain(
        seconds=0.5,
        warmup_s=0.0,
        workload=Arrivals(rate_rps=draw(one_of([100.0, 400.0])), shape=draw(SHAPES)),
        web=Chain.Web(servers=draw(st.integers(1, 4)), workers=draw(CORES)),
        cache=Chain.Cache(hit_share=draw(one_of([0.0, 0.5, 1.0])), look_up_ms=draw(one_of([0.0, 1.0]))),
        database=Chain.Database(connections=draw(CORES)),
        faults=draw(slow_spells(["web-1", "web-2", "cache", "database"])),
    )
