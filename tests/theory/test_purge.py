"""Users who see old bytes after a purge, against purges that are drawn edge by edge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.purge import Propagation, fresh_after_s, old_share, old_share_by_ttl, propagation

SHARES = np.array([0.4, 0.3, 0.2, 0.1])
EDGES = [propagation(0.15, 1.0), propagation(4.0, 10.0), propagation(0.5, 0.5), propagation(46.0, 60.0)]


def test_purges_that_are_drawn() -> None:
    # 40 000 purges, each of which reaches the four edges at times of its own
    rng = np.random.default_rng(3)
    arrives_s = np.exp([rng.normal(edge.mu, edge.sigma, 40_000) for edge in EDGES])
    for since_s in (0.1, 0.4, 1.0, 5.0, 50.0):
        seen_old = (SHARES @ (arrives_s > since_s)).mean()
        # a share between 0 and 1, 40 000 times: a standard error of 0.0025 at most
        assert old_share(since_s, SHARES, EDGES) == pytest.approx(seen_old, abs=0.01)
    for fresh in (0.3, 0.7, 0.95):
        at_s = fresh_after_s(fresh, SHARES, EDGES)
        assert (SHARES @ (arrives_s <= at_s)).mean() == pytest.approx(fresh, abs=0.01)


@pytest.mark.parametrize(("median_s", "p90_s"), [(0.15, 1.0), (4.0, 10.0), (46.0, 50.0)])
def test_the_two_percentiles_come_out_of_draws(median_s: float, p90_s: float) -> None:
    edge = propagation(median_s, p90_s)
    drawn_s = np.random.default_rng(7).lognormal(edge.mu, edge.sigma, 100_000)
    assert np.quantile(drawn_s, [0.5, 0.9]) == pytest.approx([median_s, p90_s], rel=0.03)
    assert edge.longer(median_s) == pytest.approx(0.5)
    assert edge.longer(p90_s) == pytest.approx(0.1)


@given(
    medians_s=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=6),
    spread=st.floats(1, 20),
    fresh=st.floats(0.001, 0.999),
)
def test_how_long_is_the_other_side_of_how_many(medians_s: list[float], spread: float, fresh: float) -> None:
    edges = [propagation(median_s, median_s * spread) for median_s in medians_s]
    shares = np.full(len(edges), 1 / len(edges))
    at_s = fresh_after_s(fresh, shares, edges)
    assert min(e.within_s(fresh) for e in edges) <= at_s <= max(e.within_s(fresh) for e in edges)
    assert old_share(at_s * 1.000001, shares, edges) <= 1 - fresh + 1e-9
    assert old_share(at_s * 0.999999, shares, edges) >= 1 - fresh - 1e-4
    assert old_share(2 * at_s, shares, edges) <= old_share(at_s, shares, edges) <= 1


@given(ttl_s=st.floats(0.1, 1e5), part=st.floats(0, 2))
def test_waiting_for_the_time_to_live(ttl_s: float, part: float) -> None:
    assert old_share_by_ttl(part * ttl_s, ttl_s) == pytest.approx(max(0.0, 1 - part), abs=1e-9)


def test_edges_that_are_asked_all_the_time_let_go_evenly() -> None:
    # they fetched at a random instant of the last life, each for itself
    fetched_s = np.random.default_rng(11).uniform(-300, 0, 50_000)
    assert old_share_by_ttl(75.0, 300.0) == pytest.approx((fetched_s + 300 > 75).mean(), abs=0.01)


def test_ends() -> None:
    always = [Propagation(0.0, 0.0)]  # one second, each time
    one = np.array([1.0])
    assert old_share(0.0, one, always) == old_share(0.999, one, always) == 1
    assert old_share(1.0, one, always) == 0
    assert fresh_after_s(1.0, one, always) == fresh_after_s(0.01, one, always) == 1
    assert fresh_after_s(0.0, SHARES, EDGES) == 0
    assert fresh_after_s(1.0, SHARES, EDGES) == math.inf
    assert fresh_after_s(0.9, one, EDGES[1:2]) == pytest.approx(10.0)
    # an edge without users holds nobody up
    assert fresh_after_s(0.5, np.array([1.0, 0.0]), [EDGES[1], EDGES[3]]) == pytest.approx(4.0)
    assert old_share(0.0, SHARES, EDGES) == pytest.approx(1)
    assert old_share(1e9, SHARES, EDGES) == pytest.approx(0)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="p90_s must be at least the median of 4 s, not 3"):
        propagation(4.0, 3.0)
    with pytest.raises(ValueError, match="median_s"):
        propagation(0.0, 3.0)
    with pytest.raises(ValueError, match="since_s"):
        old_share(-1.0, SHARES, EDGES)
    with pytest.raises(ValueError, match=r"edges must have as many entries as shares \(4\), not 3"):
        old_share(1.0, SHARES, EDGES[:3])
    with pytest.raises(ValueError, match="fresh"):
        fresh_after_s(1.1, SHARES, EDGES)
    with pytest.raises(ValueError, match="shares must add up"):
        fresh_after_s(0.5, SHARES / 2, EDGES)
    with pytest.raises(ValueError, match="ttl_s"):
        old_share_by_ttl(1.0, -1.0)
