"""What random designs are made of: times on a grid, so that much falls on one instant; short lines; many faults."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from playground.design.autoscale import Autoscale
from playground.design.balancer import Balancer, HealthCheck, Policy
from playground.design.cache import Lock
from playground.design.cache_tier import Reads
from playground.design.disk import Disk
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import AnyFault, Attack, Crowd, Cut, Expire, Flush, Kill, Lose, Replace, Scan, Slow
from playground.design.patience import Backoff, Patience
from playground.design.replication import Choice, Commit, Failover, ReadFrom, Replication
from playground.design.service import Deterministic, Empirical, Exponential, Gamma, Lognormal
from playground.design.shape import Day, OnOff, Ramp, Spike, Steady
from playground.traffic.trace import Trace

one_of = st.sampled_from
SERVICES = one_of(
    [
        *[Deterministic(mean_ms=ms) for ms in (0, 1, 2, 3, 5, 10, 20, 0.4)],
        *[Exponential(mean_ms=ms) for ms in (0, 2, 5, 20)],
        Lognormal(mean_ms=3.0, p99_ms=20.0),
        Gamma(mean_ms=4.0, cv=0.5),
        Gamma(mean_ms=2.0, cv=2.0),
        Empirical(values_ms=(1.0, 2.0, 2.0, 7.0)),
    ]
)
SHAPES = one_of(
    [
        *[Steady()] * 4,
        Ramp(start_factor=0.2, end_factor=2.0, ramp_s=1.0),
        Spike(start_s=0.5, duration_s=0.5, factor=4.0),
        OnOff(on_s=0.3, off_s=0.4, on_factor=2.0, off_factor=0.0),
        Day(day_s=2.0),
    ]
)
NODE_FAULTS = ("kill", "kill", "kill", "slow", "lose", "cut", "replace")
LINK_FAULTS = ("lose", "cut")
CORES = one_of([1, 1, 1, 2, 3])
SPEED: dict[str, SearchStrategy[Any]] = {
    "speed": one_of([1.0, 1.0, 1.0, 0.5, 2.0]),
    "contention": one_of([0.0, 0.0, 0.03, 0.5]),
    "coherency": one_of([0.0, 0.0, 0.001]),
}


def seconds(*choices: float) -> SearchStrategy[float]:
    return one_of(choices)


@composite
def endpoints(draw: DrawFn) -> tuple[Endpoint, ...]:
    """A page that reads, and an order that reads and writes."""
    times = one_of([0, 1, 1, 1, 2, 3, 0.5, 2.4])
    page = Endpoint(
        name="page",
        web_work=draw(SERVICES),
        calls=(Call(kind=CallKind.READ, times=draw(times)),),
        in_parallel=draw(st.booleans()),
        response_kb=draw(one_of([0.0, 10.0, 125.0])),
    )
    order = Endpoint(
        name="order",
        writes=True,
        web_work=draw(SERVICES),
        calls=tuple(
            Call(kind=draw(one_of([CallKind.READ, CallKind.WRITE])), times=draw(times))
            for _ in range(draw(st.integers(0, 3)))
        ),
        in_parallel=draw(st.booleans()),
    )
    return page, order


@composite
def flights(draw: DrawFn) -> dict[str, Any]:
    """How those who miss a key wait for each other, shorter and longer than a read takes, and who reads it ahead."""
    return {
        "cache_lock": draw(one_of([Lock.NONE, Lock.PROCESS, Lock.PROCESS])),
        "cache_lock_ttl_s": draw(seconds(0.0, 0.002, 0.005, 0.01, 0.05)),
        "cache_lock_wait_s": draw(seconds(0.0, 0.002, 0.005, 0.02, 0.1)),
        "cache_soft_ttl_share": draw(one_of([0.0, 0.0, 0.3, 0.8, 1.0])),
        "cache_xfetch_beta": draw(one_of([0.0, 0.0, 1.0, 5.0])),
    }


@composite
def tier_flights(draw: DrawFn) -> dict[str, Any]:
    """The same at a tier of caches, where locks may be shared, and who reads the database."""
    drawn = {name.removeprefix("cache_"): value for name, value in draw(flights()).items()}
    lock = draw(one_of(list(Lock)))
    ttl_s = drawn["lock_ttl_s"] or (0.03 if lock is Lock.SHARED else 0.0)
    return {**drawn, "lock": lock, "lock_ttl_s": ttl_s, "reads": draw(one_of(list(Reads)))}


@composite
def disks(draw: DrawFn) -> Disk:
    """Few pages, fewer in memory, and drives that are soon busy."""
    pages = draw(one_of([1, 4, 20]))
    return Disk(
        pages=pages,
        memory_pages=draw(one_of([1, 2, 5, 30])),
        read_ms=draw(one_of([0.0, 1.0, 2.0, 10.0])),
        fsync_ms=draw(one_of([0.0, 1.0, 3.0])),
        drives=draw(one_of([1, 1, 2])),
        row_bytes=draw(one_of([None, None, 400.0, 3000.0])),
        index_fanout_pages=draw(one_of([None, None, 2, 3])),
    )


@composite
def patiences(draw: DrawFn) -> Patience:
    return Patience(
        timeout_s=draw(seconds(0.005, 0.02, 0.05, 0.1, 0.3)),
        retries=draw(one_of([0, 1, 2, 3, 8])),
        backoff=draw(one_of(list(Backoff))),
        backoff_ms=draw(one_of([0.0, 1.0, 5.0, 10.0, 40.0])),
        backoff_max_ms=draw(one_of([5.0, 20.0, 1000.0])),
        budget_share=draw(one_of([None, None, 0.0, 0.1, 0.5])),
    )


@composite
def balancers(draw: DrawFn, servers: int) -> Balancer:
    check = HealthCheck(
        interval_s=draw(seconds(0.05, 0.1, 0.2)),
        timeout_s=draw(seconds(0.01, 0.02, 0.05, 0.12)),
        fall=draw(one_of([1, 2, 3])),
        rise=draw(one_of([1, 2])),
        work_ms=draw(one_of([0.0, 0.5, 1.0, 5.0])),
    )
    return Balancer(
        policy=draw(one_of(list(Policy))),
        weights=tuple(draw(st.lists(one_of([1, 1, 2, 3, 5]), max_size=servers))),
        check=check,
        slow_start_s=draw(seconds(0.0, 0.0, 0.1, 0.5)),
        most_open=draw(one_of([None, None, 1, 3])),
        rtt_ms=draw(one_of([0.0, 1.0, 2.0])),
        proxy_ms=draw(one_of([0.0, 1.0, 0.1])),
        standby=draw(st.booleans()),
        takeover_s=draw(seconds(0.0, 0.05, 0.2)),
    )


@composite
def autoscales(draw: DrawFn, servers: int) -> Autoscale:
    """Of servers that come soon, or at once, and may leave soon, so that much happens in a short run."""
    return Autoscale(
        target_utilisation=draw(one_of([0.05, 0.1, 0.3, 0.5, 0.9])),
        max_servers=draw(one_of([1, *[servers + more for more in (1, 2, 3)]])),
        boot_s=draw(seconds(0.0, 0.02, 0.05, 0.1, 0.103)),
        cooldown_s=draw(seconds(0.0, 0.05, 0.1)),
        drain_s=draw(seconds(0.0, 0.02, 0.1, 0.103)),
        interval_s=draw(seconds(0.05, 0.05, 0.07)),
    )


@composite
def failovers(draw: DrawFn) -> Failover:
    return Failover(
        automatic=draw(one_of([True, True, True, False])),
        interval_s=draw(seconds(0.05, 0.1)),
        timeout_s=draw(seconds(0.01, 0.02, 0.05)),
        fall=draw(one_of([1, 1, 2])),
        rise=draw(one_of([1, 2])),
        work_ms=draw(one_of([0.0, 0.5, 5.0])),
        election_s=draw(seconds(0.0, 0.01, 0.05)),
        applies_relay_log=draw(one_of([True, True, False])),
        promotion_s=draw(seconds(0.0, 0.02, 0.1)),
        reroute_s=draw(seconds(0.0, 0.03, 0.1)),
        fenced=draw(st.booleans()),
    )


@composite
def replications(draw: DrawFn) -> Replication:
    """Of databases that are far behind, or hardly; that are noticed to be dead soon, and made anew in no time."""
    several = draw(one_of([False, False, False, True]))
    replicas = 1 if several else draw(one_of([1, 2, 2, 3]))
    return Replication(
        replicas=replicas,
        commit=draw(one_of(list(Commit))),
        acks=draw(st.integers(1, replicas) | one_of([1, replicas + 1])),
        ack_timeout_s=draw(seconds(0.002, 0.01, 0.05, 0.2)),
        appliers=draw(one_of([1, 1, 2, 4])),
        apply=draw(SERVICES),
        ship_delay_s=draw(seconds(0.0, 0.001, 0.005, 0.02, 0.1)),
        read_from=draw(one_of(list(ReadFrom))),
        choice=draw(one_of(list(Choice))),
        max_lag_s=draw(one_of([None, None, 0.01, 0.05])),
        reads_own_writes=draw(st.booleans()),
        copy_s=draw(seconds(0.0, 0.1, 0.25)),
        copy_cores=draw(one_of([0.0, 0.1, 0.5, 1.0])),
        multi_primary=several,
        failover=draw(failovers()),
    )


@composite
def faults(draw: DrawFn, nodes: list[str]) -> tuple[AnyFault, ...]:
    """Up to four of all kinds, some at one instant, some overlapping."""
    found: list[AnyFault] = []
    for _ in range(draw(st.integers(0, 4))):
        node = draw(one_of(nodes))
        when: dict[str, float | None] = {
            "start_s": draw(seconds(0.0, 0.05, 0.1, 0.103, 0.2, 0.25)),
            "duration_s": draw(one_of([None, 0.001, 0.05, 0.1, 0.25, 0.5])),
        }
        if draw(one_of([False, False, False, True])):
            when = {"mtbf_s": 1.0, "mttr_s": draw(seconds(0.01, 0.1))}  # the shortest allowed
        kind = draw(one_of(LINK_FAULTS if ">" in node else NODE_FAULTS))
        if kind == "kill":
            found.append(Kill(node=node, silent=draw(st.booleans()), **when))
        elif kind == "slow":
            found.append(Slow(node=node, factor=draw(one_of([2.0, 3.5, 10.0])), **when))
        elif kind == "lose":
            found.append(Lose(node=node, share=draw(one_of([0.05, 0.3, 0.7])), **when))
        else:
            found.append(Cut(node=node, **when) if kind == "cut" else Replace(node=node, **when))
    if draw(one_of([False, False, False, True])):
        found.append(Crowd(start_s=0.2, duration_s=draw(one_of([None, 0.2])), factor=draw(one_of([2.0, 4.0]))))
    if draw(one_of([False, False, True])):
        node, start_s = draw(one_of(["cache", "cache", "cache-1", "cache-9", "pages"])), draw(seconds(0.05, 0.1, 0.2))
        kind = draw(one_of([Flush, Expire]))
        extra = {"hot_only": draw(st.booleans())} if kind is Expire else {}
        found.append(kind(node=node, start_s=start_s, **extra))
    if draw(one_of([False, False, True])):
        when = {"start_s": draw(seconds(0.0, 0.1, 0.2)), "duration_s": draw(one_of([None, 0.2]))}
        node, keys = draw(one_of(["cache", "cache", "cache-1", "cache-9"])), draw(one_of([0, 1, 5]))
        found.append(Attack(node=node, rate_rps=draw(one_of([30.0, 150.0])), keys=keys, **when))
    if draw(one_of([False, False, True])):
        when = {"start_s": draw(seconds(0.0, 0.1, 0.2)), "duration_s": draw(one_of([None, 0.2]))}
        node, work_ms = draw(one_of([name for name in nodes if ">" not in name])), draw(one_of([0.0, 1.0, 20.0]))
        found.append(Scan(node=node, rate_rps=draw(one_of([50.0, 300.0])), work_ms=work_ms, **when))
    return tuple(found)


@composite
def logs(draw: DrawFn) -> Trace:
    """A short log on a grid, several lines at many an instant."""
    count = draw(st.integers(5, 80))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    step_s = draw(seconds(0.001, 0.002, 0.005))
    at_s = np.sort(rng.integers(0, draw(one_of([20, 100, 300])), count)) * step_s
    size = np.where(rng.random(count) < 0.5, np.nan, rng.integers(0, 200, count) * 1000.0)
    return Trace("log", at_s - at_s[0], rng.integers(0, 20, count), rng.integers(0, 3, count).astype(np.uint8), size)
