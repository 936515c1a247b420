"""How often the caches knew the answer: hits / (hits + misses), an expired entry being a miss.

Page caches of databases with disks count among their kinds, but not among all together.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from playground.design.design import WebSystem
from playground.measure import counted
from playground.result import Result
from playground.theory.lru_che import best_hit_ratio
from playground.theory.popularity import with_famous, zipf

MOST_KEYS = 1_000_000


def hit_ratio(result: Result) -> dict[str, float | None]:
    """By kind of cache, its members (`cache-1`, `cache-2` …) together, over the whole run; None before any look-up."""
    hits: dict[str, int] = {}
    asked: dict[str, int] = {}
    for cache in (*result.caches, *result.page_caches):
        kind = re.sub(r"-\d+$", "", cache.name)
        hits[kind] = hits.get(kind, 0) + cache.hits
        asked[kind] = asked.get(kind, 0) + cache.hits + cache.misses
    return {kind: hits[kind] / asked[kind] if asked[kind] else None for kind in hits}


def all_together(result: Result) -> float | None:
    """Over all caches of values of the run; None without any, or before any look-up."""
    hits = sum(cache.hits for cache in result.caches)
    asked = hits + sum(cache.misses for cache in result.caches)
    return hits / asked if asked else None


def over_time(result: Result, merge: int = 1) -> dict[str, np.ndarray]:
    """(W,) hit ratio per `merge` windows by kind of cache; NaN where nobody asked."""
    hits: dict[str, np.ndarray] = {}
    misses: dict[str, np.ndarray] = {}
    for cache in (*result.caches, *result.page_caches):
        kind = re.sub(r"-\d+$", "", cache.name)
        hits[kind] = hits.get(kind, 0) + counted.summed(cache.hits_in, merge)
        misses[kind] = misses.get(kind, 0) + counted.summed(cache.misses_in, merge)
    with np.errstate(invalid="ignore"):
        return {kind: hits[kind] / (hits[kind] + misses[kind]) for kind in hits}


def stale_over_time(result: Result, merge: int = 1) -> np.ndarray | None:
    """(W,) share of the look-ups of cache servers that found a value which a write had outdated, per `merge` windows;
    NaN where nobody asked. None without cache servers: nobody keeps track elsewhere."""
    if not isinstance(result.design, WebSystem) or result.design.cache is None:
        return None
    stale = sum(counted.summed(cache.stale_in, merge) for cache in result.caches)
    asked = sum(counted.summed(cache.hits_in + cache.misses_in, merge) for cache in result.caches)
    with np.errstate(invalid="ignore"):
        return np.asarray(stale / asked)


def ceiling(result: Result) -> float | None:
    """The hit ratio that no policy exceeds for long which cannot see the future; None where it is not known.

    It is that of a cache that holds the most popular keys for ever, whatever else is asked for; so it is known where
    popularity is (not in a replayed log), all keys exist for ever, and they are not too many to be added up at every
    look.
    """
    design = result.design
    if not isinstance(design, WebSystem) or not result.caches or design.workload.replay is not None:
        return None
    keys = design.workload.popularity
    if keys.missing_share > 0 or keys.changing or keys.keys > MOST_KEYS:
        return None
    items = design.web.cache_items if design.cache is None else design.cache.size_items
    return _most_popular(keys.keys, keys.zipf_exponent, items, keys.famous, keys.famous_reads_share)


@lru_cache(maxsize=64)
def _most_popular(keys: int, exponent: float, items: int, famous: int, famous_share: float) -> float:
    return best_hit_ratio(with_famous(zipf(keys, exponent), famous, famous_share), items)
