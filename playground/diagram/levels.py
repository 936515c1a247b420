"""Levels inside nodes at each moment: how far a copy lags, how well a cache is hit, how many messages a queue holds."""

from __future__ import annotations

from dataclasses import dataclass

from playground.result import Result, S


@dataclass(frozen=True)
class Level:
    """`what` is lag (seconds), hits (percent) or depth (messages). values: one per moment, None where there is none;
    full: the value at which the node's gauge is full."""

    what: str
    values: list[float | None]
    full: float


def levels(result: Result, spans: list[slice]) -> dict[str, Level]:
    """The level of every node that has one."""
    return {**_hits(result, spans), **_lags(result, spans), **_depths(result, spans)}


def _hits(result: Result, spans: list[slice]) -> dict[str, Level]:
    names = {node.name for node in result.nodes}
    found = {}
    for cache in result.caches:
        if cache.name not in names:
            continue
        asked = [(int(cache.hits_in[span].sum()), int(cache.misses_in[span].sum())) for span in spans]
        shares = [round(100 * hits / (hits + misses), 1) if hits + misses else None for hits, misses in asked]
        found[cache.name] = Level("hits", shares, 100.0)
    return found


def _lags(result: Result, spans: list[slice]) -> dict[str, Level]:
    """At the end of each moment; the primary's own is none."""
    if result.replication is None:
        return {}
    found = {}
    for copy in result.replication.copies:
        lags_s = [round(float(copy.applied_lag_ns[span.stop - 1]) / S, 2) for span in spans]
        found[copy.name] = Level("lag", list(lags_s), max(1.0, *lags_s))
    return found


def _depths(result: Result, spans: list[slice]) -> dict[str, Level]:
    """Messages that wait at the end of each moment."""
    found = {}
    for queue in result.queues:
        depths = [float(queue.waiting_in[span.stop - 1]) for span in spans]
        found[queue.name] = Level("depth", list(depths), max(1.0, *depths))
    return found
