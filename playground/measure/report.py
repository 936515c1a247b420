"""The report of a run: one object of plain values, as `run --json` prints it. No NaN, no infinity; fixed order."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from playground.measure import (
    asked,
    availability,
    caches,
    cost,
    disks,
    drift,
    episodes,
    exposure,
    files,
    latency,
    names,
    objectives,
    operations,
    pages,
    people,
    queues,
    report_databases,
    scaling,
    sites,
    staleness,
    timelines,
    traffic,
    utilisation,
    versions,
    where_time_goes,
)
from playground.measure.latency import Latency
from playground.measure.where_time_goes import TimeSplit
from playground.measure.writes import writes
from playground.result import CACHE_COUNTS, Result, S
from playground.result.shelf import SHELF_COUNTS

DISK = ("utilisation", "iops", "hit_ratio", "reads_per_query", "levels", "data_gb", "memory_gb")


def report(result: Result) -> dict[str, Any]:
    """Everything there is to say about a run, but for the time it took on the host, which a Result does not know."""
    bill = cost.bill(result)
    split = {"mean": where_time_goes.mean(result), "p99": where_time_goes.around_p99(result)}
    whole = {
        "design": result.design.name,
        "seed": result.seed,
        "seconds": result.end_ns / S,
        "window_s": result.window_ns / S,
        "requests": asdict(traffic.requests(result)),
        "attempts": asdict(traffic.attempts(result)),
        "failures": traffic.failures(result),
        "latency_ms": _latency(latency.summary(result)),
        "time_to_failure_ms": _latency(latency.time_to_failure(result)),
        "throughput_rps": traffic.throughput_rps(result),
        "goodput_rps": traffic.goodput_rps(result),
        "error_rate": traffic.error_rate(result),
        "hit_ratio": caches.hit_ratio(result),
        "caches": {row.name: _counts(row, *CACHE_COUNTS) for row in (*result.caches, *result.page_caches)},
        "nodes": {row.name: _node(row) for row in utilisation.nodes(result)},
        "orders": [{"t_s": row.t_ns / S, **_counts(row, "node", "what", "why")} for row in result.orders],
        "where_time_goes_ms": {name: part.systems_ms for name, part in split.items()},
        "objectives": [asdict(verdict) for verdict in objectives.objectives(result)],
        "cost_usd_month": None if bill is None else bill.usd_month,
        "where_time_goes_split_ms": {name: _split(part) for name, part in split.items()},
        **_more(result, bill),
    }
    return _plain(whole)


def _more(result: Result, bill: cost.Bill | None) -> dict[str, Any]:
    """What stands beside the main numbers."""
    busy = utilisation.busiest(result)
    return {
        **asked.told(result),
        "files": (net := files.files(result)) and asdict(net),
        "shelves": {
            row.name: _counts(row, *SHELF_COUNTS, "sent", "fetched", "old", "rescued") for row in result.shelves
        },
        **_people(result),
        "regions": [asdict(row) for row in files.by_region(result)],
        "writes": asdict(writes(result)),
        "stale_hits": _stale_hits(result),
        "written_back": _written_back(result),
        **_queues(result),
        "replication": report_databases.of_copies(result),
        "sharding": report_databases.of_shards(result),
        "drift": (apart := drift.drift(result)) and asdict(apart),
        "operations": operations.told(result),
        "scaling": (found := scaling.scaling(result)) and asdict(found),
        "disks": {row.node: _counts(row, *DISK) for row in disks.disks(result)},
        "busiest": busy and {**_counts(busy.station, "node", "name"), "utilisation": busy.utilisation},
        "availability": {
            "measured": availability.measured(result),
            "expected": availability.expected(result.design),
            "nodes": availability.node_up(result),
        },
        "detections": [
            _counts(row, "node", "died_s", "marked_s", "detection_s", "failed") for row in episodes.detections(result)
        ],
        "exposure": _exposure(result),
        "machines": None if bill is None else {"count": bill.machines, "kinds": bill.kinds},
        "probes": dict(zip(("answered", "refused", "missed"), result.probe_counts, strict=True)),
        "asleep_faults": list(result.asleep),
        "warmup_s": result.warmup_ns / S,
        "until_s": result.until_ns / S,
        "replications": result.runs,
        "over_budget": result.over_budget,
        "events": result.events,
    }


def _people(result: Result) -> dict[str, Any]:
    """Who asked, what they had to look up, and who was logged out."""
    who, looked, known = people.people(result), names.names(result), people.sessions(result)
    met = versions.versions(result)
    return {
        "people": who and asdict(who),
        "names": looked and asdict(looked),
        "versions": met and asdict(met),
        "sites": (placed := sites.sites(result)) and asdict(placed),
        "sessions": known and {**asdict(known), "share": known.share},
    }


def _queues(result: Result) -> dict[str, Any]:
    """What waits, what was sold, and what pages are put together from."""
    held, sale = queues.queues(result), queues.sold(result)
    lines = timelines.summary(result)
    told = {"queues": held and asdict(held), "sale": sale and asdict(sale), "timelines": lines and asdict(lines)}
    return {**told, **pages.told(result)}


def _stale_hits(result: Result) -> dict[str, Any] | None:
    found = staleness.of_caches(result)
    return None if found is None else {"share": found.share, **asdict(found)}


def _written_back(result: Result) -> dict[str, Any] | None:
    found = result.behind
    if found is None:
        return None
    gone = [{"t_s": row.t_ns / S, **_counts(row, "key", "writes", "node")} for row in found.gone]
    return {**_counts(found, "taken", "flushed", "coalesced", "lost", "dirty"), "gone": gone}


def _exposure(result: Result) -> dict[str, Any] | None:
    found = exposure.exposure(result.design)
    if found is None:
        return None
    mine = {**_counts(found, "clients_to_change", "hidden"), "reachable": list(found.reachable)}
    return {**mine, **asdict(exposure.scans(result))}


def _counts(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _latency(times: Latency) -> dict[str, float | None]:
    return {name.removesuffix("_ms"): value for name, value in asdict(times).items()}


def _node(row: utilisation.NodeUse) -> dict[str, Any]:
    return _counts(row, "utilisation", "queue_mean", "queue_max", "served", "failed")


def _split(part: TimeSplit) -> dict[str, dict[str, float]]:
    systems: dict[str, dict[str, float]] = {}
    for (system, kind), ms in part.parts_ms.items():
        systems.setdefault(system, {})[kind] = ms
    return systems


def _plain(value: Any) -> Any:
    """The value without numpy's types, and with None for what JSON has no number for."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
