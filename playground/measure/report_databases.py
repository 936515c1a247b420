"""What a report says of replicated and of sharded databases."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from playground.measure import replication, shards
from playground.result import Result, S


def of_copies(result: Result) -> dict[str, Any] | None:
    """None where they are not replicated."""
    found, stale = result.replication, replication.stale(result)
    if found is None or stale is None:
        return None
    return {
        "primary": found.primary,
        "stale_reads": {"share": stale.share, **asdict(stale)},
        "copies": {
            copy.name: {
                **_counts(copy, "reads", "stale", "refused"),
                "received_lag_s": float(copy.received_lag_ns.max(initial=0)) / S,
                "applied_lag_s": float(copy.applied_lag_ns.max(initial=0)) / S,
            }
            for copy in found.copies
        },
        **_counts(found, "conflicts", "degradations"),
        "degraded_s": found.degraded_ns / S,
        "failovers": [{**asdict(row), "outage_s": row.outage_s} for row in replication.failovers(result)],
        "gone": [
            {"t_s": row.t_ns / S, **_counts(row, "position", "key", "node", "acknowledged", "diverged")}
            for row in found.gone
        ],
    }


def of_shards(result: Result) -> dict[str, Any] | None:
    """None where they are not sharded."""
    found, moved = shards.loads(result), shards.moves(result)
    if found is None or result.sharded is None:
        return None
    return {
        "hottest": found.hottest,
        "hottest_over_mean": found.over_mean,
        "shards": {
            row.name: {"primary": shard.primary, "keys": shard.keys, **_without_name(row)}
            for row, shard in zip(found.shards, result.sharded.shards, strict=True)
        },
        "moves": None if moved is None else {**asdict(moved), "share": moved.share},
    }


def _without_name(row: shards.Load) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "name"}


def _counts(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
