"""The share of the keys that move when shards are added.

Modulo: of lcm(n, m) consecutive numbers those stay whose remainders by n and by m are equal, which are min(n, m). Any
scheme that leaves the shards alike has to move (m - n) / m: what the new ones are to have. Jump hash and a directory
move just that, a ring does on average. Ranges: the last one is divided evenly with the new shards.

Sources: Karger, Lehman, Leighton, Panigrahy, Levine, Lewin, "Consistent hashing and random trees", STOC 1997
(monotonicity); Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", arXiv 1406.2294, 2014.
"""

from __future__ import annotations

import math

from playground.theory.given import whole


def by_modulo(before: int, after: int) -> float:
    """Of the numbers modulo `before` shards, those that are on another of `after` shards."""
    whole(1, before=before, after=after)
    return 1.0 - min(before, after) / math.lcm(before, after)


def at_least(before: int, after: int) -> float:
    """What any scheme moves that leaves all shards with as many keys. Raises ValueError when shards go away."""
    whole(1, before=before)
    whole(before, after=after)
    return (after - before) / after


def by_range(before: int, after: int) -> float:
    """Where the last of `before` equal ranges is divided evenly among its shard and the new ones. Raises ValueError
    when shards go away."""
    whole(1, before=before)
    whole(before, after=after)
    added = after - before
    return added / (added + 1) / before
