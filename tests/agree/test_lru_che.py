"""A least recently used cache under Zipf hits as often as Che's approximation says: 0.1 to 20 % of the keys held.

Reads are independent and Poisson, nobody writes, a miss is filled at the same instant, and the cache is warm.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.workload import Popularity
from playground.run import run
from playground.theory.lru_che import hit_ratio
from playground.theory.popularity import zipf
from tests.agree.one_cache import cached, one_cache

KEYS, RATE_RPS, RUNS = 100_000, 10_000.0, 30
WANTED = 0.003  # standard error of the mean, relative; the rule allows 0.005


@pytest.mark.parametrize("exponent", [0.64, 0.83, 0.99, 1.2])
@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.1, 0.2])
def test_as_often_as_che_says(exponent: float, share: float) -> None:
    items = round(share * KEYS)
    theory = hit_ratio(zipf(KEYS, exponent), items)
    look_ups = max(20_000, (1 - theory) / (theory * WANTED**2) / RUNS)
    popularity = Popularity(keys=KEYS, zipf_exponent=exponent)
    design = one_cache(RATE_RPS, round(look_ups / RATE_RPS, 1), popularity, cached(items, 0.0))
    ratios = []
    for seed in range(1, RUNS + 1):
        (found,) = run(design, seed=seed).caches
        ratios.append(found.hits / (found.hits + found.misses))
    error = float(np.std(ratios, ddof=1)) / math.sqrt(RUNS)
    assert error <= 0.005 * theory
    assert abs(float(np.mean(ratios)) - theory) <= 4 * error
