"""How often, and how fast, a page is answered that needs several services, each with a database of its own.

If all are needed, the page is there with the product of their availabilities: three services with 99.9 % each make
99.7 %. A service whose part can be left out, or answered from elsewhere (a fallback), does not stop the page; the page
is whole with the product of all and there with the product of those that are needed. In between it is degraded.

Services asked one after the other take the sum of their times, services asked side by side the longest. For the means
of exponential times that is a sum over all subsets: of two, t₁ + t₂ - 1 / (1/t₁ + 1/t₂).

Services fail independently of one another, and what they share is not counted: the network, the site, the deploy.
A database that all of them shared failed once for all: splitting it splits the damage, not the number of failures.

Every function raises a ValueError of one sentence for availabilities or times that cannot be.

Source: Barlow and Proschan, "Statistical Theory of Reliability and Life Testing", 1975, chapter 1; the longest by
inclusion and exclusion (Ross, "Introduction to Probability Models", 10th edition, 2010, section 5.2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from playground.theory.availability import series
from playground.theory.given import positive, share

MOST = 20  # services whose subsets are added up


@dataclass(frozen=True)
class Service:
    """What a page asks. Raises ValueError for an availability or a time that cannot be."""

    available: float
    """Share of the time that it answers."""
    mean_ms: float = 1.0
    """Mean time of its answer."""
    needed: bool = True
    """Is there no page without it? If not, there is a fallback."""

    def __post_init__(self) -> None:
        share(available=self.available)
        positive(mean_ms=self.mean_ms)


def shown_share(services: Sequence[Service]) -> float:
    """Share of the pages that are answered at all: the product over those that are needed."""
    return series([service.available for service in services if service.needed])


def whole_share(services: Sequence[Service]) -> float:
    """Share of the pages that lack nothing: the product over all."""
    return series([service.available for service in services])


def degraded_share(services: Sequence[Service]) -> float:
    """Share of the pages that are shown with something left out."""
    return shown_share(services) - whole_share(services)


def in_a_row_mean_ms(services: Sequence[Service]) -> float:
    """Mean time of the page whose services are asked one after the other."""
    return math.fsum(service.mean_ms for service in services)


def side_by_side_mean_ms(services: Sequence[Service]) -> float:
    """Mean time of the page whose services are asked at once, if each time is exponential: that of the slowest."""
    if len(services) > MOST:
        raise ValueError(f"services must be at most {MOST}, not {len(services)}")
    rates = [1 / service.mean_ms for service in services]
    return math.fsum(
        (-1) ** (size + 1) / math.fsum(some) for size in range(1, len(rates) + 1) for some in combinations(rates, size)
    )
