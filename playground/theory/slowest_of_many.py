"""How long the slowest of k parallel calls takes: all of them are waited for.

If calls are independent and each stays below t with the chance F(t), all k do with F(t)^k. So the p99 of a page that
asks 100 servers is the time that a server stays below in 99.99 % of its calls; and if one call in a hundred is slow, a
page of 100 calls is slow in 63 % of the cases. The mean of the slowest of k exponential times grows with the harmonic
number 1 + 1/2 + … + 1/k, that is with the logarithm.

If the number of calls differs from page to page, being 1 and a Poisson number of mean m more, all stay below t with
the chance F e^(-m (1 - F)).

Independent means: no common cause slows all of them. Calls that meet in one line are not, as they make it longer.

Every function raises a ValueError of one sentence for counts, shares or times that cannot be.

Source: Dean and Barroso, "The tail at scale", Communications of the ACM 56(2), 2013; the exponential: Feller, "An
Introduction to Probability Theory and Its Applications", volume II, 2nd edition, 1971, section I.6.
"""

from __future__ import annotations

import math

import numpy as np

from playground.theory.given import not_negative, positive, share, whole
from playground.theory.sojourn import Sojourn

PARTS = 600  # of the time up to which the tail is added up
SMALL = 1e-12  # the tail beyond
HALVINGS = 100  # more than the bits of a double


def slow_chance(one_slow: float, calls: int) -> float:
    """Chance that at least one of so many calls is slow, each of which is with the chance `one_slow`."""
    share(one_slow=one_slow)
    whole(0, calls=calls)
    if one_slow == 1:
        return float(calls > 0)
    return -math.expm1(calls * math.log1p(-one_slow))


def share_of_one(all_share: float, calls: int) -> float:
    """Which quantile of one call is the quantile `all_share` of all: its k-th root."""
    share(all_share=all_share)
    whole(1, calls=calls)
    return float(all_share ** (1 / calls))


def share_of_one_in_poisson(all_share: float, more_mean: float) -> float:
    """The same for one call and a Poisson number more: the x with x e^(-m (1 - x)) = `all_share`."""
    share(all_share=all_share)
    not_negative(more_mean=more_mean)
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle * math.exp(-more_mean * (1 - middle)) < all_share:
            low = middle
        else:
            high = middle
    return high


def exponential_mean_ms(mean_ms: float, calls: int) -> float:
    """Mean time of the slowest of so many exponential calls."""
    not_negative(mean_ms=mean_ms)
    whole(1, calls=calls)
    return mean_ms * math.fsum(1 / number for number in range(1, calls + 1))


def exponential_quantile_ms(mean_ms: float, calls: int, below: float) -> float:
    """The time that the slowest of so many exponential calls stays below in this share of the cases."""
    not_negative(mean_ms=mean_ms)
    if below == 1:
        return math.inf
    return -mean_ms * math.log1p(-share_of_one(below, calls)) if mean_ms else 0.0


def quantile_ms(one: Sojourn, calls: int, below: float) -> float:
    """The same, where one call's time is this sojourn (that of an M/M/c, say)."""
    return one.quantile(share_of_one(below, calls))


def mean_ms(one: Sojourn, calls: int) -> float:
    """Mean time of the slowest, by the area under its tail."""
    whole(1, calls=calls)
    longest_ms = one.quantile(1 - SMALL)
    edges_ms = np.linspace(0.0, longest_ms, PARTS + 1)
    tails = np.array([slow_chance(one.tail(float(at_ms)), calls) for at_ms in edges_ms])
    return float(np.trapezoid(tails, edges_ms))


def times_as_slow(one_share: float, calls: int) -> float:
    """How many times as many pages as calls are slow, if `one_share` of the calls are: k for few, less for many."""
    positive(one_share=one_share)
    return slow_chance(one_share, calls) / one_share
