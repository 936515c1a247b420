"""What is asked for in the plain web system: keys, of which some are more popular than others."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from playground.design.popularity import Popularity


@dataclass(eq=False)
class Keys:
    """`upto`: cumulative weights, the most popular key first."""

    upto: list[float]
    rng: Random

    def draw(self) -> int:
        return bisect(self.upto, self.rng.random() * self.upto[-1])

    def scattered(self, shards: int) -> list[int]:
        """The shard of each key: their numbers, which say nothing about how popular they are, modulo the shards."""
        numbers = list(range(len(self.upto)))
        self.rng.shuffle(numbers)
        return [number % shards for number in numbers]


def keys_of(popularity: Popularity, rng: Random) -> Keys:
    """By the law of Zipf."""
    return Keys(list(accumulate((rank + 1) ** -popularity.zipf_exponent for rank in range(popularity.keys))), rng)
