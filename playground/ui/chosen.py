"""Which knobs the page offers, in which group, and how far their sliders reach. A link or YAML reaches further."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Knobs under one heading; `title` is its key in the catalogue."""

    title: str
    paths: tuple[str, ...]
    is_open: bool = False


# Slider ends that serve better than the whole allowed range: path -> (low, high). Optional knobs also have "none".
SPANS: dict[str, tuple[float, float]] = {
    "web.servers": (1, 16),
    "web.cores": (1, 64),
    "web.speed": (0.5, 4),
    "web.worker_threads": (1, 2000),
    "web.accept_queue": (0, 1000),
    "web.cache_items": (0, 100_000),
    "web.cache_ttl_s": (1, 86_400),
    "web.cache_ttl_jitter_s": (0, 3600),
    "web.cache_null_ttl_s": (0, 300),
    "cache.size_items": (100, 100_000),
    "cache.ttl_s": (1, 86_400),
    "cache.ttl_jitter_s": (0, 3600),
    "cache.null_ttl_s": (0, 300),
    "cache.work_ms": (0, 1),
    "cache.hop_ms": (0, 20),
    "cache.timeout_s": (0.001, 10),
    "cache.check_interval_s": (0.1, 30),
    "cache.down_after_s": (0.5, 60),
    "cache.election_s": (0.01, 30),
    "database.cores": (1, 64),
    "database.speed": (0.5, 4),
    "database.pool_size": (1, 200),
    "database.pool_timeout_s": (0.1, 120),
    "database.query_timeout_s": (0.1, 120),
    "database.hop_ms": (0, 20),
    "database.read.mean_ms": (0, 20),
    "database.write.mean_ms": (0, 40),
    "balancer.check.interval_s": (0.2, 30),
    "balancer.check.timeout_s": (0.1, 10),
    "balancer.check.fall": (1, 10),
    "balancer.check.rise": (1, 10),
    "balancer.slow_start_s": (0, 60),
    "balancer.takeover_s": (0, 30),
    "workload.sessions_per_user_day": (0.5, 10),
    "workload.pages_per_session": (1, 20),
    "workload.requests_per_page": (1, 12),
    "workload.peak_factor": (1, 8),
    "workload.bundle_kb": (0, 3000),
    "workload.patience.timeout_s": (0.1, 120),
    "workload.patience.retries": (0, 10),
    "workload.patience.backoff_ms": (0, 5000),
    "workload.popularity.keys": (100, 1_000_000),
    "workload.popularity.zipf_exponent": (0, 2),
    "workload.popularity.missing_keys": (0, 100_000),
    "external.rtt_ms": (0, 300),
    "external.timeout_s": (0.1, 60),
    "entry.link_gbit_s": (0.05, 40),
    "seconds": (30, 600),
}

# Knobs of a distribution are called what the work is called.
CALLED = {"database.read.mean_ms": "Database.read", "database.write.mean_ms": "Database.write"}

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
    "cache.replicas",
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
)

_BALANCER = (
    "balancer.check.timeout_s",
    "balancer.check.rise",
    "balancer.takeover_s",
)

_OUTSIDE = ("external.share_of_orders", "external.timeout_s", "external.rtt_ms")


def groups(stage: str, faults: tuple[tuple[str, ...], ...], *, has_cache: bool = False) -> tuple[Group, ...]:
    """The groups of a stage, and one for the clocks of each fault (its knobs by path). `has_cache`: it has a tier of
    cache servers."""
    own = _STAGE[stage]
    balancer = _BALANCER if stage == "load-balancer" else ()
    machines = tuple(path for path in _MACHINES if not (has_cache and path.startswith("web.cache_")))
    rest = tuple(path for path in (*machines, *(_CACHE if has_cache else ()), *balancer, *_OUTSIDE) if path not in own)
    dated = tuple(path for knobs in faults for path in knobs)
    rows = [Group("panel.stage", own, is_open=True)]
    if dated:
        rows.append(Group("panel.faults", dated, is_open=True))
    rows.append(Group("panel.patience", _PATIENCE))
    rows.append(Group("panel.habits", tuple(path for path in _HABITS if path not in own)))
    rows.append(Group("panel.machines", (*rest, "seconds")))
    return tuple(rows)
