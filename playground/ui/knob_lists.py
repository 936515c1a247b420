"""The knobs of each part of a system, in the order in which the page shows them."""

from __future__ import annotations

PATIENCE = (
    "workload.patience.timeout_s",
    "workload.patience.retries",
    "workload.patience.backoff",
    "workload.patience.backoff_ms",
    "workload.patience.budget_share",
)

BIRTHS = "workload.popularity.births_share"
LIVES = (BIRTHS, "workload.popularity.deaths_share")
APPS = "workload.app_share"

HABITS = (
    "workload.sessions_per_user_day",
    "workload.pages_per_session",
    "workload.requests_per_page",
    "workload.peak_factor",
    "workload.write_share",
    APPS,
    "workload.bundle_kb",
    "workload.popularity.keys",
    "workload.popularity.zipf_exponent",
    "workload.popularity.missing_share",
    "workload.popularity.missing_keys",
    BIRTHS,
    "workload.popularity.deaths_share",
)

MACHINES = (
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
    "web.cache_filter_inserts",
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

CACHE = (
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
    "cache.filter_inserts",
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

CDN = (
    "cdn.edges",
    "cdn.edge_gb",
    "cdn.coalesces",
    "cdn.revalidates",
    "cdn.admit_second",
    "cdn.admit_within_s",
    "cdn.shield",
    "cdn.shield_gb",
    "cdn.carries_pages",
    "cdn.publishing",
    "cdn.purge_median_s",
    "cdn.purge_p90_factor",
    "cdn.key_ignores_query",
    "cdn.html_ttl_s",
    "cdn.fallback",
    "cdn.own_link_gbit_s",
    "cdn.timeout_s",
    "cdn.stale_if_error",
    "workload.files.0.objects",
    "workload.files.0.mean_kb",
    "workload.files.0.ttl_s",
    "workload.files.0.browser_share",
    "workload.files.0.browser_ttl_s",
    "workload.files.1.objects",
    "workload.files.1.mean_kb",
    "workload.files.1.ttl_s",
    "workload.files.1.zipf_exponent",
    "workload.visits.session_s",
    "workload.visits.keep_alive_s",
    "workload.visits.handshake_round_trips",
    "workload.regions.1.share",
    "workload.regions.1.rtt_ms",
    "workload.regions.1.edge_rtt_ms",
)

DISK = (
    "database.disk.pages",
    "database.disk.row_bytes",
    "database.disk.index_fanout_pages",
    "database.disk.memory_pages",
    "database.disk.page_kb",
    "database.disk.read_ms",
    "database.disk.fsync_ms",
    "database.disk.drives",
    "database.disk.drive_gb",
)

BALANCER = (
    "balancer.most_open",
    "balancer.check.timeout_s",
    "balancer.check.rise",
    "balancer.takeover_s",
)

GROWTH = tuple(
    f"web.autoscale.{name}"
    for name in ("target_utilisation", "max_servers", "boot_s", "cooldown_s", "drain_s", "interval_s")
)

DRIFT = tuple(f"web.drift.{name}" for name in ("changed_every_s", "slow_factor", "apply_every_s", "apply_s"))
RELEASE = tuple(f"web.release.{name}" for name in ("batch_share", "drain_s", "restart_s", "compatible"))

SESSIONS = (
    "sessions.kept",
    "sessions.sticky",
    "sessions.login_ms",
    "sessions.store.without",
    "sessions.store.forgets",
    "sessions.store.timeout_s",
    "sessions.store.hop_ms",
    "sessions.store.work_ms",
    "sessions.store.cores",
)

REPLICATION = (
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

OUTSIDE = ("external.share_of_orders", "external.timeout_s", "external.rtt_ms")
