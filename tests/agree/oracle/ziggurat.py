"""Unit exponentials by Marsaglia and Tsang's ziggurat of 256 layers (Journal of Statistical Software 5(8), 2000)."""

from __future__ import annotations

import math
from collections.abc import Callable

R, AREA = 7.69711747013104972, 0.0039496598225815571993
ENDS = [AREA / math.exp(-R), R]
while len(ENDS) < 256:
    ENDS.append(-math.log(AREA / ENDS[-1] + math.exp(-ENDS[-1])))
ENDS.append(0.0)


def exponential(bits: Callable[[], int], unit: Callable[[int], float]) -> float:
    """`bits()` gives the next 64 bits: eight choose the layer, 53 the point; at the edge a second number decides."""
    while True:
        first = bits()
        layer, point = first & 255, float(first >> 11)
        x = point * (ENDS[layer] / 2.0**53)
        if point < ENDS[layer + 1] / ENDS[layer] * 2.0**53:
            return x
        u = unit(bits())
        if layer == 0:
            return R - math.log(u)
        low, high = math.exp(-ENDS[layer]), math.exp(-ENDS[layer + 1])
        if low + u * (high - low) < math.exp(-x):
            return x
