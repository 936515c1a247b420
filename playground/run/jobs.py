"""Background jobs and their luck."""

from __future__ import annotations

JOBS = 1 << 32  # streams from here on are jobs, not arrivals
PROBES, FAULTS, PRELUDE, STREAMS, APPLIERS, COPIES, CACHE_PROBES, FLUSHERS, SHELVES, PURGES, PEOPLE = range(1, 12)


def job_luck(seed: int, job: int, place: int, n: int) -> int:
    """The luck of a background job: the n-th of its kind at this place."""
    from playground.dataplane.plane import mix

    return mix(mix(mix(seed, JOBS + job), place), n)
