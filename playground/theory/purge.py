"""How many users still see the old bytes after a purge, when it reaches the edges of a CDN one by one.

Each edge holds the old object, and serves it until the purge has come. So the mean share of the users who see the old
bytes after t is the sum, over the edges, of the edge's share of the users times the chance that the purge takes longer
than t to get there. An edge without the object, a shield that has still to be purged, and a browser's own copy are
not in this: the first makes it a bound from above, the other two can make the true share larger.

The time to reach an edge is taken as lognormal: positive, with a long tail, and fixed by two numbers that are
published, the median, exp(mu), and the 90th percentile, exp(mu + 1.2816 sigma). That is an assumption: the 99th
percentiles it leads to miss published ones by up to about a factor of two, to either side.

Without a purge an edge lets go when the time to live is over, like any cache: `old_share_by_ttl` is the bound for that.

Every function raises a ValueError of one sentence for times that cannot be, or shares that are none.

Source: the sum is derived here; for the lognormal distribution see Aitchison and Brown, "The Lognormal Distribution",
1957, chapter 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from playground.theory.dns_drain import old_share_at_most
from playground.theory.given import not_negative, positive, probabilities, share
from playground.theory.rows import same_length

NORMAL = NormalDist()
P90 = NORMAL.inv_cdf(0.9)  # 1.2816: standard deviations above the mean of a normal distribution
HALVINGS = 100


@dataclass(frozen=True)
class Propagation:
    """How long a purge takes to one edge: the logarithm of the seconds is normal, with this mean and deviation."""

    mu: float
    sigma: float

    def longer(self, since_s: float) -> float:
        """The chance that it takes longer than this."""
        if since_s <= 0:
            return 1.0
        above = math.log(since_s) - self.mu
        if self.sigma == 0:
            return float(above < 0)
        return math.erfc(above / (self.sigma * math.sqrt(2))) / 2

    def within_s(self, chance: float) -> float:
        """The seconds by which it has come with this chance, between 0 and 1."""
        if chance == 0:
            return 0.0
        if self.sigma == 0:
            return math.exp(self.mu)
        return math.exp(self.mu + self.sigma * NORMAL.inv_cdf(chance)) if chance < 1 else math.inf


def propagation(median_s: float, p90_s: float) -> Propagation:
    """The lognormal distribution with this median and 90th percentile; equal ones mean a time that never varies."""
    positive(median_s=median_s, p90_s=p90_s)
    if p90_s < median_s:
        raise ValueError(f"p90_s must be at least the median of {median_s:g} s, not {p90_s:g}")
    return Propagation(math.log(median_s), math.log(p90_s / median_s) / P90)


def old_share(since_s: float, shares: NDArray[np.float64], edges: Sequence[Propagation]) -> float:
    """Mean share of the users who see the old bytes so long after the purge. `shares`: each edge's of the users."""
    not_negative(since_s=since_s)
    probabilities(shares=shares)
    same_length(shares=shares, edges=edges)
    return math.fsum(part * edge.longer(since_s) for part, edge in zip(shares.tolist(), edges, strict=True))


def fresh_after_s(fresh: float, shares: NDArray[np.float64], edges: Sequence[Propagation]) -> float:
    """Seconds after the purge from which on this share of the users is fresh, on average; infinite for all of them."""
    share(fresh=fresh)
    probabilities(shares=shares)
    same_length(shares=shares, edges=edges)
    each_s = [edge.within_s(fresh) for part, edge in zip(shares.tolist(), edges, strict=True) if part > 0]
    early_s, late_s = min(each_s), max(each_s)  # at the one nobody is further than asked for, at the other everybody is
    if math.isinf(late_s):
        return math.inf
    for _ in range(HALVINGS):
        middle_s = (early_s + late_s) / 2
        if old_share(middle_s, shares, edges) > 1 - fresh:
            early_s = middle_s
        else:
            late_s = middle_s
    return late_s


def old_share_by_ttl(since_s: float, ttl_s: float) -> float:
    """The most users who can see the old bytes so long after a change that nobody purges: max(0, 1 - t/T)."""
    return old_share_at_most(since_s, ttl_s)
