"""Finding one error, against searchers who are followed server by server and line by line."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.log_search import (
    by_hand_mean_s,
    central_mean_s,
    kept_chance,
    live_mean_s,
    live_missed_chance,
    noticed_share,
)

SEARCHES = 200_000
SERVERS = st.integers(1, 1000)
POSITIVE = st.floats(1e-3, 1e3)


@pytest.mark.parametrize("servers", [1, 2, 24])
def test_servers_opened_one_after_another(servers: int) -> None:
    rng = np.random.default_rng(1)
    opened = rng.integers(1, servers + 1, SEARCHES)
    line = rng.uniform(0, 600.0, SEARCHES)
    took_s = opened * 15.0 + (opened - 1) * 600.0 / 40.0 + line / 40.0
    # a spread of 58 % of the mean at most: a standard error of 0.13 %
    assert by_hand_mean_s(servers, 15.0, 600.0, 40.0) == pytest.approx(took_s.mean(), rel=0.0055)


@pytest.mark.parametrize(("windows", "lines_per_s"), [(1, 2.0), (2, 2.0), (2, 50.0), (8, 50.0)])
def test_a_screen_that_is_watched(windows: int, lines_per_s: float) -> None:
    servers, errors_per_s, reads_per_s = 8, 0.5, 20.0
    rng = np.random.default_rng(2)
    size = (40_000, 400)  # searches, errors
    on_screen = rng.integers(servers, size=size) < windows
    # each line of a screen that is too fast has the same chance to be read
    read = rng.random(size) * windows * lines_per_s < reads_per_s
    seen = on_screen & read
    assert seen.any(axis=1).all()
    first = seen.argmax(axis=1) + 1  # the error that is the first one to be seen
    waits_s = rng.gamma(first, 1 / errors_per_s)
    # exponential: a standard error of 0.5 %
    mean_s = live_mean_s(servers, windows, errors_per_s, lines_per_s, reads_per_s)
    assert mean_s == pytest.approx(waits_s.mean(), rel=0.02)
    missed = (waits_s > 30.0).mean()
    assert live_missed_chance(mean_s, 30.0) == pytest.approx(missed, abs=0.01)


def test_an_index_that_is_refreshed() -> None:
    rng = np.random.default_rng(3)
    shipped_s = rng.uniform(0, 1e6, SEARCHES) + 2.0
    refreshed_s = np.ceil(shipped_s / 5.0) * 5.0
    took_s = refreshed_s - shipped_s + 2.0 + 0.3
    # a standard error of 0.003 s, 0.07 %
    assert central_mean_s(2.0, 5.0, 0.3) == pytest.approx(took_s.mean(), rel=0.003)


def test_lines_that_are_sampled() -> None:
    rng = np.random.default_rng(4)
    kept = rng.binomial(3, 0.2, SEARCHES) > 0
    assert kept_chance(0.2, 3) == pytest.approx(kept.mean(), abs=0.0045)


@given(servers=SERVERS, open_s=POSITIVE, lines=POSITIVE, reads=POSITIVE)
def test_twice_the_servers_take_twice_the_time(servers: int, open_s: float, lines: float, reads: float) -> None:
    one = by_hand_mean_s(servers, open_s, lines, reads)
    two = by_hand_mean_s(2 * servers, open_s, lines, reads)
    assert one < two <= 2 * one * (1 + 1e-9)


@given(servers=SERVERS, errors=POSITIVE, lines=POSITIVE, reads=POSITIVE)
def test_more_windows_help_until_the_screen_is_too_fast(
    servers: int, errors: float, lines: float, reads: float
) -> None:
    waits_s = [live_mean_s(servers, windows, errors, lines, reads) for windows in range(1, servers + 1, 7)]
    assert all(after <= before * (1 + 1e-9) for before, after in pairwise(waits_s))
    if lines >= reads:
        assert waits_s[-1] == pytest.approx(waits_s[0]) == pytest.approx(servers * lines / (errors * reads))


def test_ends() -> None:
    assert by_hand_mean_s(1, 10.0, 0.0, 1.0) == 10
    assert by_hand_mean_s(3, 10.0, 0.0, 1.0) == 20
    assert noticed_share(3, 0.0, 1.0) == noticed_share(1, 1.0, 1.0) == 1
    assert noticed_share(4, 10.0, 10.0) == 0.25
    assert live_mean_s(10, 1, 0.0, 1.0, 1.0) == math.inf
    assert live_mean_s(10, 5, 2.0, 1.0, 100.0) == 1
    assert live_missed_chance(math.inf, 9.0) == live_missed_chance(5.0, 0.0) == 1
    assert central_mean_s(0.0, 1.0, 0.0) == 0.5
    assert kept_chance(0.0, 9) == kept_chance(0.5, 0) == 0
    assert kept_chance(1.0, 1) == 1


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="servers"):
        by_hand_mean_s(0, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="read_lines_per_s"):
        by_hand_mean_s(1, 1.0, 1.0, 0.0)
    with pytest.raises(ValueError, match=r"windows must be at most the servers \(2\), not 3"):
        live_mean_s(2, 3, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="windows"):
        noticed_share(0, 1.0, 1.0)
    with pytest.raises(ValueError, match="watched_s"):
        live_missed_chance(1.0, -1.0)
    with pytest.raises(ValueError, match="refresh_s"):
        central_mean_s(1.0, -1.0, 1.0)
    with pytest.raises(ValueError, match="kept_share"):
        kept_chance(1.5, 1)
