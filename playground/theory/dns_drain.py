"""Who is still sent to the old address after a DNS record has changed, and what resolvers save the authority.

A resolver keeps an answer for the record's time to live T, and is asked for it at Poisson rate λ. Time falls into
cycles that begin with a question to the authority: T in which every question hits, then the wait for the next one, 1/λ
on average. At the instant of the change the resolver holds the record with the chance λT / (1 + λT), and what is left
of its life is then uniform between 0 and T. So a question asked t after the change is answered with the old address
with the chance λ(T - t) / (1 + λT) for t < T, and never from T on. Resolvers that are always asked come to 1 - t/T.

Look-ups take no time next to T, and all authoritative servers change at once. A rate is that of one cache: a public
resolver has many. Users' own caches (stub resolver, browser) come on top.

Resolvers that violate the time to live keep what they have for longer, or for good: the latter answer every question
with the old address, as long as they are asked at all. Their share is measured by Bhowmick, Ashiq, Deccio and Chung,
"TTL violation of DNS resolvers in the wild", Passive and Active Measurement 2023.

Every function raises a ValueError of one sentence for a time or rate below 0, or shares that are none.

Source: the cycles are those of Jung, Berger and Balakrishnan, "Modeling TTL-based Internet caches", IEEE INFOCOM 2003;
the change is added here, for a stationary renewal process (Ross, "Stochastic Processes", 2nd edition, 1996, section
3.4: of a cycle that is met at a random instant, the place is uniform).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, probabilities, rates, share
from playground.theory.rows import same_length
from playground.theory.ttl_cache import hit_ratio


def old_share(since_s: float, rate_rps: float, ttl_s: float) -> float:
    """Share of the questions asked so long after the change that one resolver answers with the old address."""
    not_negative(since_s=since_s, rate_rps=rate_rps, ttl_s=ttl_s)
    return float(_old_shares(since_s, np.array([rate_rps]), ttl_s)[0])


def old_share_at_most(since_s: float, ttl_s: float) -> float:
    """The same of a resolver that is asked all the time: max(0, 1 - t/T), which no rate exceeds."""
    not_negative(since_s=since_s, ttl_s=ttl_s)
    return 1 - since_s / ttl_s if since_s < ttl_s else 0.0


def old_share_mean(
    since_s: float,
    ttl_s: float,
    shares: NDArray[np.float64],
    rates_rps: NDArray[np.float64],
    violators: float = 0.0,
    violator_ttl_s: float = math.inf,
) -> float:
    """Share of all questions that get the old address, over kinds of resolvers.

    `shares`: how much of all questions goes to each kind; `rates_rps`: at what rate one resolver of the kind is asked.
    Of every kind the share `violators` keeps the record for `violator_ttl_s` instead (infinite: never lets go).
    """
    not_negative(since_s=since_s, ttl_s=ttl_s)
    share(violators=violators)
    probabilities(shares=shares)
    rates(rates_rps=rates_rps)
    same_length(shares=shares, rates_rps=rates_rps)
    if not violator_ttl_s >= ttl_s:
        raise ValueError(f"violator_ttl_s must be at least the time to live of {ttl_s:g} s, not {violator_ttl_s:g}")
    obedient = _old_shares(since_s, rates_rps, ttl_s)
    forever = math.isinf(violator_ttl_s)
    stubborn = (rates_rps > 0).astype(float) if forever else _old_shares(since_s, rates_rps, violator_ttl_s)
    return float(shares @ ((1 - violators) * obedient + violators * stubborn))


def hit_share(rate_rps: float, ttl_s: float) -> float:
    """Share of the questions that a resolver answers from what it holds: λT / (1 + λT)."""
    return hit_ratio(rate_rps, ttl_s)


def authority_rps(rate_rps: float, ttl_s: float) -> float:
    """Questions per second of one resolver that reach the authority: λ / (1 + λT), never more than 1/T."""
    not_negative(rate_rps=rate_rps, ttl_s=ttl_s)
    return rate_rps / (1 + rate_rps * ttl_s)


def lookup_mean_s(rate_rps: float, ttl_s: float, hit_s: float, miss_s: float) -> float:
    """Mean time of a look-up, in seconds, where one that hits takes `hit_s` and one that misses `miss_s` in all."""
    not_negative(hit_s=hit_s, miss_s=miss_s)
    hits = hit_share(rate_rps, ttl_s)
    return hits * hit_s + (1 - hits) * miss_s


def _old_shares(since_s: float, rates_rps: NDArray[np.float64], ttl_s: float) -> NDArray[np.float64]:
    return rates_rps * max(0.0, ttl_s - since_s) / (1 + rates_rps * ttl_s)
