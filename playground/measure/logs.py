"""The logs of a run: how many lines, how many bytes and how much money, what the index had to drop, and how long it
takes to find one error.

Lines follow from what was answered and what failed in each window; the way to the index is a fluid: it takes so many
lines a second, the buffer holds so many, and the rest is dropped. A day's bytes follow from the workload's mean, not
from its peak, as the bill's do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.design import WebSystem
from playground.design.logs import Logs
from playground.measure import counted
from playground.measure.alerts import operations
from playground.result import Result
from playground.theory import log_search

DAY_S = 86_400.0
GB = 1e9
DAYS = 30.0


@dataclass(frozen=True)
class Found:
    """lines_per_s: written in the counted windows; error lines among them. kept_share: that are shipped, after
    sampling. gb_per_day, usd_month: of what is shipped on a mean day; 0 where nothing is. dropped: lines that found no
    room; lag_s: the longest that one waited for the index. tail_s, central_s: until one error is found either way, None
    where there was none; seen_share: of the error lines, that somebody with a terminal to each server sees."""

    lines_per_s: float
    errors_per_s: float
    bytes_per_s: float
    kept_share: float
    gb_per_day: float
    usd_month: float
    dropped: float
    lag_s: float
    servers: int
    tail_s: float | None
    central_s: float | None
    seen_share: float


def logs(result: Result) -> Found | None:
    """None where nobody says what becomes of logs, or before the first counted window is over."""
    given, windows = operations(result), counted.windows(result)
    if given is None or not isinstance(result.design, WebSystem) or not windows.is_counted.any():
        return None
    mine, counts = given.logs, windows.is_counted
    span_s = float(windows.length_s[counts].sum()) * result.runs
    ended = result.requests.served + result.requests.failed
    lines, errors = ended * mine.lines_per_request + result.requests.failed, result.requests.failed
    lines_per_s, errors_per_s = float(lines[counts].sum()) / span_s, float(errors[counts].sum()) / span_s
    kept_share = _kept(mine, lines_per_s, errors_per_s)
    shipped = (errors + mine.sample_share * (lines - errors)) / result.runs
    dropped, lag_s = _index(mine, shipped, windows.length_s) if mine.central else (0.0, 0.0)
    gb_per_day = _gb_per_day(result.design, mine, lines_per_s, kept_share, ended[counts].sum() / span_s)
    servers = result.design.first_servers * result.design.places
    each_per_s, eyes = lines_per_s / servers, mine.read_lines_per_s
    wait_s = log_search.live_mean_s(servers, servers, errors_per_s, each_per_s, eyes)
    return Found(
        lines_per_s=lines_per_s,
        errors_per_s=errors_per_s,
        bytes_per_s=lines_per_s * mine.line_bytes,
        kept_share=kept_share if mine.central else 0.0,
        gb_per_day=gb_per_day,
        usd_month=gb_per_day * (DAYS * mine.usd_per_gb + mine.retention_days * mine.usd_per_gb_month),
        dropped=dropped,
        lag_s=lag_s,
        servers=servers,
        tail_s=servers * mine.open_s + wait_s if errors_per_s > 0 else None,
        central_s=log_search.central_mean_s(lag_s, mine.refresh_s, mine.query_s) if errors_per_s > 0 else None,
        seen_share=log_search.noticed_share(servers, each_per_s, eyes),
    )


def _kept(given: Logs, lines_per_s: float, errors_per_s: float) -> float:
    """Errors are always kept."""
    if lines_per_s <= 0:
        return given.sample_share
    return (errors_per_s + given.sample_share * (lines_per_s - errors_per_s)) / lines_per_s


def _gb_per_day(design: WebSystem, given: Logs, lines_per_s: float, kept_share: float, ended_rps: float) -> float:
    """The lines of a request, times the requests of a mean day."""
    if not given.central or ended_rps <= 0:
        return 0.0
    mean_rps = design.workload.requests_rps / design.workload.peak_factor
    return float(lines_per_s / ended_rps * mean_rps * kept_share * given.line_bytes * DAY_S / GB)


def _index(given: Logs, shipped: np.ndarray, length_s: np.ndarray) -> tuple[float, float]:
    """Lines dropped, and the longest wait in seconds. Within a window lines come evenly."""
    waiting = dropped = longest_s = 0.0
    for lines, seconds in zip(shipped.tolist(), length_s.tolist(), strict=True):
        waiting = max(0.0, waiting + lines - given.index_lines_per_s * seconds)
        dropped += max(0.0, waiting - given.buffer_lines)
        waiting = min(waiting, given.buffer_lines)
        longest_s = max(longest_s, waiting / given.index_lines_per_s)
    return dropped, longest_s
