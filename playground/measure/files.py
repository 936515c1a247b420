"""The files of pages: what a CDN's edges knew, how many bytes it kept from the origin, how many answers were old, and
how long the users of each region waited."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.design.design import WebSystem
from playground.measure import counted
from playground.measure.latency import MS, percentile_ns
from playground.result import Endpoint, Histogram, Result, S
from playground.result.shelf import Shelf

BITS, GIGA = 8, 1e9
HOME = "home"


@dataclass(frozen=True)
class Files:
    """Of all edges together, over the whole run. A share is None where nobody asked.

    hit_ratio: of the look-ups; byte_hit_ratio: 1 - bytes that the CDN fetched from the origin / bytes that it sent.
    own: requests that browsers' own copies answered; old_share: of all answers, those with a version that the origin
    had replaced.
    """

    hits: int
    misses: int
    coalesced: int
    rescued: int
    own: int
    old: int
    sent_bytes: int
    origin_bytes: int
    placeholders: int
    hit_ratio: float | None
    byte_hit_ratio: float | None
    old_share: float | None


@dataclass(frozen=True)
class OverTime:
    """Per window, (W,) each. Shares are NaN where nobody asked. origin_gbit_s: everything that leaves the origin, for
    the CDN, past it, or as an answer; what the CDN fetched, where links have no end."""

    hit_ratio: np.ndarray
    byte_hit_ratio: np.ndarray
    old_share: np.ndarray
    origin_gbit_s: np.ndarray


@dataclass(frozen=True)
class Waits:
    """How long the users of a region waited for one answer, in milliseconds; a failed request counts as endless. None
    where there was nobody."""

    region: str
    page_p50_ms: float | None
    page_p95_ms: float | None
    files_p50_ms: float | None
    files_p95_ms: float | None


def edges(result: Result) -> tuple[Shelf, ...]:
    """The shelves that users ask."""
    return tuple(shelf for shelf in result.shelves if not shelf.is_shield)


def last(result: Result) -> tuple[Shelf, ...]:
    """The shelves that ask the origin: the shield, where there is one."""
    return tuple(shelf for shelf in result.shelves if shelf.is_shield) or edges(result)


def files(result: Result) -> Files | None:
    """None without a CDN."""
    if not result.shelves:
        return None
    own = edges(result)
    sums = {what: sum(getattr(row, what) for row in own) for what in ("hits", "misses", "coalesced", "old", "sent")}
    origin = sum(row.fetched for row in last(result))
    asked = sums["hits"] + sums["misses"]
    by_themselves = sum(row.answered for row in result.own_copies)
    old = sums["old"] + sum(row.old for row in result.own_copies)
    return Files(
        hits=sums["hits"],
        misses=sums["misses"],
        coalesced=sums["coalesced"],
        rescued=sum(row.rescued for row in result.shelves),
        own=by_themselves,
        old=old,
        sent_bytes=sums["sent"],
        origin_bytes=origin,
        placeholders=sum(row.placeholders for row in result.endpoints),
        hit_ratio=sums["hits"] / asked if asked else None,
        byte_hit_ratio=1 - origin / sums["sent"] if sums["sent"] else None,
        old_share=old / (asked + by_themselves) if asked + by_themselves else None,
    )


def over_time(result: Result, merge: int = 1) -> OverTime:
    """The same per `merge` windows. What is fetched in a window may be sent in the next, so a byte hit ratio can be
    less than nothing."""
    hits, misses, old, sent = (
        _summed(edges(result), f"{what}_in", merge) for what in ("hits", "misses", "old", "sent")
    )
    origin = _summed(last(result), "fetched_in", merge)
    own, own_old = (_own(result, what, merge) for what in ("answered_in", "old_in"))
    lengths_s = counted.windows(result, merge).length_s * result.runs
    with np.errstate(invalid="ignore", divide="ignore"):
        return OverTime(
            hits / (hits + misses),
            np.where(sent > 0, 1 - origin / sent, np.nan),
            (old + own_old) / (hits + misses + own),
            _leaving_gbit_s(result, merge, origin, lengths_s),
        )


def _own(result: Result, what: str, merge: int) -> Any:
    return sum(counted.summed(getattr(row, what), merge) for row in result.own_copies)


def _leaving_gbit_s(result: Result, merge: int, fetched: np.ndarray, lengths_s: np.ndarray) -> np.ndarray:
    design = result.design
    links: dict[str, float | None] = {}
    if isinstance(design, WebSystem) and design.cdn is not None:
        links = {"entry": design.entry.link_gbit_s, "own-link": design.cdn.own_link_gbit_s}
    rates = [
        (links.get(row.node) or 0.0) * counted.summed(row.busy_ns, merge) / S
        for row in result.stations
        if links.get(row.node) is not None
    ]
    gbit = np.sum(rates, axis=0) if links.get("entry") is not None else fetched * BITS / GIGA
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lengths_s > 0, gbit / lengths_s, np.nan)


def _summed(rows: tuple[Shelf, ...], what: str, merge: int) -> Any:
    return counted.summed(np.sum([getattr(row, what) for row in rows], axis=0), merge)


def by_region(result: Result) -> tuple[Waits, ...]:
    """The regions in the design's order."""
    design = result.design
    regions = [row.name for row in design.workload.regions] if isinstance(design, WebSystem) else []
    return tuple(
        Waits(
            region,
            _percentile_ms(result, region, 0.5, assets=False),
            _percentile_ms(result, region, 0.95, assets=False),
            _percentile_ms(result, region, 0.5, assets=True),
            _percentile_ms(result, region, 0.95, assets=True),
        )
        for region in regions
    )


def worst_p95_ms(result: Result) -> float | None:
    """How long 95 % of the requests for files took at most, where that is longest; None where nobody asked for any."""
    found = [row.files_p95_ms for row in by_region(result) if row.files_p95_ms is not None]
    return max(found, default=None)


def _percentile_ms(result: Result, region: str, share: float, *, assets: bool) -> float | None:
    rows = [
        (row, histogram.counts)
        for row, histogram in zip(result.endpoints, result.latency, strict=True)
        if row.is_request is not assets and not row.is_scan and region_of(row) == region
    ]
    if not rows:
        return None
    together = Histogram(result.latency[0].edges_ns, np.sum([counts for _, counts in rows], axis=0))
    found = percentile_ns(together, share, beyond=sum(row.failed for row, _ in rows))
    return None if found is None else found / MS if found < math.inf else math.inf


def region_of(endpoint: Endpoint) -> str:
    """Whose users ask for it: `page@asia`, or `page` of the home region."""
    return endpoint.name.partition("@")[2] or HOME
