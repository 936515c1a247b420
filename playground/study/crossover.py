"""Two ways to grow, each a list of sizes with what they carry and cost: where the one becomes cheaper than the other,
and where the other ends.

Nothing is run here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SAME = 1 + 1e-9  # sums of the same prices in another order differ by less


@dataclass(frozen=True)
class Offer:
    """A size that can be bought: the most daily users it carries, and USD a month."""

    users: float
    usd_month: float


@dataclass(frozen=True)
class Crossover:
    """cheaper_from: with more daily users than this, however many, the second way costs less (None: never, as far as
    it reaches). mandatory_from: with more than this the first way carries nobody (None: it carries as many as the
    second, or more)."""

    cheaper_from: float | None
    mandatory_from: float | None


def cheapest(offers: Sequence[Offer], users: float) -> Offer | None:
    """The cheapest size that carries so many; None when none does."""
    enough = [offer for offer in offers if offer.users >= users]
    return min(enough, key=lambda offer: (offer.usd_month, -offer.users), default=None)


def curve(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The sizes worth buying, from the smallest on: each is the cheapest up to its users."""
    steps: list[Offer] = []
    for users in sorted({offer.users for offer in offers}):
        best = cheapest(offers, users)
        if best is not None and best not in steps:
            steps.append(best)
    return tuple(steps)


def crossover(first: Sequence[Offer], second: Sequence[Offer]) -> Crossover:
    """Between two ways. Costs are constant between two limits, so it is enough to look at each limit."""
    reach, far = (max((offer.users for offer in way), default=0.0) for way in (first, second))
    return Crossover(_cheaper_from(first, second, far), reach if reach < far else None)


def _cheaper_from(first: Sequence[Offer], second: Sequence[Offer], far: float) -> float | None:
    """From the highest limit down, as long as the second way costs less."""
    limits = sorted({0.0, *(offer.users for offer in (*first, *second))}, reverse=True)
    found: float | None = None
    for upto, down_to in pairwise(limits):
        one, other = cheapest(first, upto), cheapest(second, upto)
        if upto > far or other is None or (one is not None and one.usd_month <= other.usd_month * SAME):
            break
        found = down_to
    return found


def months_until(users: float | None, today: float, growth_share: float) -> float | None:
    """Months until `today` users are so many when they grow by this share every month; 0 when they are already, None
    when they never will be."""
    if users is None:
        return None
    if users <= today:
        return 0.0
    return math.log(users / today) / math.log1p(growth_share) if growth_share > 0 else None
