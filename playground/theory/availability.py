"""Availability of parts that fail independently: in series, in parallel, and n needed of m.

Source: Barlow and Proschan, "Statistical Theory of Reliability and Life Testing", 1975, chapters 1 and 7.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from playground.theory.given import not_negative, positive, share, whole

MINUTES_PER_YEAR = 365.25 * 24 * 60


def of_times(mtbf_s: float, mttr_s: float) -> float:
    """Share of the time a part is up that works for `mtbf_s` on average and is repaired in `mttr_s` on average."""
    positive(mtbf_s=mtbf_s)
    not_negative(mttr_s=mttr_s)
    return mtbf_s / (mtbf_s + mttr_s)


def series(shares: Sequence[float]) -> float:
    """All parts are needed: the product."""
    _all_shares(shares)
    return math.prod(shares)


def parallel(shares: Sequence[float]) -> float:
    """One part is enough: one less the product of the unavailabilities."""
    _all_shares(shares)
    whole(1, parts=len(shares))
    return 1 - math.prod(1 - one for one in shares)


def n_of_m(needed: int, parts: int, available: float) -> float:
    """At least `needed` of `parts` equal parts, each `available`: the binomial tail.

    Summed over the outages, in logarithms: many nines and thousands of parts keep their digits.
    """
    share(available=available)
    whole(1, parts=parts)
    whole(0, needed=needed)
    if needed > parts:
        raise ValueError(f"needed must be at most parts ({parts}), not {needed}")
    if needed == 0 or available == 1:
        return 1.0
    if available == 0:
        return 0.0
    return max(0.0, 1 - math.fsum(_binomial(up, parts, available) for up in range(needed)))


def n_of_unequal(needed: int, shares: Sequence[float]) -> float:
    """At least `needed` of parts that differ (the Poisson binomial): parts are added one at a time.

    Source: Barlow and Heidtmann, "Computing k-out-of-n system reliability", 1984.
    """
    _all_shares(shares)
    whole(0, needed=needed)
    if needed > len(shares):
        raise ValueError(f"needed must be at most the number of shares ({len(shares)}), not {needed}")
    up = np.zeros(len(shares) + 1)
    up[0] = 1.0
    for one in shares:
        up[1:] = up[1:] * (1 - one) + up[:-1] * one
        up[0] *= 1 - one
    return max(0.0, 1 - math.fsum(up[:needed].tolist()))


def downtime_min_per_year(available: float) -> float:
    """What an availability means: minutes of a year (365.25 days) in which the system is down."""
    share(available=available)
    return (1 - available) * MINUTES_PER_YEAR


def _all_shares(shares: Sequence[float]) -> None:
    for number, one in enumerate(shares, start=1):
        share(**{f"availability of part {number}": one})


def _binomial(up: int, parts: int, available: float) -> float:
    ways = math.lgamma(parts + 1) - math.lgamma(up + 1) - math.lgamma(parts - up + 1)
    return math.exp(ways + up * math.log(available) + (parts - up) * math.log1p(-available))
