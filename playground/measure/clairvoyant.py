"""The best possible hit ratio of a recorded sequence of look-ups: what a cache had that knew them all in advance.

On a miss it leaves out, of the keys it holds and the new one, the one whose next use is furthest away. With room for
one key and the look-ups 1 2 1 3 2:

    1  miss; needed again at the 3rd look-up, and kept
    2  miss; needed again at the 5th, which is later than the 3rd, and left out
    1  hit; never needed again, so that its room is free
    3  miss; never needed again, and left out
    2  miss

One hit, where a cache that admits every key has none.

Source: Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966; that
the new key itself may be left out: McFarling, "Cache replacement with dynamic exclusion", ISCA 1992, and Berger,
Beckmann, Harchol-Balter, "Practical bounds on optimal caching with variable object sizes", POMACS 2(2), 2018.
"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np


def clairvoyant_hits(keys: np.ndarray, size: int) -> int:
    """Most look-ups that a cache of `size` keys of one size can answer. keys: (n,) int64, one look-up each, in order.

    Takes O(n log n). Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError(f"a cache must have room for at least 1 key, not {size}")
    never = len(keys)
    answered = bytearray(never)  # by look-up: whether the key is kept for it
    kept = hits = 0
    furthest: list[int] = []  # a heap of the look-ups that keys are or were kept for, negative: the last one on top
    for now, following in enumerate(next_use(keys).tolist()):
        if answered[now]:
            hits += 1
            kept -= 1  # its room is free, unless it is kept once more
        if following == never:
            continue  # of no use any more: as good as left out
        heappush(furthest, -following)
        answered[following] = True
        kept += 1
        if kept > size:
            # Look-ups of the past stay in the heap, but never get to its top while one of the future is there.
            answered[-heappop(furthest)] = False
            kept -= 1
    return hits


def next_use(keys: np.ndarray) -> np.ndarray:
    """(n,) int64: the look-up that asks for the same key next, counted from 0; n where none does."""
    by_key = np.argsort(keys, kind="stable")
    earlier, later = by_key[:-1], by_key[1:]
    same = keys[earlier] == keys[later]
    found = np.full(len(keys), len(keys), dtype=np.int64)
    found[earlier[same]] = later[same]
    return found
