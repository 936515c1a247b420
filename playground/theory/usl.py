"""The universal scalability law: n workers do n / (1 + a(n-1) + b n(n-1)) times the work of one.

`a` (contention) is what they wait for one another, `b` (coherency) what each pair spends on keeping consistent; with
`b` above 0 there is a size beyond which more workers do less.

Source: Gunther, "Guerrilla Capacity Planning", 2007, chapters 4 and 5.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, share


def capacity(size: float, contention: float, coherency: float) -> float:
    """How many times the work of one worker `size` workers do. `size` may be a fraction, at least 1."""
    if not 1 <= size < math.inf:
        raise ValueError(f"size must be at least 1 and finite, not {size:g}")
    not_negative(coherency=coherency)
    share(contention=contention)
    others = size - 1
    slowdown = 1 + contention * others + coherency * size * others
    return size / slowdown


def peak_size(contention: float, coherency: float) -> float:
    """The size (a real number, at least 1) at which capacity is greatest: √((1-a)/b); infinite without coherency."""
    not_negative(coherency=coherency)
    share(contention=contention)
    if coherency == 0:
        return math.inf
    return max(1.0, math.sqrt((1 - contention) / coherency))


def peak_capacity(contention: float, coherency: float) -> float:
    """The greatest capacity: 1/a without coherency, infinite without both."""
    size = peak_size(contention, coherency)
    if math.isfinite(size):
        return capacity(size, contention, coherency)
    return 1 / contention if contention > 0 else math.inf


def size_of_costly_doubling(contention: float, coherency: float) -> float:
    """The size (a real number) from which doubling the work takes four times the workers: C(4n) = 2 C(n).

    The positive root of 14 b n² + 2(a-b)n - (1-a) = 0. Infinite where nothing is lost, 0 where a = 1 (it costs more
    from the start).
    """
    not_negative(coherency=coherency)
    share(contention=contention)
    half = contention - coherency
    whole_cost = 1 - contention
    root = math.sqrt(half * half + 14 * coherency * whole_cost)
    if half >= 0:  # the form of the root that does not subtract
        return whole_cost / (half + root) if half + root > 0 else math.inf
    return (root - half) / (14 * coherency)
