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
    "a slow cache": ("cache", {"workload.rate_rps": 800.0, "cache.work_ms": 1.0}),
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
    latency, failed = compare(design, 6)
    print(f"{case}: {latency} {latency.standard_errors:.2f}, failed {failed} {failed.standard_errors:.2f}")
    assert latency.ok, latency
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
