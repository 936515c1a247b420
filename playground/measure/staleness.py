"""How old the answers were: hits on values in cache servers that a write had outdated, reads of lagging replicas."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.design import WebSystem
from playground.measure import replication
from playground.result import Cache, Result, S


@dataclass(frozen=True)
class StaleAnswers:
    """Of so many `answers`, `stale` did not contain a write that was already done; ages in seconds since the first such
    write, None without any."""

    answers: int
    stale: int
    age_mean_s: float | None
    age_max_s: float | None

    @property
    def share(self) -> float | None:
        return self.stale / self.answers if self.answers else None


def of_caches(result: Result) -> StaleAnswers | None:
    """Hits on cache servers; None without them."""
    if not _has_tier(result):
        return None
    hits, stale, stale_ns = (_sum(result.caches, name) for name in ("hits", "stale", "stale_ns"))
    max_ns = max(cache.stale_max_ns for cache in result.caches)
    return StaleAnswers(hits, stale, stale_ns / stale / S if stale else None, max_ns / S if stale else None)


def together(result: Result) -> StaleAnswers | None:
    """Hits on cache servers, and reads of the databases; None where nothing can be stale.

    Of databases that are not replicated the reads are the misses, and none of them is stale.
    """
    cached, copied = of_caches(result), replication.stale(result)
    if copied is None:
        return cached and StaleAnswers(
            cached.answers + _sum(result.caches, "misses"), cached.stale, cached.age_mean_s, cached.age_max_s
        )
    read = StaleAnswers(copied.reads, copied.stale, copied.age_mean_s, copied.age_max_s)
    return read if cached is None else _added(read, cached)


def _added(one: StaleAnswers, other: StaleAnswers) -> StaleAnswers:
    stale = one.stale + other.stale
    sum_s = sum((row.age_mean_s or 0.0) * row.stale for row in (one, other))
    most_s = max(one.age_max_s or 0.0, other.age_max_s or 0.0)
    return StaleAnswers(one.answers + other.answers, stale, sum_s / stale if stale else None, most_s if stale else None)


def _has_tier(result: Result) -> bool:
    return isinstance(result.design, WebSystem) and result.design.cache is not None


def _sum(caches: tuple[Cache, ...], name: str) -> int:
    return sum(getattr(cache, name) for cache in caches)
