"""Batches of writes, against commits that are made one after another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.batched_writes import batch_for, fill_mean_ms, gain, gain_at_most, row_ms, rows_rps

SHARE = st.floats(0, 1)
BATCH = st.integers(1, 10_000)


@pytest.mark.parametrize(("commit_share", "batch"), [(0.3, 1), (0.3, 10), (0.64, 10), (0.9, 100)])
def test_commits_one_after_another(commit_share: float, batch: int) -> None:
    now_ms, rows = 0.0, 0
    for _ in range(500):
        for _ in range(batch):
            now_ms += 4.0 * (1 - commit_share)
            rows += 1
        now_ms += 4.0 * commit_share
    assert row_ms(4.0, commit_share, batch) == pytest.approx(now_ms / rows, rel=1e-9)
    assert rows_rps(4.0, commit_share, batch, cores=2) == pytest.approx(2 * rows / now_ms * 1000, rel=1e-9)


def test_rows_that_wait_for_their_batch() -> None:
    rng = np.random.default_rng(1)
    come_ms = rng.exponential(2.0, 1_000_000).cumsum().reshape(-1, 10)
    waited_ms = come_ms[:, -1:] - come_ms
    # the mean of 100 000 batches whose own means spread by 40 %: a standard error of 0.13 %
    assert fill_mean_ms(500.0, 10) == pytest.approx(waited_ms.mean(), rel=0.0055)


@given(commit_share=SHARE, batch=BATCH)
def test_bounds(commit_share: float, batch: int) -> None:
    assert gain(commit_share, batch) * (1 + 1e-12) >= 1
    assert gain(commit_share, batch) <= min(batch, gain_at_most(commit_share)) * (1 + 1e-9)
    assert gain(commit_share, 2 * batch) >= gain(commit_share, batch)
    assert rows_rps(4.0, commit_share, batch) == pytest.approx(250 * gain(commit_share, batch))


@given(commit_share=st.floats(0.01, 1), wanted=st.floats(1.01, 50))
def test_the_smallest_batch_that_gains_so_much(commit_share: float, wanted: float) -> None:
    batch = batch_for(commit_share, wanted)
    if math.isinf(batch):
        assert gain_at_most(commit_share) <= wanted * (1 + 1e-9)
    else:
        assert gain(commit_share, int(batch)) >= wanted * (1 - 1e-6)
        assert batch == 1 or gain(commit_share, int(batch) - 1) < wanted * (1 + 1e-6)


def test_ends() -> None:
    assert row_ms(4.0, 0.0, 50) == row_ms(4.0, 0.7, 1) == 4
    assert row_ms(4.0, 1.0, 8) == 0.5
    assert gain_at_most(1.0) == math.inf
    assert gain_at_most(0.75) == 4
    # half of the work that can be saved is saved by two
    assert row_ms(4.0, 0.6, 2) - row_ms(4.0, 0.6, 10**9) == pytest.approx(4 * 0.6 / 2, rel=1e-6)
    assert batch_for(0.5, 1.0) == batch_for(0.5, 0.2) == 1
    assert batch_for(0.5, 2.0) == batch_for(0.0, 1.1) == math.inf
    assert batch_for(1.0, 7.0) == 7
    assert fill_mean_ms(100.0, 1) == 0
    with pytest.raises(ValueError, match="commit_share"):
        row_ms(1.0, 1.5, 1)
    with pytest.raises(ValueError, match="batch"):
        row_ms(1.0, 0.5, 0)
    with pytest.raises(ValueError, match="write_ms"):
        row_ms(0.0, 0.5, 1)
    with pytest.raises(ValueError, match="cores"):
        rows_rps(1.0, 0.5, 1, cores=0)
    with pytest.raises(ValueError, match="wanted_gain"):
        batch_for(0.5, 0.0)
    with pytest.raises(ValueError, match="rate_rps"):
        fill_mean_ms(0.0, 2)
