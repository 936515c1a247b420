"""When followers have a post, against inserts that are made one after another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.fan_out_time import behind_others_s, last_follower_s, mean_follower_s, threshold_for
from playground.theory.followers import Followers

RATE = st.floats(1, 1e6)


def test_inserts_one_after_another() -> None:
    done_s = np.arange(1, 10_001) / 40_000
    assert last_follower_s(10_000, 40_000) == pytest.approx(done_s[-1], rel=1e-9)
    assert mean_follower_s(10_000, 40_000) == pytest.approx(done_s.mean(), rel=1e-3)


def test_inserts_of_others_that_go_first() -> None:
    # a quarter of the slots is taken by others, evenly: the k-th own insert is in the slot 4k/3
    slots = np.arange(1, 40_001)
    own = slots[slots % 4 != 0][:10_000]
    assert last_follower_s(10_000, 40_000, 10_000) == pytest.approx(own[-1] / 40_000, rel=1e-3)
    assert mean_follower_s(10_000, 40_000, 10_000) == pytest.approx(own.mean() / 40_000, rel=1e-3)


@pytest.mark.parametrize("threshold", [200.0, 5000.0])
def test_posts_that_wait_for_one_another(threshold: float) -> None:
    law = Followers(10.0, threshold, 1.2)
    insert_rps, posts_rps, posts, plays = 5000.0, 0.6 * 5000.0 / law.mean, 60_000, 500
    rng = np.random.default_rng(1)
    sizes = law.row(1_000_000)
    means = []
    for _ in range(plays):
        come_s = rng.exponential(1 / posts_rps, posts).cumsum()
        work_s = rng.choice(sizes, posts) / insert_rps
        # Lindley's line: what waits is the excess of work over time since it was last empty
        excess_s = np.concatenate([[0.0], (work_s[:-1] - np.diff(come_s)).cumsum()])
        means.append((excess_s - np.minimum.accumulate(excess_s))[5000:].mean())
    error = np.std(means) / math.sqrt(plays)
    assert error < 0.005 * np.mean(means)
    square = float((sizes**2).mean())
    assert behind_others_s(posts_rps, float(sizes.mean()), square, insert_rps) == pytest.approx(
        np.mean(means), abs=4 * error
    )


def test_the_target_of_the_facts() -> None:
    assert last_follower_s(1e6, 40_000) == 25
    assert threshold_for(5.0, 40_000) == 200_000


@given(target_s=st.floats(0, 1e3), insert_rps=RATE, others=st.floats(0, 0.99))
def test_the_threshold_is_the_last_that_meets_the_target(target_s: float, insert_rps: float, others: float) -> None:
    most = threshold_for(target_s, insert_rps, others * insert_rps)
    assert last_follower_s(most, insert_rps, others * insert_rps) == pytest.approx(target_s)


@given(posts=st.floats(0.001, 0.9), mean=st.floats(1, 100), variation=st.floats(0, 1000))
def test_large_authors_hold_everybody_up(posts: float, mean: float, variation: float) -> None:
    even = behind_others_s(posts / mean, mean, mean * mean, 1.0)
    assert behind_others_s(posts / mean, mean, mean * mean * (1 + variation), 1.0) == pytest.approx(
        even * (1 + variation), rel=1e-6
    )


def test_ends() -> None:
    assert last_follower_s(0.0, 10.0, 20.0) == 0
    assert last_follower_s(5.0, 10.0, 10.0) == behind_others_s(2.0, 10.0, 100.0, 20.0) == math.inf
    assert threshold_for(5.0, 10.0, 20.0) == threshold_for(0.0, 10.0) == behind_others_s(0.0, 1.0, 1.0, 1.0) == 0
    with pytest.raises(ValueError, match="insert_rps"):
        last_follower_s(1.0, 0.0)
    with pytest.raises(ValueError, match="target_s"):
        threshold_for(-1.0, 1.0)
    with pytest.raises(ValueError, match="followers_square must be at least 100, not 50"):
        behind_others_s(1.0, 10.0, 50.0, 1.0)
