"""The knobs of sharded databases, in the order in which the page shows them."""

from __future__ import annotations

FAMOUS = (
    "workload.popularity.famous",
    "workload.popularity.famous_reads_share",
    "workload.popularity.famous_writes_share",
)

SHARDING = (
    "sharding.shards",
    "sharding.scheme",
    "sharding.vnodes",
    "sharding.numbering",
    *FAMOUS,
    "sharding.famous_together",
    "sharding.famous_moved",
    "sharding.salts",
    "sharding.spread",
    "sharding.move_rate_keys_per_s",
    "sharding.move_batch_keys",
    "sharding.move_read_ms",
    "sharding.move_write_ms",
    "sharding.map_refresh_s",
)
