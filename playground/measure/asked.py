"""What was asked for: each endpoint with its share of all requests, and how long its answers took."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from playground.measure import traffic
from playground.measure.latency import MS
from playground.result import Result


@dataclass(frozen=True)
class Asked:
    """An endpoint, of all regions together. `share`: of the requests; None where nobody asked for anything."""

    offered: int
    served: int
    failed: int
    share: float | None
    mean_ms: float | None


def asked(result: Result) -> dict[str, Asked]:
    """By name, in the design's order; files and scans are counted elsewhere."""
    rows = [row for row in result.endpoints if row.is_request and not row.is_scan]
    everything = sum(row.offered for row in rows)
    found = {}
    for name in dict.fromkeys(row.name.partition("@")[0] for row in rows):
        mine = [row for row in rows if row.name.partition("@")[0] == name]
        offered, served, failed, ns = (
            sum(getattr(row, what) for row in mine) for what in ("offered", "served", "failed", "latency_ns")
        )
        share = offered / everything if everything else None
        found[name] = Asked(offered, served, failed, share, ns / served / MS if served else None)
    return found


def told(result: Result) -> dict[str, Any]:
    """As the report has it: the endpoints, and what pages need beside the answers."""
    return {
        "endpoints": {name: asdict(row) for name, row in asked(result).items()},
        "bundles": {
            "requests": asdict(traffic.requests(result, assets=True)),
            "attempts": asdict(traffic.attempts(result, assets=True)),
        },
    }
