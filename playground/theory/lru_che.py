"""How often a cache of so many keys hits when it drops the key that was read least recently (LRU).

Che's approximation: a key stays for a fixed time after each read of it, the same for all keys. Reads of a key are
Poisson, so it is present with the chance 1 - exp(-p t), where p is its popularity and t that time, counted in reads of
any key; t is what makes the keys present add up to the size of the cache. Reads see time averages, so a key's hit ratio
is the share of the time that it is present. Reads are independent of each other, and all values are equally large.

Source: Che, Tung and Wang, "Hierarchical web caching systems: modeling, design and experimental results", IEEE Journal
on Selected Areas in Communications 20(7), 2002; why it is so exact: Fricker, Robert and Roberts, "A versatile and
accurate approximation for LRU cache performance", 24th International Teletraffic Congress, 2012. The bound is from Aho,
Denning and Ullman, "Principles of optimal page replacement", Journal of the ACM 18(1), 1971.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import probabilities, whole

SMALL = 1e-12  # a share of the cache that may be missing when the search ends


def characteristic_reads(popularity: NDArray[np.float64], size: int) -> float:
    """How many reads of any key pass until a key that is not read drops out; infinite where no key ever has to.

    Newton's method from the left: the keys present are a concave function of the time, so no step goes too far.
    """
    probabilities(popularity=popularity)
    whole(0, size=size)
    if size >= np.count_nonzero(popularity):
        return math.inf
    reads = float(size)  # so many reads bring in as many keys at most
    while True:
        present = -np.expm1(-popularity * reads)
        missing = size - float(present.sum())
        if missing <= SMALL * size:
            return reads
        reads += missing / float(popularity @ (1 - present))


def occupancies(popularity: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Share of the time that each key is present, which is the hit ratio of its reads, too."""
    reads = characteristic_reads(popularity, size)
    if math.isinf(reads):
        return np.where(popularity > 0, 1.0, 0.0)
    return -np.expm1(-popularity * reads)


def hit_ratio(popularity: NDArray[np.float64], size: int) -> float:
    """Share of the reads that find their key. `size` is how many keys the cache has room for."""
    return min(1.0, float(popularity @ occupancies(popularity, size)))


def best_hit_ratio(popularity: NDArray[np.float64], size: int) -> float:
    """What no cache exceeds that does not know the next read: it holds the most popular keys for ever (perfect LFU)."""
    probabilities(popularity=popularity)
    whole(0, size=size)
    return min(1.0, float(np.sort(popularity)[::-1][:size].sum()))
