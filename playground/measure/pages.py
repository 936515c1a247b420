"""Pages that are put together from several services: what each takes, how often it is there, and how often whole."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from playground.design.timelines import READ_NAME
from playground.measure import latency, read_model
from playground.result import Histogram, Result

SERVICE_STATION = "service cores"
NS_PER_MS = 1e6


@dataclass(frozen=True)
class PageUse:
    """Of all pages that are read; a timeline is none. calls, rows, work_ms: of the services, for a page that was put
    together. shown_share: of the pages that were asked for and came to an end, those that were served; whole_share:
    those that lacked nothing either. left_out: calls that pages did without, by service. None where there is nothing to
    divide."""

    shown: int
    degraded: int
    calls_mean: float | None
    rows_mean: float | None
    work_ms_mean: float | None
    shown_share: float | None
    whole_share: float | None
    mean_ms: float | None
    p99_ms: float | None
    left_out: dict[str, int]


def pages(result: Result) -> PageUse | None:
    """None where nothing was split off."""
    found = result.pages
    if found is None:
        return None
    read = _read(result)
    served = sum(result.endpoints[place].served for place in read)
    ended = served + sum(result.endpoints[place].failed for place in read)
    times = _times(result, read)
    mean_ms = sum(result.endpoints[place].latency_ns for place in read) / served / NS_PER_MS if served else None
    p99_ns = latency.percentile_ns(times, 0.99)
    busy_ns = sum(int(row.busy_ns.sum()) for row in result.stations if row.name == SERVICE_STATION)
    shown_share = served / ended if ended else None
    whole = _share(found.shown - found.degraded, found.shown)
    return PageUse(
        shown=found.shown,
        degraded=found.degraded,
        calls_mean=_share(sum(peer.calls for peer in found.peers), found.shown),
        rows_mean=_share(sum(peer.rows for peer in found.peers), found.shown),
        work_ms_mean=_share(busy_ns / NS_PER_MS, found.shown),
        shown_share=shown_share,
        whole_share=None if shown_share is None or whole is None else shown_share * whole,
        mean_ms=mean_ms,
        p99_ms=None if p99_ns is None else p99_ns / NS_PER_MS,
        left_out={peer.name: peer.left_out for peer in found.peers},
    )


def told(result: Result) -> dict[str, Any]:
    """The same as plain data, and what a read model that pages read has to tell."""
    used, behind = pages(result), read_model.lag(result)
    return {"read_model": behind and asdict(behind), "pages": used and asdict(used)}


def _read(result: Result) -> list[int]:
    """Endpoints of pages: what writes asks no service, nor does who reads a timeline."""
    timelines = () if result.timelines is None else (READ_NAME,)
    return [
        place
        for place, row in enumerate(result.endpoints)
        if row.is_request and not row.writes and row.name.split("@")[0] not in timelines
    ]


def _times(result: Result, read: list[int]) -> Histogram:
    counts = [result.latency[place].counts for place in read]
    edges_ns = result.latency[0].edges_ns
    return Histogram(edges_ns, np.sum(counts, axis=0) if counts else np.zeros(len(edges_ns) - 1, np.int64))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
