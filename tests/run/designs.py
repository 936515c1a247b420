"""Small systems in which much happens: faults, retries, deadlines, losses, caches, children, a standby, a log."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.design.autoscale import Autoscale
from playground.design.balancer import Balancer, HealthCheck, Policy
from playground.design.cache import Lock
from playground.design.database import Database
from playground.design.design import Common, Queueing, WebChain, WebSystem
from playground.design.disk import Disk
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.external import External
from playground.design.fault import Crowd, Cut, Deploy, Kill, Lose, Replace, Reshard, Scan, Slow
from playground.design.patience import Backoff, Patience
from playground.design.queueing import Arrivals, Chain, Station
from playground.design.replication import Choice, Commit, Failover, ReadFrom, Replication
from playground.design.service import Deterministic, Empirical, Exponential, Gamma, Lognormal
from playground.design.sessions import Kept, Sessions, SessionStore, Sticky, WithoutStore
from playground.design.shape import OnOff
from playground.design.sharding import Sharding
from playground.design.visits import Visits
from playground.design.web import Release, Web
from playground.design.workload import Popularity, Region, Workload
from playground.traffic.log import read_log
from playground.traffic.trace import Trace
from tests.run import queued
from tests.run.flat import across, flat
from tests.run.lined import called, in_background, lined
from tests.run.placed import at_home, by_anycast, by_name
from tests.run.placed import sharded as placed_sharded
from tests.run.watched import watched


class Case(NamedTuple):
    """A design, and the log it replays if it does."""

    design: Common
    trace: Trace | None = None


def reads(times: float) -> tuple[Call, ...]:
    return (Call(kind=CallKind.READ, times=times),)


PAGE = Endpoint(name="page", web_work=Exponential(mean_ms=4.0), calls=reads(2.4))
ORDER = Endpoint(
    name="order",
    writes=True,
    web_work=Lognormal(mean_ms=5.0, p99_ms=30.0),
    calls=(Call(kind=CallKind.READ), Call(kind=CallKind.WRITE)),
)
AT_ONCE = Endpoint(name="page", web_work=Gamma(mean_ms=4.0, cv=2.0), calls=reads(3), in_parallel=True)
CHECK = HealthCheck(interval_s=0.2, timeout_s=0.1, fall=2, rise=2)
HASTY = Patience(timeout_s=0.03, retries=3, backoff=Backoff.JITTERED, backoff_ms=5.0, budget_share=0.5)
LOG = "\n".join(
    ["t_s,key,kind,bytes"]
    + [f"{n // 3 * 0.02:.2f},{n % 7},{('page', 'order', 'asset')[n % 3]},{n * 100}" for n in range(60)]
)


def single_server() -> WebSystem:
    """One box with a cache in its process, hasty clients that try again, and a death."""
    return WebSystem(
        seconds=1.5,
        warmup_s=0.2,
        workload=Workload(
            rate_rps=80.0,
            write_share=0.3,
            endpoints=(PAGE, ORDER),
            popularity=Popularity(keys=50, missing_share=0.1),
            patience=HASTY,
        ),
        web=Web(servers=1, cores=1, worker_threads=4, accept_queue=3, cache_items=10, cache_ttl_s=0.3),
        database=Database(own_machine=False, hop_ms=0.0),
        faults=(Kill(node="server", start_s=0.8, duration_s=0.2),),
    )


def split_tiers() -> WebSystem:
    """A lossy link, calls beside each other, an external API, short pools and short deadlines."""
    return WebSystem(
        seconds=1.5,
        warmup_s=0.2,
        workload=Workload(
            rate_rps=60.0,
            write_share=0.4,
            endpoints=(AT_ONCE, ORDER),
            regions=(Region(rtt_ms=2.0), Region(name="far", rtt_ms=30.0)),
            patience=Patience(timeout_s=0.08, retries=2, backoff=Backoff.EXPONENTIAL, backoff_ms=4.0),
        ),
        web=Web(servers=1, cores=2, contention=0.03),
        database=Database(
            cores=1, read=Empirical(values_ms=(1.0, 2.0, 9.0)), pool_size=3, pool_timeout_s=0.02, query_timeout_s=0.04
        ),
        external=External(share_of_orders=0.5, work=Exponential(mean_ms=20.0), rtt_ms=4.0, timeout_s=0.03),
        faults=(
            Lose(node="database", share=0.1, start_s=0.3, duration_s=0.6),
            Kill(node="database", silent=True, start_s=0.9, duration_s=0.2),
        ),
    )


def balanced(**changes: object) -> WebSystem:
    """Three servers behind a balancer with a standby; `changes` are fields of the design."""
    knobs: dict[str, object] = {
        "seconds": 2.0,
        "warmup_s": 0.2,
        "workload": Workload(
            rate_rps=100.0, endpoints=(PAGE, ORDER), patience=Patience(timeout_s=0.2, retries=1, backoff=Backoff.FIXED)
        ),
        "web": Web(servers=3, cores=1, public=False),
        "balancer": Balancer(
            policy=Policy.LEAST_CONNECTIONS, check=CHECK, slow_start_s=0.3, standby=True, takeover_s=0.1
        ),
        "faults": (
            Kill(node="web-2", start_s=0.5, duration_s=0.6),
            Kill(node="balancer", start_s=1.2, duration_s=0.5),
            Slow(node="web-1", factor=10.0, start_s=0.4, duration_s=0.5),
            Cut(node="web-3", start_s=0.9, duration_s=0.2),
            Crowd(start_s=0.6, duration_s=0.3, factor=3.0),
        ),
    }
    return WebSystem(**{**knobs, **changes})


def elastic() -> WebSystem:
    """A crowd brings servers and their caches, and one after the other leaves when it is gone; some die meanwhile."""
    return balanced(
        seconds=3.0,
        web=Web(
            servers=2,
            cores=1,
            cache_items=50,
            cache_ttl_s=0.3,
            autoscale=Autoscale(max_servers=5, boot_s=0.15, cooldown_s=0.2, interval_s=0.1),
        ),
        database=Database(cores=8, pool_size=100),
        faults=(
            Crowd(start_s=0.5, duration_s=0.8, factor=3.0),
            Kill(node="web-2", start_s=0.9, duration_s=0.5),
            Kill(node="web-3", start_s=0.1, duration_s=0.2),
            Kill(node="web-4", mtbf_s=1.0, mttr_s=0.3),
        ),
    )


def known(**sessions: object) -> WebSystem:
    """People whose sessions servers keep that are deployed, die, come and go; or a store that dies."""
    people = Visits(session_s=1.0, keep_alive_s=0.1)
    store = SessionStore(timeout_s=0.02, without=WithoutStore.ANONYMOUS)
    return balanced(
        seconds=2.0,
        workload=Workload(
            rate_rps=300.0,
            visits=people,
            requests_per_page=2.0,
            patience=Patience(timeout_s=0.2, retries=1, backoff=Backoff.FIXED),
        ),
        sessions=Sessions(store=store, login_ms=1.0, **sessions),
        web=Web(
            servers=3,
            cores=1,
            autoscale=Autoscale(max_servers=5, boot_s=0.1, cooldown_s=0.1, interval_s=0.1, drain_s=0.15),
            release=Release(batch_share=0.4, drain_s=0.05, restart_s=0.1),
        ),
        database=Database(cores=8, pool_size=100),
        faults=(
            Deploy(start_s=0.4),
            Crowd(start_s=1.0, duration_s=0.3, factor=3.0),
            Kill(node="web-1", start_s=1.2, duration_s=0.3),
            Kill(node="session-store", start_s=1.5, duration_s=0.1),
        ),
    )


def stampede() -> WebSystem:
    """Many keys that soon expire, and whoever misses one waits for whoever fetches it: too long, in vain, in a server
    that dies, or not at all as it is fetched before."""
    return balanced(
        workload=Workload(
            rate_rps=500.0,
            endpoints=(PAGE, AT_ONCE.model_copy(update={"name": "other"}), ORDER),
            popularity=Popularity(keys=400, zipf_exponent=0.9),
            patience=Patience(timeout_s=1.0, retries=1),
        ),
        web=Web(
            servers=3,
            cores=8,
            cache_items=200,
            cache_ttl_s=0.2,
            cache_lock=Lock.PROCESS,
            cache_lock_ttl_s=0.25,
            cache_lock_wait_s=0.3,
            cache_soft_ttl_share=0.6,
            cache_xfetch_beta=1.0,
        ),
        database=Database(cores=16, read=Exponential(mean_ms=1.0), hop_ms=200.0, pool_size=200),
        faults=(Kill(node="web-2", start_s=0.8, duration_s=0.4), Lose(node="database", share=0.05, start_s=1.2)),
    )


def at_random() -> WebSystem:
    """Deaths at random, of which two may overlap, and probes that all leave and come back at one instant."""
    return balanced(
        balancer=Balancer(policy=Policy.TWO_CHOICES, check=CHECK, slow_start_s=0.0),
        workload=Workload(rate_rps=60.0, endpoints=(PAGE, ORDER)),
        faults=(
            Kill(node="web-1", mtbf_s=1.0, mttr_s=0.3),
            Replace(node="web-1", mtbf_s=1.0, mttr_s=0.2),
            Slow(node="database", factor=4.0, mtbf_s=1.0, mttr_s=0.1),
        ),
    )


def replayed() -> Case:
    """Twenty instants of three requests each: a page, an order and an asset."""
    trace = read_log(LOG.encode(), "tiny.csv")
    reference = trace.reference.model_copy(update={"speed_up": 1.0})
    design = balanced(
        seconds=0.6,
        warmup_s=0.0,
        workload=Workload(replay=reference, endpoints=(PAGE, ORDER)),
        faults=(Kill(node="web-2", start_s=0.1, duration_s=0.2),),
    )
    return Case(design, trace)


FAILOVER = Failover(
    interval_s=0.1, timeout_s=0.05, fall=2, rise=1, election_s=0.05, promotion_s=0.05, reroute_s=0.1, fenced=False
)


def replicated(**changes: object) -> WebSystem:
    """Databases that fail over, falsely and in earnest, with commits that wait in vain, a lossy stream, and a copy that
    is made anew. `changes` are knobs of the replication."""
    knobs: dict[str, object] = {
        "commit": Commit.SEMI_SYNCHRONOUS,
        "ack_timeout_s": 0.08,
        "ship_delay_s": 0.02,
        "appliers": 2,
        "apply": Exponential(mean_ms=4.0),
        "read_from": ReadFrom.EVERYBODY,
        "choice": Choice.LEAST_CONNECTIONS,
        "max_lag_s": 0.1,
        "reads_own_writes": True,
        "copy_s": 0.3,
        "failover": FAILOVER,
    }
    return balanced(
        seconds=3.0,
        workload=Workload(
            rate_rps=100.0,
            write_share=0.5,
            read_back_share=0.5,
            endpoints=(PAGE, ORDER),
            popularity=Popularity(keys=5, missing_share=0.1),
            patience=Patience(timeout_s=0.2, retries=1, backoff=Backoff.FIXED),
        ),
        database=Database(query_timeout_s=0.15),
        replication=Replication(**{**knobs, **changes}),
        faults=(
            Lose(node="database>replica-1", share=0.3, start_s=0.2, duration_s=0.6),
            Cut(node="monitor>database", start_s=0.4, duration_s=0.5),
            Kill(node="replica-1", start_s=1.2, duration_s=0.7),
            Replace(node="replica-2", start_s=1.5, duration_s=0.4),
        ),
    )


def two_primaries() -> WebSystem:
    """Both accept writes, to few keys; one of them dies."""
    return replicated(replicas=1, multi_primary=True, commit=Commit.ASYNCHRONOUS)


def all_together() -> WebSystem:
    """Commits that wait for every copy: a false alarm, whose victim follows the new primary, and two deaths."""
    design = replicated(commit=Commit.SYNCHRONOUS, failover=FAILOVER.model_copy(update={"fenced": True}))
    faults = (
        Cut(node="monitor>database", start_s=0.3, duration_s=0.4),
        Kill(node="replica-1", silent=True, start_s=1.2, duration_s=0.5),
        Kill(node="replica-2", start_s=2.0, duration_s=0.4),
        Kill(node="monitor", start_s=2.5, duration_s=0.2),
    )
    return design.model_copy(update={"faults": faults})


def crowded_line() -> Queueing:
    """Two stations in a row with short lines, and bursts."""
    return Queueing(
        seconds=2.0,
        warmup_s=0.2,
        workload=Arrivals(rate_rps=150.0, shape=OnOff(on_s=0.3, off_s=0.3)),
        station=Station(servers=2, line=3, cv=2.0),
        second=Station(cv=0.0, service_ms=8.0, line=0),
    )


def web_chain() -> WebChain:
    return WebChain(
        seconds=1.0, warmup_s=0.1, workload=Arrivals(rate_rps=400.0), database=Chain.Database(connections=1)
    )


def grid() -> WebSystem:
    """Every time a whole number of milliseconds, so that much falls on one instant."""
    steady = Deterministic(mean_ms=5.0)
    page = Endpoint(name="page", web_work=steady, calls=reads(2), in_parallel=True)
    log = read_log(LOG.encode(), "tiny.csv").reference.model_copy(update={"speed_up": 1.0})
    return balanced(
        seconds=0.6,
        warmup_s=0.0,
        workload=Workload(replay=log, endpoints=(page,), write_share=0.0, patience=Patience(timeout_s=0.02, retries=2)),
        database=Database(cores=1, read=steady, hop_ms=2.0, query_timeout_s=0.012),
    )


def scanned() -> WebSystem:
    """Somebody knocks at a public server, at the balancer, which dies meanwhile, and at a database nobody can reach."""
    return balanced(
        web=Web(servers=3, cores=1, worker_threads=4, accept_queue=3, public=True),
        faults=(
            Scan(node="web-2", rate_rps=300.0, work_ms=3.0, start_s=0.3, duration_s=1.0),
            Scan(node="database", rate_rps=50.0, start_s=0.2, duration_s=None),
            Scan(node="balancer", rate_rps=50.0, start_s=0.5, duration_s=None),
            Scan(node="web-2", rate_rps=20.0, start_s=0.6, duration_s=0.5),
            Kill(node="balancer", start_s=1.2, duration_s=0.5),
            Lose(node="web-2", share=0.2, start_s=0.4, duration_s=0.4),
        ),
    )


def on_disk() -> WebSystem:
    """Replicated databases whose data outgrow their memory."""
    disk = Disk(pages=50, memory_pages=10, read_ms=2.0, fsync_ms=1.0)
    base = replicated()
    return base.model_copy(update={"database": base.database.model_copy(update={"disk": disk})})


def resharded() -> WebSystem:
    """Shards with a famous key in several copies and queries to all of them, which grow while primaries die."""
    base = replicated(replicas=1)
    page = PAGE.model_copy(update={"calls": (*PAGE.calls, Call(times=0.5, everywhere=True)), "in_parallel": False})
    keys = Popularity(keys=60, missing_share=0.1, famous=2, famous_reads_share=0.2, famous_writes_share=0.3)
    return base.model_copy(
        update={
            "workload": base.workload.model_copy(update={"endpoints": (page, ORDER), "popularity": keys}),
            "sharding": Sharding(
                shards=2,
                scheme="jump",
                salts=2,
                move_batch_keys=3,
                move_rate_keys_per_s=30.0,
                move_write_ms=3.0,
                map_refresh_s=0.6,
            ),
            "faults": (
                Reshard(start_s=0.7, shards=3),
                Kill(node="shard-1-database", start_s=0.9, duration_s=0.8),
                Kill(node="shard-3-database", start_s=1.3, duration_s=0.6),
                Lose(node="shard-2-database>shard-2-replica-1", share=0.3, start_s=0.2, duration_s=0.6),
            ),
        }
    )


CASES: dict[str, Case] = {
    "single-server": Case(single_server()),
    "split-tiers": Case(split_tiers()),
    "balanced": Case(balanced()),
    "elastic": Case(elastic()),
    "at-random": Case(at_random()),
    "by-cookie": Case(known(sticky=Sticky.COOKIE)),
    "by-ring": Case(known(sticky=Sticky.RING)),
    "in-a-store": Case(known(kept=Kept.STORE, sticky=Sticky.MODULO)),
    "replicated": Case(replicated()),
    "two-primaries": Case(two_primaries()),
    "on-disk": Case(on_disk()),
    "resharded": Case(resharded()),
    "all-together": Case(all_together()),
    "stampede": Case(stampede()),
    "replayed": replayed(),
    "scanned": Case(scanned()),
    "grid": Case(grid(), read_log(LOG.encode(), "tiny.csv")),
    "by-name": Case(by_name()),
    "by-anycast": Case(by_anycast()),
    "at-home": Case(at_home()),
    "sharded-sites": Case(placed_sharded()),
    "lined": Case(lined()),
    "lined-in-background": Case(in_background()),
    "lined-by-call": Case(called()),
    "crowded-line": Case(crowded_line()),
    "watched": Case(watched()),
    "queued": Case(queued.on_disk(replicated())),
    "queued-in-memory": Case(queued.in_memory(balanced())),
    "called": Case(queued.by_call(two_primaries())),
    "flat": Case(flat(balanced())),
    "flat-without-outbox": Case(flat(split_tiers(), outbox=False)),
    "flat-at-home": Case(across(at_home())),
    "flat-of-shards": Case(flat(resharded(), batch=1, sharding=Sharding(shards=2, move_rate_keys_per_s=30.0))),
    "web-chain": Case(web_chain()),
}


def trace_from(rows: dict[str, list[float]] | None) -> Trace | None:
    """A log from plain lists; `rows_of` gives them."""
    if rows is None:
        return None
    dtypes = {"at_s": np.float64, "key": np.int64, "kind": np.uint8, "size": np.float64}
    return Trace("log", **{name: np.array(rows[name], dtype) for name, dtype in dtypes.items()})


def rows_of(trace: Trace | None) -> dict[str, list[float]] | None:
    """A log as plain lists."""
    if trace is None:
        return None
    return {name: getattr(trace, name).tolist() for name in ("at_s", "key", "kind", "size")}
