"""A read model: how far it is behind, how often somebody does not find the own order yet, and what it has lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import latency
from playground.result import Histogram, Result, S
from playground.result.read_model import ReadModel

MS_PER_S = 1000.0


@dataclass(frozen=True)
class Lag:
    """events = projected + lost + open. not_yet_share: of the users who looked for an order whose fate is known, those
    who did not find it; a lost one is not found. copied: into stores of other sites,
    where they can be found elsewhere_ms_mean after the commit. divergent: orders whose document will never be there,
    unless the index is built anew, which makes `cured` of them good; divergent_share: of those whose fate is known.
    rebuild_s: from the beginning of that until the last index is whole. Of the documents that pages wanted,
    absent_share were not found and old_share found in an old index while a new one was being built. None where there is
    nothing to take the mean of, or it has not come to an end."""

    events: int
    projected: int
    lost: int
    open: int
    lag_ms_mean: float | None
    lag_ms_p99: float | None
    not_yet_share: float | None
    copied: int
    elsewhere_ms_mean: float | None
    divergent: int
    cured: int
    divergent_share: float | None
    restored: int
    rebuild_s: float | None
    reads: int
    absent_share: float | None
    old_share: float | None


@dataclass(frozen=True)
class OverTime:
    """(W,) mean seconds that those events were behind which came into the store in each window, nan where none did;
    (W,) events lost so far, and those of them that have not been made good; (W,) of the documents that pages wanted in
    each window, the share that was not found, nan where none was wanted."""

    behind_s: np.ndarray
    lost: np.ndarray
    divergent: np.ndarray
    absent_share: np.ndarray


def lag(result: Result) -> Lag | None:
    """None where there is no read model."""
    found = result.read_model
    if found is None:
        return None
    known = found.projected + found.lost
    p99_ns = latency.percentile_ns(Histogram(result.latency[0].edges_ns, found.lags), 0.99)
    return Lag(
        events=found.events,
        projected=found.projected,
        lost=found.lost,
        open=found.open,
        lag_ms_mean=found.lag_ns / found.projected / S * MS_PER_S if found.projected else None,
        lag_ms_p99=None if p99_ns is None else p99_ns / S * MS_PER_S,
        copied=found.copied,
        elsewhere_ms_mean=found.copied_ns / found.copied / S * MS_PER_S if found.copied else None,
        not_yet_share=(found.not_yet + found.lost) / known if known else None,
        divergent=found.lost - found.cured,
        cured=found.cured,
        divergent_share=(found.lost - found.cured) / known if known else None,
        restored=found.restored,
        rebuild_s=_rebuild_s(found),
        reads=found.reads,
        absent_share=found.absent / found.reads if found.reads else None,
        old_share=found.old / found.reads if found.reads else None,
    )


def _rebuild_s(found: ReadModel) -> float | None:
    return None if found.begun_ns is None or found.whole_ns is None else (found.whole_ns - found.begun_ns) / S


def over_time(result: Result) -> OverTime:
    """Raises ValueError where there is no read model."""
    found = result.read_model
    if found is None:
        raise ValueError("the result must have a read model")
    some = found.projected_in > 0
    behind_s = np.where(some, found.lag_ns_in / np.where(some, found.projected_in, 1) / S, np.nan)
    wanted = found.reads_in > 0
    absent_share = np.where(wanted, found.absent_in / np.where(wanted, found.reads_in, 1), np.nan)
    return OverTime(behind_s, np.cumsum(found.lost_in), np.cumsum(found.lost_in - found.cured_in), absent_share)
