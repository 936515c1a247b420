"""How long a customer stays: a walk through exponential phases, and its exact distribution.

The time in an M/M/c, in an M/M/c/K and in several of them in a row is a phase-type distribution: a customer begins in
some phase (in line, or at once in service), stays in each for an exponential time, and goes on to the next.

Source: Neuts, "Matrix-Geometric Solutions in Stochastic Models", 1981, chapter 2 (phase-type distributions); Jensen,
"Markoff chains as an aid in the study of Markoff processes", 1953 (uniformisation: no subtraction, so no cancellation).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TERMS = 20  # 1 / 21! is below the last bit of a double
HALVINGS = 100  # more than the bits of a double


@dataclass(frozen=True)
class Visit:
    """One station: a customer begins in phase i with probability `starts[i]` and then walks through all that follow."""

    starts: tuple[float, ...]
    rates_per_ms: tuple[float, ...]


@dataclass(frozen=True)
class Sojourn:
    """Visits in a row, independent of one another. Times are in milliseconds."""

    visits: tuple[Visit, ...]

    def mean(self) -> float:
        """The mean time inside."""
        return sum(
            sum(visit.starts[: phase + 1]) / rate
            for visit in self.visits
            for phase, rate in enumerate(visit.rates_per_ms)
        )

    def tail(self, time_ms: float) -> float:
        """Share of the customers that stay longer than `time_ms`; 1 before zero."""
        if time_ms <= 0:
            return 1.0
        if math.isinf(time_ms):
            return 0.0
        return min(1.0, float((self._starts() @ self._stays(time_ms)).sum()))

    def quantile(self, share: float) -> float:
        """The time that `share` of the customers stay below. Raises ValueError unless 0 <= share < 1."""
        if not 0 <= share < 1:
            raise ValueError(f"share must be from 0 to below 1, not {share:g}")
        if share == 0:
            return 0.0
        low, high = 0.0, self.mean()
        while self.tail(high) > 1 - share:
            low, high = high, 2 * high
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if not low < middle < high:
                break
            if self.tail(middle) > 1 - share:
                low = middle
            else:
                high = middle
        return high

    def _starts(self) -> NDArray[np.float64]:
        later = sum(len(visit.starts) for visit in self.visits[1:])
        return np.array([*self.visits[0].starts, *[0.0] * later])

    def _jumps(self) -> NDArray[np.float64]:
        """Row i: where a customer goes from phase i, per millisecond; what is missing in a row leaves."""
        rates = [rate for visit in self.visits for rate in visit.rates_per_ms]
        jumps = np.zeros((len(rates), len(rates)))
        begin = 0
        for number, visit in enumerate(self.visits):
            end = begin + len(visit.starts)
            for phase in range(begin, end - 1):
                jumps[phase, phase + 1] = rates[phase]
            if number + 1 < len(self.visits):
                starts = self.visits[number + 1].starts
                jumps[end - 1, end : end + len(starts)] = rates[end - 1] * np.array(starts)
            begin = end
        return jumps - np.diag(rates)

    def _stays(self, time_ms: float) -> NDArray[np.float64]:
        """Entry i, j: the probability to be in phase j `time_ms` after having been in phase i."""
        jumps = self._jumps()
        fastest = float(-jumps.diagonal().min())
        doublings = max(0, math.ceil(math.log2(fastest * time_ms)))
        events = fastest * time_ms / 2**doublings  # at most 1
        step = np.eye(len(jumps)) + jumps / fastest
        power, stays = np.eye(len(jumps)), np.zeros_like(jumps)
        for term in range(TERMS + 1):
            stays += power
            power = power @ step * (events / (term + 1))
        stays *= math.exp(-events)
        for _ in range(doublings):
            stays = stays @ stays
        return stays
