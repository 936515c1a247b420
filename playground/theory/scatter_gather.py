"""What a query without the shard key costs: every shard is asked, and all answers are put together.

Such a query is as much work for each of n shards as it would be for one that held 1/n of the data; what it costs for
being asked at all does not get less. If each query asks w₁ whatever it finds and w₂ for what it finds, spread over the
shards, a scattered one makes n w₁ + w₂ of work, and a routed one w₁ + w₂. With a share x of scattered queries, n shards
that do W a second each carry

    n W / ((1 - x)(w₁ + w₂) + x (n w₁ + w₂))

queries a second: with n it climbs towards W / (x w₁), which is all that any number of shards can do. One query in ten
that is scattered means that ten times a single shard's rate is the end.

It waits for the slowest shard (`slowest_of_many`), it fails if one of them does, with the chance 1 - a^n, and to find
the k best rows of all it moves k from each, n k in all, of which k are used.

Every function raises a ValueError of one sentence for counts, shares or times that cannot be.

Source: derived here; the end of the climb is Amdahl's (`amdahl`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.given import not_negative, positive, share, whole


@dataclass(frozen=True)
class Query:
    """What a query costs. Raises ValueError for work that cannot be."""

    asked_ms: float
    """Work of a shard for being asked."""
    found_ms: float = 0.0
    """Work for what is found, wherever it is."""

    def __post_init__(self) -> None:
        not_negative(asked_ms=self.asked_ms, found_ms=self.found_ms)
        positive(work_ms=self.asked_ms + self.found_ms)

    def work_ms(self, shards: int, scattered: float) -> float:
        """Work of all shards for the mean query, of which the share `scattered` asks all."""
        whole(1, shards=shards)
        share(scattered=scattered)
        return self.found_ms + self.asked_ms * (1 + scattered * (shards - 1))


def most_rps(query: Query, shards: int, scattered: float, cores: int = 1) -> float:
    """Queries per second at which all shards, of so many cores each, are full. Routed ones are spread evenly."""
    whole(1, cores=cores)
    return shards * cores * 1000 / query.work_ms(shards, scattered)


def most_rps_of_any(query: Query, scattered: float, cores: int = 1) -> float:
    """What no number of shards exceeds; infinite if nothing is scattered, or being asked costs nothing."""
    whole(1, cores=cores)
    share(scattered=scattered)
    each_ms = scattered * query.asked_ms
    return cores * 1000 / each_ms if each_ms > 0 else math.inf


def gain(query: Query, shards: int, scattered: float) -> float:
    """How many times what one shard carries."""
    return most_rps(query, shards, scattered) / most_rps(query, 1, scattered)


def answered_chance(shard_available: float, shards: int) -> float:
    """Chance that a scattered query is answered in full, where each shard is up for itself: a^n."""
    share(shard_available=shard_available)
    whole(1, shards=shards)
    return float(shard_available**shards)


def rows_moved(wanted: int, shards: int) -> int:
    """Rows that travel so that the best of all can be chosen: as many from each shard."""
    whole(0, wanted=wanted)
    whole(1, shards=shards)
    return wanted * shards
