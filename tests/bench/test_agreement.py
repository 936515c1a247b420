"""The engine and the plain SimPy programs simulate the same systems: their means lie within four standard errors."""

from __future__ import annotations

import pytest

from playground.bench.agreement import Agreement, Estimate, compare, estimate
from playground.bench.length import with_requests
from playground.design import catalogue
from playground.design.change import put_all

HURRY = {"workload.patience.timeout_s": 0.025, "workload.patience.retries": 1, "workload.patience.backoff_ms": 20.0}
FEW_THREADS = {"workload.rate_rps": 1300.0, "web.worker_threads": 6, "web.accept_queue": 3}
FEW_CONNECTIONS = {"database.pool_size": 1, "database.pool_timeout_s": 0.004, "database.cores": 1}
FEW_FILES = {"workload.files.pictures.objects": 2000}
FEW = {"workload.daily_users": 100_000.0, "workload.popularity.keys": 10_000, "cache.size_items": 1000, **FEW_FILES}
SMALLER = {**FEW, "web.servers": 2, "workload.write_share": 0.3}
# Which node has the most popular keys is another one in either program, and that node is the slowest.
NOBODY_STANDS_OUT = {"workload.popularity.keys": 12_000, "workload.popularity.zipf_exponent": 0.2}
CASES = {
    "web-chain": ("web-chain", {}),
    "a queue": ("mm1", {"workload.rate_rps": 60.0}),
    "a queue with few places": ("mmck", {}),
    "two queues of gamma work": ("tandem", {"workload.rate_rps": 60.0, "station.cv": 2.0, "second.cv": 0.5}),
    "single-server": ("single-server", {"workload.rate_rps": 120.0}),
    "split-tiers": ("split-tiers", {"workload.rate_rps": 180.0}),
    "load-balancer": ("load-balancer", {}),
    "replicas": ("replicas", {}),
    "replicas that are busy": ("replicas", {"workload.rate_rps": 1500.0, "web.servers": 16}),
    "cache": ("cache", {"workload.rate_rps": 1500.0}),
    "a small cache": ("cache", {"workload.rate_rps": 1000.0, "cache.size_items": 200, "cache.nodes": 2}),
    "a slow cache": ("cache", {"workload.rate_rps": 800.0, "cache.work_ms": 1.0, **NOBODY_STANDS_OUT}),
    "a CDN": ("cdn", FEW),
    "a CDN that is small": ("cdn", {**FEW, "cdn.edge_gb": 0.3, "cdn.admit_second": True, "cdn.coalesces": False}),
    "files that are soon old": ("cdn", {**FEW, "workload.files.pictures.ttl_s": 5.0, "cdn.carries_pages": False}),
    "a CDN and names of one site": ("cdn", {**FEW, "dns.ttl_s": 5.0, "dns.browser_s": 1.0, "cdn.carries_pages": False}),
    "a store of sessions": (
        "stateless",
        {**FEW, "web.autoscale": None, "web.servers": 2, "sessions.store.work_ms": 8.0},
    ),
    "two sites": ("multi-dc", SMALLER),
    "two sites, by weight": ("multi-dc", {**SMALLER, "sites.route": "weighted", "sites.weights": [3, 1]}),
    "two sites, with resolvers elsewhere": (
        "multi-dc",
        {**SMALLER, "sites.misplaced_share": 0.3, "sites.shares_sessions": False, "sessions.login_ms": 20.0},
    ),
    "two sites, of people who stay a short while": (
        "multi-dc",
        {**SMALLER, "workload.visits.session_s": 20.0, "workload.visits.keep_alive_s": 3.0, "dns.resolvers": 20},
    ),
    "two sites with queues": ("operations", {**SMALLER, "web.autoscale": None}),
    "shards at two sites": ("shards", {**SMALLER, "sharding.shards": 3}),
    "timelines": ("timelines", SMALLER),
    "timelines of which nothing is copied": (
        "timelines",
        {**SMALLER, "timelines.form": "pull", "timelines.lists.fetch_ms": 0.05},
    ),
    "full servers refuse": ("load-balancer", FEW_THREADS),
    "full servers, and clients who try again": (
        "load-balancer",
        {**FEW_THREADS, "workload.patience.retries": 1, "workload.patience.backoff": "exponential"},
    ),
    "impatient clients": ("split-tiers", {"workload.rate_rps": 80.0, **HURRY}),
    "no connection in time": ("load-balancer", FEW_CONNECTIONS),
    "slow queries are given up": (
        "load-balancer",
        {"database.query_timeout_s": 0.01, "database.read": {"kind": "gamma", "mean_ms": 1.2, "cv": 3.0}},
    ),
    "users far away": (
        "load-balancer",
        {"workload.regions": [{"name": "home", "share": 1.0}, {"name": "far", "share": 0.5, "rtt_ms": 80.0}]},
    ),
    "other work": (
        "load-balancer",
        {
            "database.read": {"kind": "lognormal", "mean_ms": 1.2, "p99_ms": 6.0},
            "database.write": {"kind": "empirical", "values_ms": [1.0, 2.0, 9.0]},
            "workload.endpoints.page.web_work": {"kind": "deterministic", "mean_ms": 6.0},
            "workload.endpoints.page.calls": [{"kind": "read", "times": 1.4}],
        },
    ),
    "a database each, without a balancer's address": ("load-balancer", {"database.shared": False, "balancer": None}),
    **{
        policy: ("load-balancer", {"balancer.policy": policy, "balancer.weights": [3, 2, 2, 2]})
        for policy in ("weighted", "random", "least_connections", "two_choices", "ip_hash")
    },
}


SOME_FAIL = {
    "a queue with few places",
    "full servers refuse",
    "full servers, and clients who try again",
    "impatient clients",
    "no connection in time",
    "slow queries are given up",
}


@pytest.mark.parametrize("case", CASES)
def test_the_means_agree(case: str) -> None:
    name, knobs = CASES[case]
    design = with_requests(put_all(catalogue.find(name), knobs), 1000)
    latency, failed, files = compare(design, 6)
    print(f"{case}: {latency} {latency.standard_errors:.2f}, failed {failed} {failed.standard_errors:.2f}, {files}")
    assert latency.ok, latency
    assert files is None or files.ok, files
    assert failed.ok, failed
    for side in (failed.engine, failed.simpy):
        assert 0.002 < side.mean < 0.9 if case in SOME_FAIL else side.mean == 0.0


def test_a_different_system_does_not_agree() -> None:
    """Eight short replications are enough to see a tenth more work."""
    design = with_requests(catalogue.find("web-chain"), 3000)
    more = put_all(design, {"web.service_ms": 5.5, "database.query_ms": 11.0})
    honest, other = compare(design, 8)[0], compare(more, 8)[0]
    assert not Agreement(honest.engine, other.simpy).ok


def test_standard_errors_by_hand() -> None:
    assert estimate([1.0, 3.0]) == Estimate(2.0, 1.0)
    assert Agreement(Estimate(10.0, 3.0), Estimate(30.0, 4.0)).standard_errors == 4.0
    assert Agreement(Estimate(10.0, 3.0), Estimate(30.0, 4.0)).ok
    assert not Agreement(Estimate(10.0, 3.0), Estimate(31.0, 4.0)).ok
    assert Agreement(Estimate(1.0, 0.0), Estimate(1.0, 0.0)).ok
    assert not Agreement(Estimate(1.0, 0.0), Estimate(2.0, 0.0)).ok
