"""Joins in the application, against calls that are made one by one."""

from __future__ import annotations

import heapq
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory.application_join import (
    Call,
    batch_for,
    batched,
    one_by_one,
    parallel,
    parallel_exponential_ms,
)

ROWS = st.integers(0, 300)
MANY = st.integers(1, 50)
TIME = st.floats(0.01, 10)
CALL = st.builds(Call, TIME, TIME, st.floats(0, 1))


def played(sizes: list[int], call: Call, at_once: int) -> tuple[int, float, float]:
    """Calls, time and work of a query for the page, then queries for so many rows each, so many at a time."""
    now_ms, work_ms = call.time_ms(1), call.work_ms(1)
    free_ms = [now_ms] * at_once
    for size in sizes:
        begun_ms = heapq.heappop(free_ms)
        heapq.heappush(free_ms, begun_ms + call.time_ms(size))
        work_ms += call.work_ms(size)
        now_ms = max(now_ms, begun_ms + call.time_ms(size))
    return 1 + len(sizes), now_ms, work_ms


@given(rows=ROWS, call=CALL, batch=MANY, at_once=MANY)
def test_calls_made_one_by_one(rows: int, call: Call, batch: int, at_once: int) -> None:
    for join, sizes, side_by_side in [
        (one_by_one(rows, call), [1] * rows, 1),
        (parallel(rows, call, at_once), [1] * rows, at_once),
        (
            batched(rows, call, batch, at_once=at_once),
            [batch] * (rows // batch) + [rows % batch] * (rows % batch > 0),
            at_once,
        ),
    ]:
        calls, time_ms, work_ms = played(sizes, call, side_by_side)
        assert join.calls == calls
        assert join.time_ms == pytest.approx(time_ms)
        assert join.work_ms == pytest.approx(work_ms)


def test_the_page_of_the_ladder() -> None:
    # claims: 20 rows by N+1 are 21 calls, 36 ms, and 25 ms of the database's work
    call = Call(value("ladder.hop_ms"), value("ladder.db_read_ms"))
    join = one_by_one(20, call)
    assert join.calls == 21
    assert join.time_ms == pytest.approx(36, abs=0.5)
    assert join.work_ms == pytest.approx(25, abs=0.5)
    at_once = parallel(20, call, 20)
    assert at_once.time_ms == pytest.approx(3.4)
    assert at_once.work_ms == join.work_ms
    in_one = batched(20, call, 20)
    assert in_one.calls == 2
    assert in_one.work_ms == pytest.approx(2.4)


def test_calls_whose_work_is_drawn() -> None:
    rng = np.random.default_rng(1)
    pages = 100_000
    work_ms = rng.exponential(1.2, (pages, 21))
    time_ms = 0.5 + work_ms[:, 0] + 0.5 + work_ms[:, 1:].max(axis=1)
    error_ms = time_ms.std() / math.sqrt(pages)
    assert error_ms < 0.005 * time_ms.mean()
    assert parallel_exponential_ms(20, 0.5, 1.2) == pytest.approx(time_ms.mean(), abs=4 * error_ms)


@given(rows=ROWS, call=CALL, batch=MANY, at_once=MANY)
def test_parallel_saves_time_and_a_batch_saves_work(rows: int, call: Call, batch: int, at_once: int) -> None:
    single, side_by_side = one_by_one(rows, call), parallel(rows, call, at_once)
    in_batches = batched(rows, call, batch)
    assert side_by_side.time_ms <= single.time_ms * (1 + 1e-12)
    assert (side_by_side.calls, side_by_side.work_ms) == (single.calls, pytest.approx(single.work_ms))
    assert in_batches.work_ms <= single.work_ms * (1 + 1e-12)
    assert in_batches.time_ms <= single.time_ms * (1 + 1e-12)


@given(rows=st.integers(1, 200), call=CALL, share=st.floats(0, 1))
def test_the_smallest_batch_within_a_target(rows: int, call: Call, share: float) -> None:
    target_ms = share * one_by_one(rows, call).time_ms
    batch = batch_for(rows, call, target_ms)
    if math.isinf(batch):
        assert batched(rows, call, rows).time_ms > target_ms
    else:
        assert batched(rows, call, int(batch)).time_ms <= target_ms
        assert batch == 1 or batched(rows, call, int(batch) - 1).time_ms > target_ms


def test_ends() -> None:
    call = Call(1.0, 2.0, 0.5)
    assert one_by_one(0, call) == parallel(0, call, 9) == batched(0, call, 9)
    assert batched(7, call, 1) == one_by_one(7, call)
    assert parallel_exponential_ms(0, 1.0, 2.0) == 3
    assert parallel_exponential_ms(1, 1.0, 2.0) == 6
    with pytest.raises(ValueError, match="rows"):
        parallel(-1, call, 1)
    with pytest.raises(ValueError, match="at_once"):
        parallel(1, call, 0)
    with pytest.raises(ValueError, match="batch"):
        batched(1, call, 0)
    with pytest.raises(ValueError, match="call_ms"):
        Call(1.0, -1.0)
    with pytest.raises(ValueError, match="target_ms"):
        batch_for(1, call, -1.0)
