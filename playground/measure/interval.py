"""What replications say: mean, standard error and confidence interval of a figure that each of them gave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """The mean of `count` values, its standard error, and the bounds of its confidence interval.

    With a single value the error and the bounds are NaN: one run says nothing about its own error.
    """

    mean: float
    standard_error: float
    low: float
    high: float
    count: int


def interval(values: Sequence[float | None], confidence: float = 0.99) -> Interval | None:
    """Student's interval of the values, those that are missing left out; None where all are.

    Raises ValueError unless 0 < confidence < 1.
    Source: Student, "The probable error of a mean", Biometrika 6(1), 1908.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence:g}")
    known = [value for value in values if value is not None]
    count = len(known)
    if count == 0:
        return None
    mean = math.fsum(known) / count
    if count == 1:
        return Interval(mean, math.nan, math.nan, math.nan, 1)
    variance = math.fsum((value - mean) ** 2 for value in known) / (count - 1)
    error = math.sqrt(variance / count)
    reach = student(confidence, count - 1) * error
    return Interval(mean, error, mean - reach, mean + reach, count)


def student(confidence: float, freedom: int) -> float:
    """t such that |T| <= t with this probability, T having Student's distribution."""
    low, high = 0.0, 1.0
    while _within(high, freedom) < confidence:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < confidence else (low, middle)
    return high


def _within(t: float, freedom: int) -> float:
    """P(|T| <= t). Source: Abramowitz and Stegun, "Handbook of mathematical functions", 1964, 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(freedom))
    cos = math.cos(angle)
    odd = freedom % 2
    term, total = (cos if odd else 1.0), 0.0
    for k in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cos * cos * (k - 1) / k
    if odd:
        return (angle + math.sin(angle) * total) * 2 / math.pi
    return math.sin(angle) * total
