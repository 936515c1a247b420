"""Which part of all reads the busiest shard gets, by how keys are asked for and where each of them is.

A shard's part is the sum of its keys' popularity; where famous keys are salted, each of their copies has its part of
theirs. So one shard of many is full when it answers what one alone could: together they carry one over its part.
Raises a ValueError of one sentence for keys without a place.

Source: the sum itself; a shard with one famous key: see `hot_shard`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.design.popularity import Popularity
from playground.theory.given import whole
from playground.theory.popularity import zipf


def hottest_share(keys: Popularity, where: NDArray[np.uint16], salts: int = 1) -> float:
    """From 0 to 1. where: (columns,) the shard of each key, the most popular first, and behind them those of the copies
    of the famous ones, `salts` of each, where there is more than one."""
    whole(1, salts=salts)
    weights = zipf(keys.keys, keys.zipf_exponent) * (1 - keys.famous_reads_share)
    if keys.famous:
        weights[: keys.famous] += keys.famous_reads_share / keys.famous
    copies = np.zeros(0)
    if salts > 1:
        copies = np.repeat(weights[: keys.famous] / salts, salts)
        weights[: keys.famous] = 0.0
    asked = np.concatenate([weights, np.zeros(keys.columns - keys.keys), copies])
    if asked.size != where.size:
        raise ValueError(f"where must have {asked.size:,} places, one for each key and copy, not {where.size:,}")
    return float(np.bincount(where, weights=asked).max())
