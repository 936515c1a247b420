"""Which part of all queries the busiest shard gets, by how keys are asked for and where each of them is."""

from __future__ import annotations

import numpy as np

from playground.design.design import WebSystem
from playground.design.sharding import Sharding
from playground.theory.popularity import zipf
from playground.traffic.shards import place


def hottest_share(design: WebSystem, shards: int) -> float:
    """From 0 to 1, of the reads; where famous keys are salted, each of their copies gets its part."""
    keys = design.workload.popularity
    given = (Sharding() if design.sharding is None else design.sharding).model_copy(update={"shards": shards})
    where = place(given, keys, shards).before
    weights = zipf(keys.keys, keys.zipf_exponent) * (1 - keys.famous_reads_share)
    if keys.famous:
        weights[: keys.famous] += keys.famous_reads_share / keys.famous
    copies = np.zeros(0)
    if given.salts > 1:
        copies = np.repeat(weights[: keys.famous] / given.salts, given.salts)
        weights[: keys.famous] = 0.0
    everything = np.concatenate([weights, np.zeros(keys.columns - keys.keys), copies])
    return float(np.bincount(where, weights=everything, minlength=shards).max())
