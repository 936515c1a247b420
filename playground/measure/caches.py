"""How often the caches knew the answer: hits / (hits + misses), an expired entry being a miss."""

from __future__ import annotations

import re

import numpy as np

from playground.result import Result


def hit_ratio(result: Result) -> dict[str, float | None]:
    """By kind of cache, its members (`cache-1`, `cache-2` …) together, over the whole run; None before any look-up."""
    hits: dict[str, int] = {}
    asked: dict[str, int] = {}
    for cache in result.caches:
        kind = re.sub(r"-\d+$", "", cache.name)
        hits[kind] = hits.get(kind, 0) + cache.hits
        asked[kind] = asked.get(kind, 0) + cache.hits + cache.misses
    return {kind: hits[kind] / asked[kind] if asked[kind] else None for kind in hits}


def over_time(result: Result) -> dict[str, np.ndarray]:
    """(W,) hit ratio per window by kind of cache; NaN where nobody asked."""
    hits: dict[str, np.ndarray] = {}
    misses: dict[str, np.ndarray] = {}
    for cache in result.caches:
        kind = re.sub(r"-\d+$", "", cache.name)
        hits[kind] = hits.get(kind, 0) + cache.hits_in
        misses[kind] = misses.get(kind, 0) + cache.misses_in
    with np.errstate(invalid="ignore"):
        return {kind: hits[kind] / (hits[kind] + misses[kind]) for kind in hits}
