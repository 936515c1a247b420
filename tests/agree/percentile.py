"""The p99 of many runs, and what each of them contributes to its error.

The mean of the runs' own p99s lies too low, since a percentile of few customers is biased: at utilisation 0.9 by half a
percent for 600 000 of them. So it is that of all customers together; and a run in which more of them were slower than
that would by itself have moved it up, by its surplus over the density there.

Source: Asmussen and Glynn, "Stochastic Simulation", 2007, section III.4 (quantiles by the delta method).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.measure.latency import percentile_ns
from playground.result import Histogram

SHARE = 0.99
BIN_ERROR = 0.008  # of a percentile, measure/latency.py
NEAR = 0.03  # the density is taken over so much of the percentile to both sides
MS = 1e6


def pooled(times: Sequence[Histogram]) -> list[float]:
    """Milliseconds: one value a run. Their mean is the p99 of all, the standard error of the mean is its error."""
    edges_ns = times[0].edges_ns
    upto = np.array([np.concatenate(([0], np.cumsum(row.counts))) for row in times], float)
    whole = upto.sum(axis=0)
    p99_ns = float(np.interp(SHARE * whole[-1], whole, edges_ns))  # a straight line in a bin of 1 %: off by 0.01 %
    reported_ns = percentile_ns(Histogram(edges_ns, np.diff(whole)), SHARE)
    assert reported_ns is not None
    assert abs(reported_ns - p99_ns) <= BIN_ERROR * p99_ns
    below, above = np.interp([p99_ns * (1 - NEAR), p99_ns * (1 + NEAR)], edges_ns, whole / whole[-1])
    per_ns = (above - below) / (2 * NEAR * p99_ns)
    surplus = [SHARE * row[-1] - float(np.interp(p99_ns, edges_ns, row)) for row in upto]
    return [(p99_ns + more * len(times) / whole[-1] / per_ns) / MS for more in surplus]
