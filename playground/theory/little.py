"""Little's law: the mean number inside is the rate of coming times the mean time inside.

Source: Little, "A proof for the queuing formula: L = λW", Operations Research 9, 1961.
"""

from __future__ import annotations

from playground.theory.given import not_negative

MS_PER_S = 1000.0


def inside_mean(rate_rps: float, time_ms_mean: float) -> float:
    """How many are inside on average, when `rate_rps` enter and each stays `time_ms_mean`."""
    not_negative(rate_rps=rate_rps, time_ms_mean=time_ms_mean)
    return rate_rps * time_ms_mean / MS_PER_S


def time_ms_mean(rate_rps: float, inside_mean: float) -> float:
    """How long each stays on average, in milliseconds; 0 where nobody comes."""
    not_negative(rate_rps=rate_rps, inside_mean=inside_mean)
    return inside_mean / rate_rps * MS_PER_S if rate_rps > 0 else 0.0
