"""The work of push, pull and their mix, against authors, posts and readers who are followed one by one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory.fan_out import (
    Timelines,
    cheapest_threshold,
    fetches_rps,
    hybrid_work,
    inserts_rps,
    posts_of,
    push_is_cheaper,
    work_ms_per_s,
)
from playground.theory.followers import Followers, of_mean

LAW = Followers(1.0, 1e5, 1.3)
NETWORK = Timelines(users=1e5, posts_rps=50.0, reads_rps=400.0, insert_ms=0.1, fetch_ms=0.2)
RATE = st.floats(1e-3, 1e3)


def test_posts_and_reads_that_are_counted() -> None:
    # 300 authors and 2000 readers, who follow whom they like: every post and every read costs what it touches
    rng = np.random.default_rng(1)
    follows = rng.random((2000, 300)) < rng.beta(0.3, 3.0, 300)
    followers = follows.sum(axis=0)
    posts_rps = rng.uniform(0.001, 0.05, 300)
    read_rps, seconds, threshold = 0.01, 20_000.0, 400
    pushed = followers <= threshold
    inserts = rng.poisson(posts_rps * seconds) @ (followers * pushed)
    fetches = rng.poisson(read_rps * seconds, 2000) @ (follows & ~pushed).sum(axis=1)
    found = (inserts * 0.3 + fetches * 0.7) / seconds
    expected = hybrid_work(followers.astype(float), posts_rps, read_rps, 0.3, 0.7, threshold)
    # 160 000 posts and 400 000 reads: a standard error of 0.4 %
    assert expected == pytest.approx(found, rel=0.016)


@given(
    post_rps=RATE, insert_ms=RATE, read_rps=RATE, fetch_ms=RATE, followers=st.lists(st.integers(1, 10**6), min_size=1)
)
def test_push_wins_whatever_the_followers(
    post_rps: float, insert_ms: float, read_rps: float, fetch_ms: float, followers: list[int]
) -> None:
    sizes = np.array(followers, dtype=float)
    posts = np.full(sizes.size, post_rps)
    works = [
        hybrid_work(sizes, posts, read_rps, insert_ms, fetch_ms, threshold)
        for threshold in [0.0, *sorted(set(sizes.tolist())), math.inf]
    ]
    ends = (works[-1], works[0])
    if ends[0] != pytest.approx(ends[1]):
        assert push_is_cheaper(post_rps, insert_ms, read_rps, fetch_ms) is (ends[0] < ends[1])
    # the followers cancel: between the ends the work goes one way, so no mix is cheaper than the cheaper end
    assert min(works) >= min(ends) * (1 - 1e-12)


def test_the_network_of_the_facts() -> None:
    law = of_mean(value("sharding.twitter_avg_followers"), 1.0, value("sharding.twitter_max_followers"))
    network = Timelines(
        150e6, value("sharding.twitter_tweets_per_s"), value("sharding.twitter_timeline_reads_per_s"), 0.1, 0.1
    )
    # 4 600 posts a second to 75 followers on average
    assert inserts_rps(network, law) == pytest.approx(value("sharding.twitter_fanout_writes_per_s"), rel=1e-6)
    push, pull = inserts_rps(network, law), fetches_rps(network, law) - network.reads_rps
    assert pull / push == pytest.approx(300_000 / 4600)
    assert cheapest_threshold(network, law) == math.inf
    # those with more than 5 s of 40 000 inserts a second are pulled: dearer, but no timeline of theirs is waited for
    assert work_ms_per_s(network, law, 200_000.0) > work_ms_per_s(network, law, math.inf)


@pytest.mark.parametrize("growth", [0.0, 0.4, 1.0])
def test_the_law_is_the_sum_over_its_authors(growth: float) -> None:
    # equal parts of a law whose largest are not much larger than a part can tell
    law = Followers(1.0, 2000.0, 1.5)
    network = replace(NETWORK, growth=growth)
    row = law.row(400_000)
    posts = np.array([posts_of(network, law, 1.0)]) * row**growth
    scale = network.users / row.size  # each stands for so many users
    for threshold in (0.5, 30.0, 500.0, 3000.0):
        added = scale * hybrid_work(row, posts, network.reads_rps / network.users, 0.1, 0.2, threshold)
        added += network.reads_rps * network.fetch_ms
        assert work_ms_per_s(network, law, threshold) == pytest.approx(added, rel=0.005)
    assert posts.sum() * scale == pytest.approx(network.posts_rps, rel=0.005)


@given(growth=st.floats(0.2, 2), reads=st.floats(1e-2, 1e6), fetch=st.floats(0.01, 10), exponent=st.floats(0.3, 3))
def test_the_work_is_least_at_the_cheapest_threshold(
    growth: float, reads: float, fetch: float, exponent: float
) -> None:
    law = Followers(1.0, 1e6, exponent)
    network = Timelines(1e6, 1000.0, reads, 0.1, fetch, growth)
    best = cheapest_threshold(network, law)
    least = work_ms_per_s(network, law, best)
    for threshold in [0.0, *np.geomspace(1.0, 1e6, 40).tolist(), math.inf]:
        assert least <= work_ms_per_s(network, law, threshold) * (1 + 1e-9)
    if 0 < best < math.inf:  # inside: both ways cost the same at the threshold
        push_ms = posts_of(network, law, best) * best * network.insert_ms
        assert push_ms == pytest.approx(network.reads_rps / network.users * best * network.fetch_ms, rel=1e-6)


def test_an_interior_minimum_needs_authors_who_post_more() -> None:
    growing = replace(NETWORK, growth=0.7, posts_rps=300.0)
    best = cheapest_threshold(growing, LAW)
    assert 1 < best < 1e5
    assert work_ms_per_s(growing, LAW, best) < 0.9 * work_ms_per_s(growing, LAW, math.inf)
    assert work_ms_per_s(growing, LAW, best) < 0.9 * work_ms_per_s(growing, LAW, 0.0)
    assert cheapest_threshold(replace(growing, growth=0.0), LAW) == math.inf
    assert cheapest_threshold(replace(growing, growth=0.0, posts_rps=1000.0), LAW) == 0


def test_ends() -> None:
    assert not push_is_cheaper(1.0, 1.0, 1.0, 1.0)
    assert cheapest_threshold(Timelines(10.0, 1.0, 1.0, 1.0, 1.0), LAW) == math.inf
    assert fetches_rps(NETWORK, LAW, math.inf) == NETWORK.reads_rps
    assert inserts_rps(NETWORK, LAW, 0.0) == 0
    assert work_ms_per_s(NETWORK, LAW, math.inf) == pytest.approx(50 * LAW.mean * 0.1 + 400 * 0.2)
    assert work_ms_per_s(NETWORK, LAW, 0.0) == pytest.approx(400 * (1 + LAW.mean) * 0.2)
    assert cheapest_threshold(replace(NETWORK, growth=1.0, reads_rps=1e9), LAW) == math.inf
    assert cheapest_threshold(replace(NETWORK, growth=1.0, reads_rps=1e-9), LAW) == 0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="users"):
        replace(NETWORK, users=0.0)
    with pytest.raises(ValueError, match="growth"):
        replace(NETWORK, growth=-1.0)
    with pytest.raises(ValueError, match="read_rps"):
        push_is_cheaper(1.0, 1.0, -1.0, 1.0)
    with pytest.raises(ValueError, match=r"posts_rps must have as many entries as followers \(2\), not 1"):
        hybrid_work(np.ones(2), np.ones(1), 1.0, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="followers"):
        posts_of(NETWORK, LAW, 0.0)
