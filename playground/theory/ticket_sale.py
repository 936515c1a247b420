"""A sale for which many people come in a few seconds: how long the queue makes them wait, and how many give up.

N people come evenly within A seconds, and c a second are served, first come, first served. While they come, the n-th
finds n (1 - c A / N) before it, so that it is taken n / c after the beginning, and has waited n (1/c - A/N): the last
one N/c - A. At 385 a second, 300 000 people take 13 minutes, whether they came in ten seconds or in one.

*Whoever gives up, but has ordered.* The order stays in the queue and is worked on, as nobody takes it out: everybody
waits all the same, and the share that has left before its turn is the mean of the chance that patience is shorter than
a wait that is uniform from 0 to N/c - A.

*Whoever gives up and leaves the line.* Those behind move up. If patience is exponential with the mean θ, the line Q
follows Q' = arrivals - c - Q/θ, so that it climbs towards θ (N/A - c) and then empties; all who did not leave in that
time were served, which gives how many left. Then fewer wait, and for less long, but a part of them for nothing.

With a stock of S the first S are sold to, after S/c; everybody else waits for a "sold out" as long as the queue tells
them only when it is their turn. Without the queue all N stand before the database at once.

Every function raises a ValueError of one sentence for numbers, rates or times that cannot be.

Source: derived here, for a fluid; with exponential patience: Whitt, "Fluid models for multiserver queues with
abandonments", Operations Research 54(1), 2006.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.theory.given import not_negative, positive, whole

PARTS = 2000  # of the range of waits, by whose midpoints a patience of any law is averaged


@dataclass(frozen=True)
class Sale:
    """Raises ValueError for numbers or rates that cannot be."""

    people: int
    """How many come."""
    within_s: float
    """In so many seconds, evenly."""
    served_rps: float
    """How many are served per second."""

    def __post_init__(self) -> None:
        whole(0, people=self.people)
        not_negative(within_s=self.within_s)
        positive(served_rps=self.served_rps)


def wait_s(sale: Sale, number: float) -> float:
    """How long the n-th to come waits before it is served, if nobody leaves."""
    if not 0 <= number <= sale.people:
        raise ValueError(f"number must be from 0 to the people ({sale.people}), not {number:g}")
    if number == 0:
        return 0.0
    return max(0.0, number / sale.served_rps - number / sale.people * sale.within_s)


def last_wait_s(sale: Sale) -> float:
    """How long the last one waits: N/c - A, or nothing."""
    return wait_s(sale, sale.people)


def line_peak(sale: Sale) -> float:
    """How many stand in line when the last one comes."""
    return max(0.0, sale.people - sale.served_rps * sale.within_s)


def sold_out_s(sale: Sale, stock: int) -> float:
    """When the last piece goes, after the beginning; infinite if the stock is larger than the crowd."""
    whole(0, stock=stock)
    if stock > sale.people:
        return math.inf
    return max(stock / sale.served_rps, stock / sale.people * sale.within_s) if stock else 0.0


def gave_up_share(sale: Sale, shorter_than: Callable[[float], float]) -> float:
    """Share of the people whose patience ends before their turn, while their orders stay in the queue.

    `shorter_than(t)` is the chance that somebody's patience is shorter than t seconds. Waits are even from 0 to the
    last.
    """
    longest_s = last_wait_s(sale)
    return math.fsum(shorter_than(longest_s * (part + 0.5) / PARTS) for part in range(PARTS)) / PARTS


def gave_up_exponential_share(sale: Sale, patience_mean_s: float) -> float:
    """The same for an exponential patience: 1 - (1 - exp(-x)) / x, where x is the last wait over the mean patience."""
    positive(patience_mean_s=patience_mean_s)
    times = last_wait_s(sale) / patience_mean_s
    return 1 + math.expm1(-times) / times if times > 0 else 0.0


def line_with_leavers(sale: Sale, patience_mean_s: float, since_s: float) -> float:
    """How many stand in line so long after the beginning, where whoever gives up leaves it."""
    positive(patience_mean_s=patience_mean_s)
    not_negative(since_s=since_s)
    if line_peak(sale) == 0:
        return 0.0
    coming_s = min(since_s, sale.within_s)
    if sale.within_s == 0:
        line = float(sale.people)
    else:
        line = _towards(0.0, sale.people / sale.within_s - sale.served_rps, patience_mean_s, coming_s)
    return max(0.0, _towards(line, -sale.served_rps, patience_mean_s, since_s - coming_s))


def over_s(sale: Sale, patience_mean_s: float) -> float:
    """When the line is empty, after the beginning, where whoever gives up leaves it: A + θ ln(1 + Q / (c θ))."""
    peak = line_with_leavers(sale, patience_mean_s, sale.within_s)
    return sale.within_s + patience_mean_s * math.log1p(peak / (sale.served_rps * patience_mean_s))


def left_the_line(sale: Sale, patience_mean_s: float) -> float:
    """How many leave the line before their turn: all but those served until it is empty."""
    if line_peak(sale) == 0:
        return 0.0
    return sale.people - sale.served_rps * over_s(sale, patience_mean_s)


def _towards(line: float, growth_rps: float, patience_mean_s: float, seconds: float) -> float:
    """The solution of Q' = growth - Q/θ after so many seconds."""
    times = seconds / patience_mean_s
    return line * math.exp(-times) - growth_rps * (patience_mean_s * math.expm1(-times))
