"""The fan-in of a read and its time, against readers who follow authors one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.fan_out import Timelines, fetches_rps
from playground.theory.fan_out_time import threshold_for as threshold_for_delivery
from playground.theory.followers import Followers, of_tail
from playground.theory.mm1 import mm1
from playground.theory.timeline_read import fan_in_mean, read_quantile_ms, threshold_for, timeline_rps

LAW = Followers(1.0, 2000.0, 1.1)


def fetches_of(readers: int, authors: np.ndarray, threshold: float, rng: np.random.Generator) -> np.ndarray:
    """Fetches of each reader, who follows every author with the chance that gives the author so many followers."""
    large = authors[authors > threshold]
    return 1 + rng.binomial(1, large / authors.size, (readers, large.size)).sum(axis=1)


@pytest.mark.parametrize("threshold", [200.0, 700.0])
def test_readers_who_follow(threshold: float) -> None:
    rng = np.random.default_rng(1)
    authors = LAW.row(40_000)
    fetches = fetches_of(20_000, authors, threshold, rng)
    # a Poisson number of 2.4 at the least, 20 000 times: a standard error of 0.5 %; a row misses the largest authors
    assert fan_in_mean(LAW, threshold) == pytest.approx(fetches.mean(), rel=0.02)
    queue = mm1(60.0, 10.0)
    assert queue.sojourn is not None
    longest_ms = np.array([rng.exponential(25.0, number).max() for number in fetches.tolist()])
    p90_ms = read_quantile_ms(LAW, threshold, queue.sojourn, 0.9)
    # 20 000 coins of 0.1: a standard error of 0.002
    assert (longest_ms > p90_ms).mean() == pytest.approx(0.1, abs=0.009)


@given(threshold=st.floats(0, 3000), more=st.floats(0, 1000))
def test_a_higher_threshold_reads_less(threshold: float, more: float) -> None:
    assert 1 <= fan_in_mean(LAW, threshold + more) <= fan_in_mean(LAW, threshold) <= 1 + LAW.mean * (1 + 1e-12)


@given(fan_in=st.floats(1.0001, 20))
def test_the_smallest_threshold_for_a_fan_in(fan_in: float) -> None:
    threshold = threshold_for(LAW, fan_in)
    assert fan_in_mean(LAW, threshold) == pytest.approx(min(fan_in, 1 + LAW.mean), rel=1e-6)


def test_a_window_that_only_a_hybrid_has() -> None:
    # the last follower within 5 s at 40 000 inserts a second, and no more than eight fetches a read on average: push
    # alone misses the one, pull alone the other
    law = of_tail(75.0, 31e6, 1.276)
    highest, lowest = threshold_for_delivery(5.0, 40_000), threshold_for(law, 8.0)
    assert law.least < lowest < highest < law.most
    assert fan_in_mean(law, highest) < 8 < fan_in_mean(law, 0.0)


def test_ends() -> None:
    network = Timelines(1000.0, 1.0, 10.0, 1.0, 1.0)
    assert timeline_rps(network, LAW, 300.0) == pytest.approx(fetches_rps(network, LAW, 300.0))
    assert fan_in_mean(LAW, 0.0) == pytest.approx(1 + LAW.mean)
    assert fan_in_mean(LAW, 2000.0) == 1
    assert threshold_for(LAW, 0.5) == math.inf
    assert threshold_for(LAW, 1000.0) == 0
    with pytest.raises(ValueError, match="threshold"):
        fan_in_mean(LAW, -1.0)
