"""A balancer that refuses what its servers cannot do at once: against the queue with few places, and what it is for."""

from __future__ import annotations

import pytest

from playground.design.balancer import Policy
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.measure import latency, traffic
from playground.result import Result
from playground.run import run
from playground.theory.mmck import mmck
from tests.agree.replications import agrees, many

WORK_MS, SERVERS, CORES = 10.0, 4, 2


def tier(rate_rps: float, most_open: int | None) -> WebSystem:
    """Four servers of two cores that do not get in each other's way; no network, and no database is asked."""
    page = {"name": "page", "web_work": {"kind": "exponential", "mean_ms": WORK_MS}, "response_kb": 0.0}
    knobs = {
        "workload.rate_rps": rate_rps,
        "workload.write_share": 0.0,
        "workload.endpoints": [page],
        "workload.bundle_kb": 0.0,
        "workload.patience.timeout_s": 30.0,
        "entry.link_gbit_s": None,
        "balancer.policy": Policy.RANDOM,
        "balancer.rtt_ms": 0.0,
        "balancer.proxy_ms": 0.0,
        "balancer.most_open": most_open,
        "balancer.check.interval_s": 300.0,
        "web.servers": SERVERS,
        "web.contention": 0.0,
        "web.coherency": 0.0,
        "web.worker_threads": 1000,
        "seconds": 60.0,
        "warmup_s": 2.0,
    }
    found = put_all(stage("load-balancer").design, knobs)
    assert isinstance(found, WebSystem)
    return found


def shed_share(result: Result) -> float:
    refused = traffic.failures(result).get("shed", 0)
    return refused / traffic.requests(result).offered


@pytest.mark.parametrize(("load", "most_open"), [(0.9, 4), (1.3, 2), (1.3, 8)])
def test_each_server_is_a_queue_with_few_places(load: float, most_open: int) -> None:
    """Chosen at random, a server is an M/M/2 with so many places in all; whoever finds them taken is refused."""
    rate_rps = load * SERVERS * CORES / WORK_MS * 1000
    theory = mmck(rate_rps / SERVERS, WORK_MS, CORES, most_open - CORES)
    assert agrees(many(tier(rate_rps, most_open), shed_share, 40), theory.blocked_share)


def test_who_is_let_in_is_served_quickly() -> None:
    """A third too many: without a limit all wait until a line of threads is full; with one, most are served at once."""
    rate_rps = 1.3 * SERVERS * CORES / WORK_MS * 1000
    limited, unlimited = run(tier(rate_rps, 8)), run(tier(rate_rps, None))
    quick, slow = latency.summary(limited), latency.summary(unlimited)
    assert quick.p99_ms is not None
    assert slow.p50_ms is not None
    assert quick.p99_ms < 100.0
    assert slow.p50_ms > 10 * quick.p99_ms
    assert traffic.goodput_rps(limited) == pytest.approx(SERVERS * CORES / WORK_MS * 1000, rel=0.05)
    assert traffic.failures(limited).keys() == {"shed"}


def test_a_calm_system_sheds_nothing() -> None:
    assert shed_share(run(tier(300.0, 50))) == 0.0
