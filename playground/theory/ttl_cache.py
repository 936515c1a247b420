"""How often a cache hits whose values only expire: nothing is evicted, and each value is good for so long.

Reads of a key are Poisson, and every one that misses fetches for itself (no lock). Time falls into cycles that begin
with a miss: the fetch, during which every read misses, too; the life of the value, during which every read hits; and
the wait for the next read, which begins the next cycle. By the renewal-reward theorem the hit ratio is the mean number
of hits in a cycle over the mean number of reads: λT / (1 + λD + λT) for a fetch that takes D and a life of T.

So it is where the value written first counts, and its life is not prolonged (`renews` is False). Where every fetch
writes and the life begins anew (as with a plain `SET` with expiry), the value lives from the end of the first fetch to
T after the end of the last, which begins D - (1 - exp(-λD))/λ after the first on average. Both are exact as long as a
fetch takes no longer than a value lives; with more, late values of the one cycle would serve the next.

Source: Jung, Berger and Balakrishnan, "Modeling TTL-based Internet caches", IEEE INFOCOM 2003, for D = 0; the fetch is
added here, by the same argument (renewal-reward: Ross, "Stochastic Processes", 2nd edition, 1996, section 3.6).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, positive, probabilities, whole


def hit_ratio(rate_rps: float, ttl_s: float, fetch_s: float = 0.0, *, renews: bool = False) -> float:
    """Share of the reads of one key, which come at this rate, that hit."""
    not_negative(rate_rps=rate_rps)
    return float(_hit_ratios(np.array([rate_rps]), ttl_s, fetch_s, renews)[0])


def mean_hit_ratio(
    popularity: NDArray[np.float64], rate_rps: float, ttl_s: float, fetch_s: float = 0.0, *, renews: bool = False
) -> float:
    """Share of all reads that hit. `rate_rps` is that of all keys, of which each has its share in `popularity`."""
    probabilities(popularity=popularity)
    not_negative(rate_rps=rate_rps)
    return float(popularity @ _hit_ratios(popularity * rate_rps, ttl_s, fetch_s, renews))


def share_fetched_under_lock(rate_rps: float, ttl_s: float, fetch_s: float = 0.0) -> float:
    """Share of the reads that reach the database where those that miss during a fetch wait for it: one in a cycle."""
    not_negative(rate_rps=rate_rps, ttl_s=ttl_s, fetch_s=fetch_s)
    return 1 / (1 + rate_rps * (ttl_s + fetch_s))


def share_stopped(rate_rps: float, ttl_s: float, missing_keys: int) -> float:
    """Share of an attack that null caching stops: reads of so many keys that do not exist, all equally often.

    "No such key" is a value like any other: each key gets an equal part of the rate.
    """
    positive(rate_rps=rate_rps)
    whole(1, missing_keys=missing_keys)
    return hit_ratio(rate_rps / missing_keys, ttl_s)


def _hit_ratios(rates_rps: NDArray[np.float64], ttl_s: float, fetch_s: float, renews: bool) -> NDArray[np.float64]:
    not_negative(ttl_s=ttl_s, fetch_s=fetch_s)
    if fetch_s > ttl_s:
        raise ValueError(f"fetch_s must be at most the {ttl_s:g} s that a value lives, not {fetch_s:g}")
    fetching = rates_rps * fetch_s
    hits = rates_rps * ttl_s
    if renews:
        hits = hits + fetching + np.expm1(-fetching)
    return hits / (1 + fetching + hits)
