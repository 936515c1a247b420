"""A least recently used cache under Zipf hits as often as Che's approximation says: 0.1 to 20 % of the keys held.

Reads are independent and Poisson, nobody writes, a miss is filled at the same instant, and the cache is warm.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.design.database import Database
from playground.design.design import WebSystem
from playground.design.endpoint import Call, Endpoint
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.design.workload import Popularity, Workload
from playground.run import run
from playground.theory.lru_che import hit_ratio
from playground.theory.popularity import zipf

KEYS, RATE_RPS, RUNS = 100_000, 10_000.0, 30
WANTED = 0.003  # standard error of the mean, relative; the rule allows 0.005
AT_ONCE = Deterministic(mean_ms=0.0)


def one_cache(items: int, exponent: float, seconds: float) -> WebSystem:
    """Pages that ask one cache once and do nothing else."""
    page = Endpoint(name="page", web_work=AT_ONCE, calls=(Call(),), response_kb=0.0)
    return WebSystem(
        seconds=seconds,
        warmup_s=0.0,
        workload=Workload(
            rate_rps=RATE_RPS,
            write_share=0.0,
            endpoints=(page,),
            bundle_kb=0.0,
            popularity=Popularity(keys=KEYS, zipf_exponent=exponent),
        ),
        web=Web(cache_items=items, cache_ttl_s=0.0, cache_work_ms=0.0),
        database=Database(read=AT_ONCE, own_machine=False, hop_ms=0.0),
    )


@pytest.mark.parametrize("exponent", [0.64, 0.83, 0.99, 1.2])
@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.1, 0.2])
def test_as_often_as_che_says(exponent: float, share: float) -> None:
    items = round(share * KEYS)
    theory = hit_ratio(zipf(KEYS, exponent), items)
    look_ups = max(20_000, (1 - theory) / (theory * WANTED**2) / RUNS)
    design = one_cache(items, exponent, round(look_ups / RATE_RPS, 1))
    ratios = []
    for seed in range(1, RUNS + 1):
        (found,) = run(design, seed=seed).caches
        ratios.append(found.hits / (found.hits + found.misses))
    error = float(np.std(ratios, ddof=1)) / math.sqrt(RUNS)
    assert error <= 0.005 * theory
    assert abs(float(np.mean(ratios)) - theory) <= 4 * error
