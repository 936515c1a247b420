"""Many keys planted at once expire at once, unless their TTLs differ: the misses per second that follow, and the peak.

Each key lives for a TTL drawn evenly from `ttl_s` to `ttl_s + jitter_s`. Its first read after that misses and plants it
again; reads of a key are Poisson, so that read comes an exponential time after the expiry. For a key read λ times per
second the instant of the miss therefore has the density of a uniform time and an exponential one together:
(1 - exp(-λ(t - T)))/J while keys expire, from T to T + J; after that it falls like exp(-λ(t - T - J)); without jitter
it is λ exp(-λ(t - T)). The rate of misses is the sum over the keys. These are their first misses; a key's next one
comes a TTL later at the earliest, so until 2T they are all there are.

Every term of the sum rises until T + J and falls from then on, whatever its λ, so the peak of the sum is there. Jitter
divides a hot key's part of the peak by λJ, but hardly that of a key which is read less than once in J: those misses are
spread out by the reads themselves.

Source: derived here, with the convolution of densities of Feller, "An Introduction to Probability Theory and Its
Applications", volume II, 2nd edition, 1971, chapter I.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, rates


def miss_rates_rps(
    rates_rps: NDArray[np.float64], ttl_s: float, jitter_s: float, times_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First misses per second at each of these times after the planting. `rates_rps` is how often each key is read."""
    rates(rates_rps=rates_rps)
    not_negative(ttl_s=ttl_s, jitter_s=jitter_s)
    return np.array([_miss_rate_rps(rates_rps, jitter_s, float(time_s) - ttl_s) for time_s in times_s])


def peak_s(ttl_s: float, jitter_s: float) -> float:
    """When the first misses are most frequent: at the last expiry."""
    not_negative(ttl_s=ttl_s, jitter_s=jitter_s)
    return ttl_s + jitter_s


def peak_rps(rates_rps: NDArray[np.float64], jitter_s: float) -> float:
    """First misses per second at the peak. Without jitter every read is one, for an instant: the sum of the rates."""
    rates(rates_rps=rates_rps)
    not_negative(jitter_s=jitter_s)
    return _miss_rate_rps(rates_rps, jitter_s, jitter_s)


def jitter_gain(rates_rps: NDArray[np.float64], jitter_s: float) -> float:
    """How many times lower jitter makes the peak."""
    return peak_rps(rates_rps, 0.0) / peak_rps(rates_rps, jitter_s)


def _miss_rate_rps(rates_rps: NDArray[np.float64], jitter_s: float, since_ttl_s: float) -> float:
    if since_ttl_s < 0:
        return 0.0
    if jitter_s == 0:
        return float(rates_rps @ np.exp(-rates_rps * since_ttl_s))
    expiring_s = min(since_ttl_s, jitter_s)
    waiting_s = since_ttl_s - expiring_s
    return float(-np.expm1(-rates_rps * expiring_s) @ np.exp(-rates_rps * waiting_s)) / jitter_s
