"""How many followers an author has: a Pareto law that is cut off below and above.

    P(F > x) = (x^-s - H^-s) / (L^-s - H^-s)   for L ≤ x ≤ H

The exponent decides how much of everything the few large ones have. What fan-out costs are partial moments, the mean of
F^p over those between two sizes, and these are powers again, so that nothing has to be drawn or added up:

    E[F^p; a < F ≤ b] = s / (L^-s - H^-s) · (b^(p-s) - a^(p-s)) / (p - s).

A user follows as many authors on average as a user has followers, since each pair counts once on either side; so
E[F; F > t] is also how many authors with more than t followers a user follows on average.

Sizes are real numbers here. Every function raises a ValueError of one sentence for sizes, exponents or shares that
cannot be.

Source: the moments are derived here; that the tail is such a law, with a density of exponent 2.276, so s = 1.276: Kwak,
Lee, Park and Moon, "What is Twitter, a social network or a news media?", WWW 2010, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import positive, share, whole

FLATTEST, STEEPEST = 1e-9, 100.0  # exponents at which all sizes matter alike, and at which only the least does
HALVINGS = 200  # more than the bits of a double


@dataclass(frozen=True)
class Followers:
    """The law of one author's followers. Raises ValueError unless 0 < least < most and exponent > 0."""

    least: float
    """The fewest that an author has."""
    most: float
    """The most."""
    exponent: float
    """The smaller, the more the large ones have."""

    def __post_init__(self) -> None:
        positive(least=self.least, most=self.most, exponent=self.exponent)
        if not self.least < self.most:
            raise ValueError(f"most must be more than least ({self.least:g}), not {self.most:g}")

    @property
    def mean(self) -> float:
        """Followers of the mean author, who is followed by far more than most."""
        return self.moment(1.0)

    def above(self, size: float) -> float:
        """Share of the authors with more followers than `size`."""
        if size <= self.least:
            return 1.0
        if size >= self.most:
            return 0.0
        rest = -math.expm1(self.exponent * math.log(size / self.most))  # 1 - (x/H)^s
        return rest * self._scale() * (self.least / size) ** self.exponent

    def quantile(self, below: float) -> float:
        """The size that the share `below` of the authors do not exceed."""
        share(below=below)
        kept = 1 - below * -math.expm1(self.exponent * math.log(self.least / self.most))
        return float(min(self.most, self.least * kept ** (-1 / self.exponent)))

    def moment(self, power: float, above: float = 0.0, up_to: float = math.inf) -> float:
        """The mean of F^power over all authors, those outside (above, up_to] counting as nothing."""
        begin, end = max(above, self.least), min(up_to, self.most)
        if begin >= end:
            return 0.0
        rest, span = power - self.exponent, math.log(end / begin)
        area = span if rest == 0 else math.expm1(rest * span) / rest
        return self.exponent * self._scale() * (self.least / begin) ** self.exponent * begin**power * area

    def row(self, authors: int) -> NDArray[np.float64]:
        """So many authors, ascending: the sizes in the middle of as many equal parts of all authors.

        Their mean is below that of the law, as the very largest are rarer than one part.
        """
        whole(1, authors=authors)
        below = (np.arange(authors) + 0.5) / authors
        kept = 1 - below * -math.expm1(self.exponent * math.log(self.least / self.most))
        return np.asarray(np.minimum(self.most, self.least * kept ** (-1 / self.exponent)))

    def _scale(self) -> float:
        """1 / (1 - (L/H)^s)."""
        return -1 / math.expm1(self.exponent * math.log(self.least / self.most))


def of_mean(mean: float, least: float, most: float) -> Followers:
    """The law between these sizes whose mean author has so many. Raises ValueError if no exponent makes it so."""
    positive(mean=mean, least=least, most=most)
    lowest, highest = Followers(least, most, STEEPEST).mean, Followers(least, most, FLATTEST).mean
    if not lowest < mean < highest:
        raise ValueError(f"mean must be between {lowest:g} and {highest:g} for these sizes, not {mean:g}")
    return Followers(least, most, _last(FLATTEST, STEEPEST, lambda one: Followers(least, most, one).mean > mean))


def of_tail(mean: float, most: float, exponent: float) -> Followers:
    """The law of this exponent whose mean author has so many: the least size is what makes it so."""
    positive(mean=mean, most=most, exponent=exponent)
    if not mean < most:
        raise ValueError(f"mean must be below the most ({most:g}), not {mean:g}")
    least = _last(0.0, mean, lambda one: Followers(one, most, exponent).mean < mean)
    return Followers(least, most, exponent)


def _last(low: float, high: float, holds: Callable[[float], bool]) -> float:
    """The last number for which something holds that holds from `low` to somewhere before `high`, to the last bit."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if holds(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
