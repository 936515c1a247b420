"""What twice the throughput costs: with workers in one machine that get into each other's way, and with more machines.

"Twice the performance is four times the price" is not what list prices say: within a family, they are in proportion to
the size. It becomes true by what a larger machine does with its size. With Gunther's contention a and coherency b (the
universal scalability law, `usl`) n workers do C(n) = n / (1 + a(n-1) + b n(n-1)), so that twice C(n) takes the smaller
root of

    2 C b m² + (2 C (a - b) - 1) m + 2 C (1 - a) = 0

workers, if there is one: beyond the half of the law's peak there is none, and that is the limit of one machine at any
price. More machines, or shards, of a size that works well cost in proportion, as long as the load can be divided.

Every function raises a ValueError of one sentence for sizes, shares or loads that cannot be.

Source: Gunther, "Guerrilla Capacity Planning", 2007, chapters 4 and 5, solved here.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive, share
from playground.theory.usl import capacity, peak_capacity, peak_size


def size_for(wanted: float, contention: float, coherency: float) -> float:
    """The size (a real number, at least 1) whose capacity is so many times that of one; infinite if none is."""
    if not 1 <= wanted < math.inf:
        raise ValueError(f"wanted must be at least 1 and finite, not {wanted:g}")
    share(contention=contention)
    not_negative(coherency=coherency)
    if wanted > peak_capacity(contention, coherency):
        return math.inf
    square = wanted * coherency
    line = 1 - wanted * (contention - coherency)
    rest = wanted * (1 - contention)
    if line <= 0:  # without coherency: 1/a is never reached
        return math.inf
    under = line * line - 4 * square * rest
    root = math.sqrt(max(0.0, under))
    return min(peak_size(contention, coherency), max(1.0, 2 * rest / (line + root)))


def price_factor(size: float, contention: float, coherency: float, exponent: float = 1.0) -> float:
    """How many times the price twice the throughput of this size costs; infinite if no size has it.

    Prices go as size^exponent: 1 within a family of machines.
    """
    not_negative(exponent=exponent)
    larger = size_for(2 * capacity(size, contention, coherency), contention, coherency)
    return (larger / size) ** exponent if math.isfinite(larger) else math.inf


def last_doubling(contention: float, coherency: float) -> float:
    """The size from which on no size does twice as much; infinite where capacity has no end."""
    most = peak_capacity(contention, coherency)
    if math.isinf(most):
        return math.inf
    return size_for(most / 2, contention, coherency) if most >= 2 else 1.0


def machines_for(load_rps: float, machine_rps: float, utilisation: float = 1.0) -> int:
    """The fewest machines, or shards, that carry an evenly divided load, none above this utilisation."""
    not_negative(load_rps=load_rps)
    positive(machine_rps=machine_rps, utilisation=utilisation)
    share(utilisation=utilisation)
    return max(1, math.ceil(load_rps / (machine_rps * utilisation) - 1e-9))
