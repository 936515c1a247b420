"""Places with weights 1, r, r², …: how much they weigh together, and where their middle is. Numerically safe at r = 1.

Source: the truncated geometric distribution; near r = 1 the first three terms of its mean's series in log r (Abramowitz
and Stegun, "Handbook of Mathematical Functions", 1964, 23.1.1: generating function of the Bernoulli numbers).
"""

from __future__ import annotations

import math

NEAR = 0.01  # below this the three terms are exact to 1e-14; above it the closed form is


def weight_sum(ratio: float, count: int) -> float:
    """1 + r + … + r^(count-1), for 0 <= r <= 1 and count >= 1."""
    if ratio == 0:
        return 1.0
    if ratio == 1:
        return float(count)
    return math.expm1(count * math.log(ratio)) / (ratio - 1)


def place_mean(ratio: float, count: int) -> float:
    """Mean place, from 0 to count - 1, where place j has weight r^j, for any r >= 0 and count >= 1."""
    if ratio > 1:
        return count - 1 - place_mean(1 / ratio, count)
    if ratio == 0 or count == 1:
        return 0.0
    slope = math.log(ratio)
    if count * -slope < NEAR:
        return (count - 1) / 2 + (count**2 - 1) * slope / 12 - (count**4 - 1) * slope**3 / 720
    return ratio / (1 - ratio) + count * math.exp(count * slope) / math.expm1(count * slope)
