"""Sticky sessions after servers were added, against sessions that are drawn one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theory.sticky_drain import (
    Sessions,
    excess_half_life_s,
    sessions_per_new_server,
    sessions_per_old_server,
    users_who_lose_their_session,
)

SERVERS = st.integers(1, 40)
MEAN_S = 600.0


@pytest.mark.parametrize(("before", "after"), [(2, 3), (1, 4), (5, 5)])
def test_sessions_that_are_drawn(before: int, after: int) -> None:
    # 20 sessions begin each second, for long enough before the change; 12 000 are there at any time
    rng = np.random.default_rng(19)
    begins_s = rng.uniform(-15 * MEAN_S, 3 * MEAN_S, rng.poisson(20 * 18 * MEAN_S))
    ends_s = begins_s + rng.exponential(MEAN_S, begins_s.size)
    server = (rng.random(begins_s.size) * np.where(begins_s < 0, before, after)).astype(int)
    for since_s in (0.0, 100.0, 600.0, 1700.0):
        there = server[(begins_s <= since_s) & (ends_s > since_s)]
        counts = np.bincount(there, minlength=after)
        # a Poisson number of some thousands on each: a standard error of its root, below 110
        old = sessions_per_old_server(since_s, 12_000, before, after, MEAN_S)
        assert old == pytest.approx(counts[:before].mean(), abs=400)
        if after > before:
            new = sessions_per_new_server(since_s, 12_000, before, after, MEAN_S)
            assert new == pytest.approx(counts[before:].mean(), abs=200)


@given(before=SERVERS, more=st.integers(0, 40), since_s=st.floats(0, 1e5), mean_s=st.floats(1, 1e5))
def test_nobody_is_lost_and_the_excess_is_halved(before: int, more: int, since_s: float, mean_s: float) -> None:
    after = before + more
    old = sessions_per_old_server(since_s, 1000.0, before, after, mean_s)
    new = sessions_per_new_server(since_s, 1000.0, before, after, mean_s)
    assert before * old + more * new == pytest.approx(1000)
    assert new <= 1000 / after * (1 + 1e-12)
    assert 1000 / after <= old * (1 + 1e-12)
    assert old <= 1000 / before * (1 + 1e-12)
    later = sessions_per_old_server(since_s + excess_half_life_s(mean_s), 1000.0, before, after, mean_s)
    assert later - 1000 / after == pytest.approx((old - 1000 / after) / 2, abs=1e-9)


@given(before=SERVERS, after=SERVERS)
def test_modulo_by_counting(before: int, after: int) -> None:
    hashes = np.arange(math.lcm(before, after))
    moved = (hashes % before != hashes % after).mean()
    assert users_who_lose_their_session(Sessions.MODULO, before, after) == pytest.approx(moved, abs=1e-12)


@given(before=SERVERS, after=SERVERS)
def test_a_ring_moves_the_fewest_that_even_servers_allow(before: int, after: int) -> None:
    # what the new servers must get, or what the removed ones had
    held = [1 / before if server < before else 0 for server in range(40)]
    fair = [1 / after if server < after else 0 for server in range(40)]
    least = math.fsum(max(0.0, now - then) for now, then in zip(fair, held, strict=True))
    found = users_who_lose_their_session(Sessions.RING, before, after)
    assert found == pytest.approx(least, abs=1e-12)
    assert found <= users_who_lose_their_session(Sessions.MODULO, before, after) + 1e-12


@given(servers=SERVERS)
def test_one_server_more(servers: int) -> None:
    more = servers + 1
    assert users_who_lose_their_session(Sessions.MODULO, servers, more) == pytest.approx(servers / more)
    assert users_who_lose_their_session(Sessions.RING, servers, more) == pytest.approx(1 / more)


def test_ends() -> None:
    assert sessions_per_old_server(0.0, 900.0, 3, 4, 60.0) == 300
    assert sessions_per_new_server(0.0, 900.0, 3, 4, 60.0) == 0
    assert sessions_per_old_server(1e6, 900.0, 3, 4, 60.0) == sessions_per_new_server(1e6, 900.0, 3, 4, 60.0) == 225
    assert excess_half_life_s(1800.0) == pytest.approx(1247.7, abs=0.1)
    assert users_who_lose_their_session(Sessions.MODULO, 4, 4) == users_who_lose_their_session(Sessions.RING, 4, 4) == 0
    assert users_who_lose_their_session(Sessions.ROLLING_DEPLOY, 4, 4) == 1
    assert users_who_lose_their_session(Sessions.SHARED_STORE, 4, 9) == 0


def test_bad_arguments_are_named() -> None:
    for count in (sessions_per_old_server, sessions_per_new_server):
        with pytest.raises(ValueError, match="since_s"):
            count(-1.0, 1.0, 1, 2, 1.0)
        with pytest.raises(ValueError, match="sessions"):
            count(1.0, -1.0, 1, 2, 1.0)
        with pytest.raises(ValueError, match="before"):
            count(1.0, 1.0, 0, 2, 1.0)
        with pytest.raises(ValueError, match="after must be a whole number of at least 3"):
            count(1.0, 1.0, 3, 2, 1.0)
    with pytest.raises(ValueError, match="session_mean_s"):
        excess_half_life_s(0.0)
    for kept in Sessions:
        with pytest.raises(ValueError, match="after"):
            users_who_lose_their_session(kept, 3, 0)
