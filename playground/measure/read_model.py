"""A read model: how far it is behind, how often somebody does not find the own order yet, and what it has lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.measure import latency
from playground.result import Histogram, Result, S

MS_PER_S = 1000.0


@dataclass(frozen=True)
class Lag:
    """events = projected + lost + open. not_yet_share: of the users who looked for an order whose fate is known, those
    who did not find it; a lost one is not found. copied: into stores of other sites,
    where they can be found elsewhere_ms_mean after the commit. None where there is nothing to take the mean of."""

    events: int
    projected: int
    lost: int
    open: int
    lag_ms_mean: float | None
    lag_ms_p99: float | None
    not_yet_share: float | None
    copied: int
    elsewhere_ms_mean: float | None


@dataclass(frozen=True)
class OverTime:
    """(W,) mean seconds that those events were behind which came into the store in each window, nan where none did;
    (W,) events lost so far."""

    behind_s: np.ndarray
    lost: np.ndarray


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
    )


def over_time(result: Result) -> OverTime:
    """Raises ValueError where there is no read model."""
    found = result.read_model
    if found is None:
        raise ValueError("the result must have a read model")
    some = found.projected_in > 0
    behind_s = np.where(some, found.lag_ns_in / np.where(some, found.projected_in, 1) / S, np.nan)
    return OverTime(behind_s, np.cumsum(found.lost_in))
