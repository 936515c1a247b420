"""How unevenly a ring with virtual nodes divides the keys.

n nodes with v points each cut the ring into n v spacings, of which every node has v. So the nodes' shares are
Dirichlet(v, ..., v): the standard deviation of one over its mean is sqrt((n - 1) / (n v + 1)), near 1 / sqrt(v), and
the largest of them is on average E[max of n Gamma(v)] / v times the mean, which for v = 1 is the harmonic number H_n.

Source: David and Nagaraja, "Order statistics", 3rd edition, 2003, section 6.4 (spacings); Johnson and Kotz,
"Distributions in statistics: continuous multivariate distributions", 1972, chapter 40.5 (Dirichlet from gammas).
"""

from __future__ import annotations

import math

import numpy as np

from playground.theory.given import whole

STEPS = 20_000  # of the integral
FAR = 12.0  # standard deviations beyond which nothing is left, beside the tail of a few points


def spread(nodes: int, vnodes: int) -> float:
    """Standard deviation of a node's share over its mean."""
    whole(1, nodes=nodes, vnodes=vnodes)
    return math.sqrt((nodes - 1) / (nodes * vnodes + 1))


def largest_over_mean(nodes: int, vnodes: int) -> float:
    """The mean of the largest share over that of all: the integral of 1 - P(Gamma(v) <= x)^n, over v."""
    whole(1, nodes=nodes, vnodes=vnodes)
    until = vnodes + FAR * math.sqrt(vnodes) + 40.0 + 2.0 * math.log(nodes)
    x, step = np.linspace(0.0, until, STEPS + 1, retstep=True)
    beyond = 1.0 - (1.0 - _above(vnodes, x)) ** nodes
    weights = np.where(np.arange(STEPS + 1) % 2, 4.0, 2.0)  # Simpson's rule
    weights[[0, -1]] = 1.0
    return float(beyond @ weights) * float(step) / 3.0 / vnodes


def _above(vnodes: int, x: np.ndarray) -> np.ndarray:
    """P(Gamma(v) > x), that is, P(Poisson(x) < v)."""
    with np.errstate(divide="ignore"):
        log_x = np.log(x)
    log_terms = np.full(len(x), 0.0) - x
    total = np.exp(log_terms)
    for k in range(1, vnodes):
        log_terms = log_terms + log_x - math.log(k)
        total += np.exp(log_terms)
    return np.minimum(total, 1.0)
