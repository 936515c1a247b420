"""A web system reduced to a farm of queues: a balancer in front of n servers of one core each, and nothing else.

No database calls, no bytes, no distances, nobody gives up, threads for all; a single, costless probe in 300 s.
"""

from __future__ import annotations

from playground.design.balancer import Balancer, HealthCheck, Policy
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.entry import Entry
from playground.design.patience import Patience
from playground.design.service import Exponential
from playground.design.web import Web
from playground.design.workload import Workload

SERVICE_MS = 1.0


def farm(policy: Policy, servers: int, load: float, *, customers: float, warmup_s: float) -> WebSystem:
    """Exponential service of 1 ms; every server is offered this load on average."""
    rate_rps = load * servers * 1000 / SERVICE_MS
    return WebSystem(
        name="farm",
        seconds=warmup_s + customers / rate_rps,
        warmup_s=warmup_s,
        workload=Workload(
            rate_rps=rate_rps,
            write_share=0.0,
            endpoints=(Endpoint(name="customer", web_work=Exponential(mean_ms=SERVICE_MS)),),
            bundle_kb=0.0,
            patience=Patience(timeout_s=None),
        ),
        entry=Entry(link_gbit_s=None),
        balancer=Balancer(
            policy=policy, check=HealthCheck(interval_s=300, timeout_s=300, work_ms=0), rtt_ms=0, proxy_ms=0
        ),
        web=Web(servers=servers, cores=1, contention=0.0, coherency=0.0, worker_threads=10_000, accept_queue=100_000),
    )
