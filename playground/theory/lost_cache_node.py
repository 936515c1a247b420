"""What a cache node that comes or goes costs: reads that reach the database, and keys that change their node.

A cache with hit ratio h leaves 1 - h of the reads to the database. If the share s of its contents is lost, and reads of
the lost part hit as often as the others did, then h·s of the reads are added, until the cache is warm again: the better
the cache, the harder the loss.

Keys are hashed evenly. Consistent hashing moves only the keys of the nodes that leave, or those that new nodes take
over; the number of nodes as divisor moves nearly all; hash slots move as few as keep the nodes even, in whole slots.

Source: derived here; consistent hashing is from Karger, Lehman, Leighton, Panigrahy, Levine and Lewin, "Consistent
hashing and random trees", 29th ACM Symposium on Theory of Computing, 1997; the 16384 slots are of the Redis Cluster
Specification, "Key distribution model".
"""

from __future__ import annotations

import math

from playground.theory.given import share, whole

REDIS_SLOTS = 16384


def database_factor(hit_ratio: float, lost_share: float) -> float:
    """How many times as many reads reach the database after the loss: (1 - h + h·s) / (1 - h)."""
    share(hit_ratio=hit_ratio, lost_share=lost_share)
    added = hit_ratio * lost_share
    if added == 0:
        return 1.0
    return 1 + added / (1 - hit_ratio) if hit_ratio < 1 else math.inf


def moved_on_ring(before: int, after: int) -> float:
    """Mean share of the keys that change their node on a ring: 1/n when one of n leaves."""
    whole(1, before=before, after=after)
    return 1 - min(before, after) / max(before, after)


def moved_by_modulo(before: int, after: int) -> float:
    """Share of the keys that change their node where it is the hash modulo the number of nodes.

    A hash h stays if h mod n = h mod m = r. Then h - r is a multiple of lcm(n, m), so of each lcm(n, m) hashes in a row
    only the smallest min(n, m) stay: those with h = r. When one of n leaves, 1/n of the keys stay.
    """
    whole(1, before=before, after=after)
    return 1 - min(before, after) / math.lcm(before, after)


def moved_by_slots(before: int, after: int, slots: int = REDIS_SLOTS) -> float:
    """Share of the slots that change their node at the least, if nodes differ by one slot at most before and after."""
    whole(1, before=before, after=after, slots=slots)
    kept = sum(map(min, _even(slots, before), _even(slots, after)))
    return 1 - kept / slots


def _even(slots: int, nodes: int) -> list[int]:
    """Slots of each node, the fullest first: so that who has one more keeps it, if anybody has one more afterwards."""
    each, rest = divmod(slots, nodes)
    return [each + 1] * rest + [each] * (nodes - rest)
