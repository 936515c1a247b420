"""Which knobs the page offers, in which group, and how far their sliders reach. A link or YAML reaches further."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Knobs under one heading; `title` is its key in the catalogue."""

    title: str
    paths: tuple[str, ...]
    is_open: bool = False


# Knobs of a distribution are called what the work is called.
CALLED = {
    "database.read.mean_ms": "Database.read",
    "database.write.mean_ms": "Database.write",
    "replication.apply.mean_ms": "Replication.apply",
}

_STAGE: dict[str, tuple[str, ...]] = {
    "single-server": (
        "web.cores",
        "web.speed",
        "web.cache_items",
        "database.read.mean_ms",
        "workload.write_share",
        "web.worker_threads",
    ),
    "split-tiers": (
        "web.cores",
        "database.cores",
        "database.hop_ms",
        "database.pool_size",
        "database.read.mean_ms",
        "workload.write_share",
    ),
    "load-balancer": (
        "web.servers",
        "balancer.policy",
        "balancer.check.interval_s",
        "balancer.check.fall",
        "database.cores",
        "balancer.slow_start_s",
        "balancer.standby",
    ),
    "replicas": (
        "replication.replicas",
        "replication.commit",
        "replication.ship_delay_s",
        "replication.appliers",
        "workload.write_share",
        "web.servers",
        "replication.failover.fenced",
        "replication.failover.automatic",
    ),
    "cache": (
        "cache.size_items",
        "cache.ttl_s",
        "cache.evict",
        "cache.nodes",
        "cache.placement",
        "workload.popularity.zipf_exponent",
        "workload.popularity.missing_share",
        "web.servers",
    ),
}

_PATIENCE = (
    "workload.patience.timeout_s",
    "workload.patience.retries",
    "workload.patience.backoff",
    "workload.patience.backoff_ms",
    "workload.patience.budget_share",
)

_HABITS = (
    "workload.sessions_per_user_day",
    "workload.pages_per_session",
    "workload.requests_per_page",
    "workload.peak_factor",
    "workload.write_share",
    "workload.bundle_kb",
    "workload.popularity.keys",
    "workload.popularity.zipf_exponent",
    "workload.popularity.missing_share",
    "workload.popularity.missing_keys",
)

_MACHINES = (
    "web.servers",
    "web.cores",
    "web.speed",
    "web.worker_threads",
    "web.accept_queue",
    "web.asynchronous",
    "web.drops_abandoned",
    "web.cache_items",
    "web.cache_ttl_s",
    "web.cache_ttl_jitter_s",
    "web.cache_null_ttl_s",
    "web.cache_evict",
    "web.cache_filter_bits_per_key",
    "web.cache_filter_hashes",
    "web.cache_lock",
    "web.cache_lock_ttl_s",
    "web.cache_lock_wait_s",
    "web.cache_soft_ttl_share",
    "web.cache_xfetch_beta",
    "database.cores",
    "database.speed",
    "database.read.mean_ms",
    "database.write.mean_ms",
    "database.hop_ms",
    "database.pool_size",
    "database.pool_timeout_s",
    "database.query_timeout_s",
    "entry.link_gbit_s",
)

_CACHE = (
    "cache.nodes",
    "cache.placement",
    "cache.full_coverage",
    "cache.size_items",
    "cache.ttl_s",
    "cache.ttl_jitter_s",
    "cache.null_ttl_s",
    "cache.evict",
    "cache.filter_bits_per_key",
    "cache.filter_hashes",
    "cache.hop_ms",
    "cache.work_ms",
    "cache.timeout_s",
    "cache.check_interval_s",
    "cache.down_after_s",
    "cache.election_s",
    "cache.sentinels",
    "cache.quorum",
    "cache.reads",
    "cache.lock",
    "cache.lock_ttl_s",
    "cache.lock_wait_s",
    "cache.soft_ttl_share",
    "cache.xfetch_beta",
    "cache.writes",
    "cache.flush_interval_s",
    "cache.flush_batch",
    "cache.on_write",
    "cache.delete_again_s",
)

_DISK = (
    "database.disk.pages",
    "database.disk.memory_pages",
    "database.disk.page_kb",
    "database.disk.read_ms",
    "database.disk.fsync_ms",
    "database.disk.drives",
    "database.disk.drive_gb",
)

_BALANCER = (
    "balancer.check.timeout_s",
    "balancer.check.rise",
    "balancer.takeover_s",
)

_REPLICATION = (
    "replication.read_from",
    "replication.choice",
    "replication.max_lag_s",
    "replication.apply.mean_ms",
    "replication.acks",
    "replication.ack_timeout_s",
    "replication.reads_own_writes",
    "workload.read_back_share",
    "replication.copy_s",
    "replication.copy_cores",
    "replication.multi_primary",
    "replication.failover.interval_s",
    "replication.failover.timeout_s",
    "replication.failover.fall",
    "replication.failover.rise",
    "replication.failover.election_s",
    "replication.failover.applies_relay_log",
    "replication.failover.promotion_s",
    "replication.failover.reroute_s",
)

_OUTSIDE = ("external.share_of_orders", "external.timeout_s", "external.rtt_ms")


def groups(
    stage: str, faults: tuple[tuple[str, ...], ...], *, has_cache: bool = False, has_disk: bool = False
) -> tuple[Group, ...]:
    """The groups of a stage, and one for the clocks of each fault (its knobs by path). `has_cache`: it has a tier of
    cache servers; `has_disk`: its databases have disks."""
    own = _STAGE[stage]
    balancer = () if stage in ("single-server", "split-tiers") else _BALANCER
    copies = () if stage in ("single-server", "split-tiers", "load-balancer") else _REPLICATION
    machines = tuple(path for path in _MACHINES if not (has_cache and path.startswith("web.cache_")))
    parts = (*(_CACHE if has_cache else ()), *(_DISK if has_disk else ()))
    rest = tuple(path for path in (*machines, *parts, *balancer, *_OUTSIDE) if path not in own)
    dated = tuple(path for knobs in faults for path in knobs)
    rows = [Group("panel.stage", own, is_open=True)]
    if dated:
        rows.append(Group("panel.faults", dated, is_open=True))
    rows.append(Group("panel.patience", _PATIENCE))
    rows.append(Group("panel.habits", tuple(path for path in _HABITS if path not in own)))
    rows.append(Group("panel.replication", tuple(path for path in copies if path not in own)))
    rows.append(Group("panel.machines", (*rest, "seconds")))
    return tuple(rows)
