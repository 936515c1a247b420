"""Small systems at several sites, in which much goes wrong within three seconds."""

from __future__ import annotations

from typing import Any

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage

QUICK = {
    "seconds": 3.0,
    "warmup_s": 0.3,
    "workload.daily_users": 30_000.0,
    "workload.visits.session_s": 3.0,
    "workload.visits.keep_alive_s": 0.5,
    "workload.patience": {"timeout_s": 1.0, "retries": 1},
    "database.query_timeout_s": 0.8,
    "web.servers": 2,
    "web.release": {"batch_share": 0.5, "drain_s": 0.1, "restart_s": 0.2},
    "dns": {
        "ttl_s": 0.5,
        "browser_s": 0.2,
        "resolvers": 20,
        "check": {"interval_s": 0.2, "timeout_s": 0.15, "fall": 2, "rise": 2},
        "check_rtt_ms": 4.0,
    },
    "sites.rtt_ms": 20.0,
    "sites.lag_s": 0.1,
    "cdn.edges": 1,
    "cdn.check": {"interval_s": 0.2, "timeout_s": 0.15, "fall": 2, "rise": 2},
    "cache.nodes": 2,
    "cache.size_items": 500,
    "cache.check_interval_s": 0.2,
    "cache.down_after_s": 0.3,
    "replication.replicas": 1,
    "replication.ship_delay_s": 0.02,
    "replication.failover": {
        "interval_s": 0.1,
        "timeout_s": 0.09,
        "fall": 2,
        "rise": 2,
        "election_s": 0.05,
        "promotion_s": 0.05,
        "reroute_s": 0.1,
    },
}
FAULTS = (
    {"kind": "kill", "node": "site-a", "start_s": 0.8, "duration_s": 0.9},
    {"kind": "cut", "node": "b-database", "start_s": 0.5, "duration_s": 0.2},
    {"kind": "kill", "node": "b-web-2", "start_s": 1.9, "duration_s": 0.5, "silent": True},
    {"kind": "deploy", "node": "web", "start_s": 2.2},
)


def placed(**more: Any) -> WebSystem:
    """Two sites, of which the first dies and comes back."""
    given = {name.replace("__", "."): value for name, value in more.items()}
    design = put_all(stage("multi-dc").design, {**QUICK, "faults": list(FAULTS), **given})
    assert isinstance(design, WebSystem)
    return design


def by_name() -> WebSystem:
    """The primary answers all reads, and commits wait for every copy."""
    return placed(replication__read_from="primary", replication__commit="sync")


def by_anycast() -> WebSystem:
    """Three sites that all write; a shield before them, and sessions that none knows of the others."""
    return placed(
        sites__count=3,
        sites__route="anycast",
        sites__writers="last_writer",
        sites__converge_s=0.1,
        sites__converge_tail_s=0.6,
        sites__shares_sessions=False,
        cdn__shield=True,
    )


def at_home() -> WebSystem:
    """Keys have a home, names lead by weight, and sessions live on the servers."""
    return placed(
        sites__route="weighted",
        sites__weights=[3, 1],
        sites__misplaced_share=0.2,
        sites__writers="home",
        sessions__kept="server",
        sessions__sticky="ring",
        balancer__standby=True,
        balancer__takeover_s=0.2,
    )


def sharded() -> WebSystem:
    """Two shards at two sites become three while the first site dies and comes back."""
    faults = (FAULTS[0], {"kind": "cut", "node": "b-shard-1-database", "start_s": 0.5, "duration_s": 0.2}, *FAULTS[2:])
    grown = {"kind": "reshard", "node": "database", "shards": 3, "start_s": 0.6}
    parts = {"shards": 2, "scheme": "ring", "map_refresh_s": 0.3, "move_rate_keys_per_s": 50_000.0}
    return placed(sharding=parts, faults=[*faults, grown])
