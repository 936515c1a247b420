"""Timelines: when the last follower can see a post, how many fetches a read takes, and the work of both."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.design.timelines import READ_NAME
from playground.measure import counted, latency
from playground.result import Histogram, Result, S

SYSTEM = "timeline"


@dataclass(frozen=True)
class Summary:
    """Counts as in `result/timelines.py`.

    last_s_p50, last_s_p99: from the birth of a request until the last follower can see its post, of the counted that
    were delivered; last_s_max: as the objective has it. read_ms_p99: of the counted reads, failed ones as endless.
    fan_in_mean: fetches of a read, that of its own timeline included. work_cores: cores of the store that were busy on
    average in the counted windows.
    """

    pushed: int
    pulled: int
    delivered: int
    cut_off: int
    under_way: int
    inserted: int
    missing: int
    again: int
    reads: int
    last_s_p50: float | None
    last_s_p99: float | None
    last_s_max: float | None
    read_ms_p99: float | None
    fan_in_mean: float | None
    work_cores: float | None


@dataclass(frozen=True)
class OverTime:
    """(W,) per window: the longest that a post delivered in it took to reach its last follower, NaN where none was;
    posts under way at its end; entries made per second, the second time included; fetches of a read, NaN where nobody
    read."""

    slowest_s: np.ndarray
    under_way: np.ndarray
    inserts_rps: np.ndarray
    fan_in: np.ndarray


def summary(result: Result) -> Summary | None:
    """None where there are none."""
    found = result.timelines
    if found is None:
        return None
    names = ("pushed", "pulled", "delivered", "cut_off", "under_way", "inserted", "missing", "again", "reads")
    p50_s, p99_s = (_last_s(result, share) for share in (0.5, 0.99))
    return Summary(
        **{name: getattr(found, name) for name in names},
        last_s_p50=p50_s,
        last_s_p99=p99_s,
        last_s_max=last_follower_s(result),
        read_ms_p99=read_p99_ms(result),
        fan_in_mean=1 + found.fetches / found.reads if found.reads else None,
        work_cores=work_cores(result),
    )


def last_follower_s(result: Result) -> float | None:
    """The longest that a post took until its author's last follower could see it; of one under way its age, and endless
    where one has been given up. None where there is no post."""
    found = result.timelines
    if found is None or found.pushed + found.pulled == 0:
        return None
    if found.cut_off:
        return math.inf
    is_counted = counted.windows(result).is_counted
    slowest_ns = int(found.slowest_ns[: len(is_counted)][is_counted].max(initial=0))
    longest_ns = max(slowest_ns, found.oldest_ns)
    return longest_ns / S if longest_ns else None


def read_p99_ms(result: Result) -> float | None:
    """The 99th percentile of reading a timeline when one that fails counts as endless; None where nobody reads any."""
    rows = [place for place, row in enumerate(result.endpoints) if row.name.split("@")[0] == READ_NAME]
    if result.timelines is None or not rows:
        return None
    counts = np.sum([result.latency[place].counts for place in rows], axis=0)
    failed = sum(result.endpoints[place].failed for place in rows)
    found = latency.percentile_ns(Histogram(result.latency[0].edges_ns, counts), 0.99, beyond=failed)
    return None if found is None else found / latency.MS


def work_cores(result: Result) -> float | None:
    """How many cores of the store were busy on average; None before a counted window has passed."""
    windows = counted.windows(result)
    time_ns = windows.length_s[windows.is_counted].sum() * S * result.runs
    if time_ns == 0:
        return None
    busy_ns = sum(int(row.busy_ns[windows.is_counted].sum()) for row in result.stations if row.system == SYSTEM)
    return float(busy_ns / time_ns)


def over_time(result: Result) -> OverTime | None:
    """None where there are none."""
    found = result.timelines
    if found is None:
        return None
    length_s = counted.windows(result).length_s
    with np.errstate(invalid="ignore", divide="ignore"):
        fan_in = 1 + found.fetches_in / found.reads_in
    return OverTime(
        slowest_s=np.where(found.delivered_in > 0, found.slowest_ns / S, np.nan),
        under_way=found.under_way_in,
        inserts_rps=(found.inserted_in + found.again_in) / (length_s * result.runs),
        fan_in=np.where(found.reads_in > 0, fan_in, np.nan),
    )


def _last_s(result: Result, share: float) -> float | None:
    found = result.timelines
    counts = None if found is None else found.lasts.sum(axis=0)
    if counts is None:
        return None
    span_ns = latency.percentile_ns(Histogram(result.latency[0].edges_ns, counts), share)
    return None if span_ns is None else span_ns / S
