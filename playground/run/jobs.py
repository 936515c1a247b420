"""Background jobs and their luck."""

from __future__ import annotations

import numpy as np

JOBS = 1 << 32  # streams from here on are jobs, not arrivals
PROBES, FAULTS, PRELUDE, STREAMS, APPLIERS, COPIES = range(1, 7)
CACHE_PROBES, FLUSHERS, SHELVES, PURGES, PEOPLE, NAMES, DRIFTS, ROUTES = range(7, 15)
CONSUMERS, LOG_FLUSHERS = range(15, 17)
MOVERS, REBUILDERS = 20, 21


def job_luck(seed: int, job: int, place: int, n: int) -> int:
    """The luck of a background job: the n-th of its kind at this place."""
    from playground.dataplane.plane import mix

    return mix(mix(mix(seed, JOBS + job), place), n)


class Draws:
    """The numbers in (0, 1) of a job at one place, such as a random fault."""

    def __init__(self, seed: int, job: int, place: int) -> None:
        self._seed, self._job, self._place = seed, job, place

    def __call__(self, n: int) -> float:
        from playground.dataplane.plane import unit

        return unit(job_luck(self._seed, self._job, self._place, n))


def draws(seed: int, job: int, places: np.ndarray, n: int) -> np.ndarray:
    """(places,) the n-th number in (0, 1) of a job at each of these places, as `Draws` has it."""
    from playground.dataplane.luck import TWELVE, TWO_TO_MINUS_52, mix_arrays
    from playground.dataplane.plane import mix

    with np.errstate(over="ignore"):
        lucks = mix_arrays(np.full(len(places), mix(seed, JOBS + job), np.uint64), places.astype(np.uint64))
        bits = mix_arrays(lucks, np.full(len(places), n, np.uint64))
    return ((bits >> TWELVE) + 0.5) * TWO_TO_MINUS_52
