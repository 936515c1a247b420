"""Unit exponentials by the ziggurat: one look into two tables in 97.8 % of the cases, and no logarithm.

The area under exp(-x) is cut into 256 layers of equal area V. A layer is chosen by eight bits and a point in it by 53
others; if the point lies under the next layer's corner it is accepted at once. Else, in the wedge, a second number
decides; below the lowest layer the tail beyond R is an exponential again.

Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", Journal of Statistical Software
5(8), 2000; R and V for 256 layers as given there.
"""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.jit import block, inlined
from playground.dataplane.luck import FIRST_VISIT, bits_for, u64, unit

LAYERS = 256
R = 7.69711747013104972
V = 0.0039496598225815571993
TWO_TO_53 = 2.0**53
LAYER, POINT = u64(LAYERS - 1), u64(11)  # the lowest eight bits, and the upper 53


def _corners() -> list[float]:
    """Right ends of the layers: of the lowest V / exp(-R), then R, and so on up to 0."""
    x = [V / math.exp(-R), R]
    while len(x) < LAYERS:
        x.append(-math.log(V / x[-1] + math.exp(-x[-1])))
    return [*x, 0.0]


_X = _corners()
WIDTH = np.array([x / TWO_TO_53 for x in _X[:LAYERS]])  # of a layer, per step of the point
INSIDE = np.array([_X[i + 1] / _X[i] * TWO_TO_53 for i in range(LAYERS)])  # points below lie under the next corner
HEIGHT = np.array([math.exp(-x) for x in _X])  # of exp(-x) at the corners


@inlined
def first_try(bits):
    """A unit exponential if the point lies under the next layer's corner, else -1."""
    layer = bits & LAYER
    point = np.float64(np.int64(bits >> POINT))
    return point * WIDTH[layer] if point < INSIDE[layer] else -1.0


@block
def second_try(bits, u):
    """A unit exponential from the same bits and another number in (0, 1); -1 when both are spent."""
    layer = np.int64(bits & LAYER)
    if layer == 0:
        return R - math.log(u)
    x = np.float64(np.int64(bits >> POINT)) * WIDTH[layer]
    low, high = HEIGHT[layer], HEIGHT[layer + 1]
    return x if low + u * (high - low) < math.exp(-x) else -1.0


@block
def of_luck(luck, purpose):
    """A unit exponential that belongs to a luck, not to a token."""
    visit = FIRST_VISIT
    while True:
        bits = bits_for(luck, purpose, visit)
        found = first_try(bits)
        if found < 0.0:
            found = second_try(bits, unit(bits_for(luck, purpose, visit + 1)))
        if found >= 0.0:
            return found
        visit += 2


@block
def of_token(token, purpose):
    """The token's next unit exponential for this purpose."""
    while True:
        visit = np.int64(token["visits"][purpose])
        bits = bits_for(token["luck"], purpose, visit)
        found = first_try(bits)
        if found >= 0.0:
            token["visits"][purpose] = visit + 1
            return found
        token["visits"][purpose] = visit + 2
        found = second_try(bits, unit(bits_for(token["luck"], purpose, visit + 1)))
        if found >= 0.0:
            return found
