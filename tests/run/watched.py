"""A small system with every kind of alert rule, of which most fire within three seconds, and two bad deploys."""

from __future__ import annotations

from typing import Any

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage

THRESHOLDS = {
    "cpu": 0.2,
    "latency_ms_mean": 12.0,
    "latency_ms_p50": 5.0,
    "latency_ms_p95": 30.0,
    "latency_ms_p99": 60.0,
    "error_rate": 0.02,
    "burn_rate": 2.0,
    "slow_queries_per_s": 1.0,
    "replication_lag_s": 0.04,
    "connections": 0.1,
    "hit_ratio": 0.6,
    "queue_depth": 3.0,
    "down": 0.0,
}
RULES: list[dict[str, Any]] = [
    *(
        {"name": metric.replace("_", "-"), "metric": metric, "threshold": threshold, "window_s": 0.3, "for_s": 0.1}
        for metric, threshold in THRESHOLDS.items()
    ),
    {"name": "two-windows", "metric": "burn_rate", "threshold": 5.0, "window_s": 9.0, "short_window_s": 0.2},
    {"name": "servers", "metric": "error_rate", "node": "web", "threshold": 0.05, "window_s": 0.2, "for_s": 0.0},
    {"name": "canary", "metric": "error_rate", "node": "canary", "threshold": 0.1, "window_s": 0.2, "for_s": 0.0},
]
OPERATIONS = {
    "scrape_s": 0.1,
    "slow_query_ms": 5.0,
    "rules": RULES,
    "notify": {"group_by": "rule", "group_wait_s": 0.05, "group_interval_s": 0.2, "most_per_minute": 6},
    "delivery": {"canary_share": 0.25, "watch_s": 0.3, "rolls_back_on": "canary"},
}


def watched() -> WebSystem:
    """Four servers, two copies of the database, two caches; one of each has some trouble."""
    return put_all(  # type: ignore[return-value]
        stage("cache").design,
        {
            "seconds": 3.0,
            "warmup_s": 0.2,
            "workload.rate_rps": 250.0,
            "workload.patience": {"timeout_s": 0.5, "retries": 1},
            "database.query_timeout_s": 0.4,
            "web.servers": 4,
            "web.release": {"batch_share": 0.25, "drain_s": 0.05, "restart_s": 0.1},
            "cache.nodes": 2,
            "cache.size_items": 300,
            "replication.ship_delay_s": 0.02,
            "queue": {},
            "operations": OPERATIONS,
            "faults": [
                {"kind": "deploy", "start_s": 0.5, "fails_share": 0.5},
                {"kind": "kill", "node": "web-3", "start_s": 1.0, "duration_s": 0.4},
                {"kind": "slow", "node": "replica-1", "start_s": 1.2, "duration_s": 0.5, "factor": 20.0},
                {"kind": "flush", "node": "cache", "start_s": 1.6},
                {"kind": "kill", "node": "worker-1", "start_s": 1.8, "duration_s": 0.6},
                {"kind": "kill", "node": "worker-2", "start_s": 1.8, "duration_s": 0.6},
                {"kind": "deploy", "start_s": 2.0, "fails_share": 0.0},
            ],
        },
    )
