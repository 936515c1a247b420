"""How many keys have been born, or have died, when somebody asks for one at a random instant of a run.

Births are Poisson and fall on each of K keys alike, so a key is born at the rate r = births / K, and it exists at the
time t with the chance 1 - exp(-rt). Whoever asks for one at an instant that is uniform over the first T seconds finds
it there with the mean of that,

    1/T ∫ (1 - exp(-rt)) dt  (t from 0 to T)  =  1 - (1 - exp(-rT)) / (rT).

A filter that nobody tells of births refuses as many of the look-ups for these keys, but for those that it cannot tell
from others; a filter cannot forget, so it lets as many of the look-ups for keys that die slip through. Deaths fall on
keys as look-ups do: on key k with the share p_k of them, so of the look-ups Σ p_k times that share, at the rate p_k
deaths, is for a dead one.

Source: the law of a Poisson process that has not yet had an event (Ross, "Stochastic Processes", 2nd edition, 1996,
section 2.1), averaged over time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, positive, probabilities, whole
from playground.theory.stale_hits import stale_share


def happened_share(rate_rps: float, seconds: float) -> float:
    """Chance that something that happens so often has happened by a random instant of so many seconds. Raises
    ValueError for a rate that is negative, or a time that is not positive."""
    not_negative(rate_rps=rate_rps)
    positive(seconds=seconds)
    return stale_share(rate_rps, seconds)


def born_share(births_rps: float, missing_keys: int, seconds: float) -> float:
    """Share of the look-ups for these keys, none of which exists in the beginning, that come after their birth."""
    whole(1, missing_keys=missing_keys)
    return happened_share(births_rps / missing_keys, seconds)


def dead_share(popularity: NDArray[np.float64], deaths_rps: float, seconds: float) -> float:
    """Share of the look-ups for keys of this popularity that come after their key's death."""
    probabilities(popularity=popularity)
    not_negative(deaths_rps=deaths_rps)
    positive(seconds=seconds)
    hit = popularity * deaths_rps * seconds
    with np.errstate(invalid="ignore", divide="ignore"):
        dead = np.where(hit > 0, 1 + np.expm1(-hit) / hit, 0.0)
    return float(popularity @ dead)
