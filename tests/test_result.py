"""A Result is a value: its digest is the hash of every byte of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground import run, stage
from playground.design.change import put_all
from playground.result import Result


def short() -> Result:
    return run(put_all(stage("split-tiers"), {"seconds": 4.0, "warmup_s": 1.0, "workload.rate_rps": 50.0}))


def test_equal_results_have_equal_digests() -> None:
    assert short().digest() == short().digest()


def test_every_field_is_part_of_the_digest() -> None:
    result = short()
    others = [
        replace(result, seed=2),
        replace(result, events=result.events + 1),
        replace(result, requests=replace(result.requests, served=result.requests.served + 1)),
        replace(result, window_failures=result.window_failures.astype(np.int32)),
        replace(result, endpoints=result.endpoints[:-1]),
        replace(result, asleep=("kill:web-9",)),
        replace(result, over_budget=not result.over_budget),
    ]
    digests = {other.digest() for other in (result, *others)}
    assert len(digests) == len(others) + 1


def test_a_result_says_how_far_it_came() -> None:
    result = short()
    assert result.is_complete
    assert result.windows == len(result.requests.offered) == len(result.window_latency.counts)
    assert not replace(result, until_ns=result.end_ns - 1).is_complete
