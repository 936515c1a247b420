"""How many reads of a replica are stale, and how old what they miss is, when it applies every write a fixed time later.

A read misses whatever was written to its key during the last `lag_s`. Where writes are a Poisson process, their number
in that time is Poisson: it is the number of busy servers of an M/D/infinity queue whose service is the lag, and reads
that come as a Poisson process of their own see it as it is on average (PASTA). The age is that of the first write that
is missed: the oldest of those within the lag.

Source: Takács, "Introduction to the theory of queues", 1962, chapter 3 (the number busy of M/G/infinity is Poisson);
Wolff, "Poisson arrivals see time averages", Operations Research 30(2), 1982. The age is worked out here: its density at
a is w exp(-w (lag - a)) for 0 < a < lag, a write a ago and none before it.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive


def stale_share(write_rps: float, lag_s: float) -> float:
    """Share of the reads of a key that are stale. `write_rps`: writes to that key alone."""
    not_negative(write_rps=write_rps, lag_s=lag_s)
    return -math.expm1(-write_rps * lag_s)


def stale_age_mean_s(write_rps: float, lag_s: float) -> float:
    """Mean age, in seconds, of the first write that a stale read misses."""
    positive(write_rps=write_rps, lag_s=lag_s)
    expected = write_rps * lag_s
    if expected < 1e-4:  # the difference below would lose all digits: the series of it
        return lag_s * (0.5 + expected / 12)
    return lag_s / -math.expm1(-expected) - 1 / write_rps
