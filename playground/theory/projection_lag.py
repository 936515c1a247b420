"""How far a read model is behind, how often somebody misses their own order, and how long it takes to build it anew.

An event waits for a worker, is projected, and can be found from the next refresh of the index on. Workers are an
M/M/c, whose sojourn S is known; refreshes come every R seconds, and an event falls anywhere between two of them. So the
lag is S + U with U even between 0 and R, and its mean that of S and R/2.

Whoever looks a fixed time t after the order does not find it with the chance P(S + U > t), the mean of P(S > t - u)
over u. Who looks after an exponential time at the rate v misses it with 1 - E[e^(-v (S + U))], which is a product: of
the Laplace transforms of S, phase by phase, and of U, (1 - e^(-vR)) / (vR).

To build the read model anew, its history is played through the same workers, beside what goes on happening:
history / (worker rate - live rate), as for any backlog. If its old index is thrown away first, whoever reads any one
of the N + λt documents there are finds those that have been put back: all but N - (μ - λ)t. Over the whole time that
is as if nobody found anything for N/λ (μ/λ log(μ/(μ - λ)) - 1) seconds. If the old one is read until the new one has
caught up, live events are projected twice: into the old one, and as history.

Every function raises a ValueError of one sentence for rates or times that cannot be.

Source: derived here; transforms of phase-type times: Neuts, "Matrix-Geometric Solutions in Stochastic Models", 1981,
chapter 2.
"""

from __future__ import annotations

import math

import numpy as np

from playground.theory.failover_loss import catch_up_s
from playground.theory.given import not_negative, positive
from playground.theory.mmc import mmc
from playground.theory.sojourn import Sojourn

PARTS = 100  # of a refresh interval, over which a tail is averaged by Simpson's rule
SMALL = 1e-9  # the tail that is left out


def lag_mean_ms(event_rps: float, project_ms: float, workers: int, refresh_ms: float) -> float:
    """Mean time from the event until it can be found; infinite where the workers do less than happens."""
    not_negative(refresh_ms=refresh_ms)
    return mmc(event_rps, project_ms, workers).time_ms_mean + refresh_ms / 2


def lag_tail(event_rps: float, project_ms: float, workers: int, refresh_ms: float, time_ms: float) -> float:
    """Share of the events that cannot be found so long after they happened: who looks then does not see their own."""
    not_negative(refresh_ms=refresh_ms, time_ms=time_ms)
    projected = mmc(event_rps, project_ms, workers).sojourn
    if projected is None:
        return 1.0
    if refresh_ms == 0:
        return projected.tail(time_ms)
    # later than the whole of a refresh before it: the tail is 1 where nothing is left of the time
    even_ms = max(0.0, refresh_ms - time_ms)
    begin_ms = max(0.0, time_ms - refresh_ms)
    end_ms = min(time_ms, projected.quantile(1 - SMALL))
    width_ms = min(refresh_ms, time_ms) - (time_ms - end_ms)
    if width_ms <= 0:
        return even_ms / refresh_ms
    tails = np.array([projected.tail(begin_ms + part / PARTS * width_ms) for part in range(PARTS + 1)])
    weights = np.ones(PARTS + 1)
    weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
    mean_tail = float(weights @ tails) / (3 * PARTS)
    return min(1.0, even_ms / refresh_ms + width_ms / refresh_ms * mean_tail)


def missed_share(
    event_rps: float, project_ms: float, workers: int, refresh_ms: float, look_after_mean_ms: float
) -> float:
    """Share of those who do not find their own event, looking once, an exponential time after it."""
    not_negative(refresh_ms=refresh_ms)
    positive(look_after_mean_ms=look_after_mean_ms)
    projected = mmc(event_rps, project_ms, workers).sojourn
    if projected is None:
        return 1.0
    looks = refresh_ms / look_after_mean_ms
    refreshed = -math.expm1(-looks) / looks if looks > 0 else 1.0
    return 1 - transform(projected, 1 / look_after_mean_ms) * refreshed


def transform(sojourn: Sojourn, rate_per_ms: float) -> float:
    """The Laplace transform of the time: the chance that it ends before an exponential time of this rate."""
    not_negative(rate_per_ms=rate_per_ms)
    chance = 1.0
    for visit in sojourn.visits:
        rest, ends = 1.0, 0.0
        for start, rate in zip(reversed(visit.starts), reversed(visit.rates_per_ms), strict=True):
            rest *= rate / (rate + rate_per_ms)
            ends += start * rest
        chance *= ends
    return chance


def rebuild_s(history: float, worker_rps: float, live_rps: float) -> float:
    """Until the read model has everything again, history and what has happened meanwhile; infinite without room."""
    return catch_up_s(history, live_rps, worker_rps)


def rebuild_beside_s(history: float, worker_rps: float, live_rps: float) -> float:
    """The same beside the old index, where each live event is projected into that one, too."""
    return catch_up_s(history, 2 * live_rps, worker_rps)


def absent_s(history: float, worker_rps: float, live_rps: float) -> float:
    """How long nobody would have to find anything to miss as many documents as readers do while the read model that was
    thrown away is built anew; infinite without room."""
    whole_s = rebuild_s(history, worker_rps, live_rps)
    if live_rps == 0 or whole_s in (0.0, math.inf):
        return whole_s / 2
    more = worker_rps / live_rps
    return history / live_rps * (more * math.log(more / (more - 1)) - 1)
