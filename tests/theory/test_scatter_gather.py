"""Queries that ask all shards, against shards whose work is added up query by query."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.amdahl import speedup
from playground.theory.scatter_gather import Query, answered_chance, gain, most_rps, most_rps_of_any, rows_moved

SHARDS = st.integers(1, 1000)
SHARE = st.floats(0, 1)
QUERY = st.builds(Query, st.floats(0.01, 10), st.floats(0, 10))


@pytest.mark.parametrize(("shards", "scattered"), [(4, 0.1), (16, 0.1), (8, 1.0), (5, 0.0)])
def test_queries_that_are_added_up(shards: int, scattered: float) -> None:
    rng = np.random.default_rng(1)
    queries = 400_000
    asks_all = rng.random(queries) < scattered
    work_ms = np.full(shards, asks_all.sum() * (1.0 + 0.6 / shards))
    work_ms += 1.6 * np.bincount(rng.integers(shards, size=queries)[~asks_all], minlength=shards)
    # a shard gets at least 22 000 queries: a standard error of 0.7 % each, and 0.3 % of their sum
    assert most_rps(Query(1.0, 0.6), shards, scattered, cores=2) == pytest.approx(
        2 * shards * 1000 * queries / work_ms.sum(), rel=0.012
    )


def test_shards_that_are_up_for_themselves() -> None:
    up = np.random.default_rng(2).random((400_000, 8)) < 0.95
    # 400 000 coins of 0.66: a standard error of 0.0008
    assert answered_chance(0.95, 8) == pytest.approx(up.all(axis=1).mean(), abs=0.003)


@given(query=QUERY, shards=SHARDS, scattered=SHARE)
def test_bounds(query: Query, shards: int, scattered: float) -> None:
    found = most_rps(query, shards, scattered)
    assert found <= min(shards * most_rps(query, 1, scattered), most_rps_of_any(query, scattered)) * (1 + 1e-9)
    assert most_rps(query, shards + 1, scattered) >= found * (1 - 1e-9)
    assert gain(query, shards, 0.0) == pytest.approx(shards)


@given(shards=SHARDS, scattered=SHARE)
def test_what_all_are_asked_is_the_serial_part(shards: int, scattered: float) -> None:
    assert gain(Query(1.0), shards, scattered) == pytest.approx(speedup(shards, scattered))


def test_ends() -> None:
    assert most_rps(Query(1.0), 4, 1.0) == 1000
    assert most_rps(Query(0.0, 1.0), 4, 1.0) == 4000
    assert most_rps_of_any(Query(1.0), 0.1) == pytest.approx(10_000)
    assert most_rps_of_any(Query(1.0), 0.0) == most_rps_of_any(Query(0.0, 1.0), 1.0) == math.inf
    assert answered_chance(1.0, 9) == 1
    assert rows_moved(20, 8) == 160
    with pytest.raises(ValueError, match="work_ms"):
        Query(0.0, 0.0)
    with pytest.raises(ValueError, match="shards"):
        most_rps(Query(1.0), 0, 0.5)
    with pytest.raises(ValueError, match="scattered"):
        most_rps_of_any(Query(1.0), 1.5)
    with pytest.raises(ValueError, match="shard_available"):
        answered_chance(-0.5, 1)
    with pytest.raises(ValueError, match="wanted"):
        rows_moved(-1, 1)
