"""How many followers authors of the plain web system have: a Pareto law, cut off at its least and its largest."""

from __future__ import annotations

from math import log
from random import Random
from typing import NamedTuple

from playground.design.timelines import Timelines

HALVINGS = 100


class Authors(NamedTuple):
    least: float
    most: float
    exponent: float

    def draw(self, rng: Random) -> int:
        """Followers of somebody."""
        kept = 1 - rng.random() * (1 - (self.least / self.most) ** self.exponent)
        return max(1, round(self.least * kept ** (-1 / self.exponent)))

    def mean(self, above: float = 0.0) -> float:
        """Followers of the mean author, those with no more than `above` counting as none. So many with more does a
        user follow."""
        begin, power = max(above, self.least), self.exponent
        if begin >= self.most:
            return 0.0
        scale = power / (self.least**-power - self.most**-power)
        if power == 1:
            return scale * log(self.most / begin)
        return float(scale * (begin ** (1 - power) - self.most ** (1 - power)) / (power - 1))


def authors_of(given: Timelines) -> Authors:
    """The least size is what makes the mean."""
    low, high = 0.0, given.followers_mean
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if Authors(middle, given.followers_most, given.followers_exponent).mean() < given.followers_mean:
            low = middle
        else:
            high = middle
    return Authors(high, given.followers_most, given.followers_exponent)
