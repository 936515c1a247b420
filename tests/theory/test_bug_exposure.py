"""The damage of a bad release, against a fleet whose servers change one after another under requests that are drawn."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.facts import value
from playground.theory.bug_exposure import (
    Release,
    exposure_s,
    failed_mean,
    hurt_share,
    least_canary_share,
    new_share,
    requests_to_see,
    seen_chance,
    user_minutes,
)

RELEASES = [
    (Release(canary_share=0.05, canary_s=300.0, rollout_s=200.0, undo_s=60.0), 150.0),
    (Release(canary_share=0.05, canary_s=300.0, rollout_s=200.0, undo_s=60.0), 400.0),
    (Release(canary_share=0.1, canary_s=60.0, rollout_s=100.0, undo_s=100.0), 500.0),
    (Release(rollout_s=300.0, undo_s=150.0), 210.0),
    (Release(), 120.0),
]
SERVERS = 100
SHARES = st.floats(0, 1)
TIMES = st.floats(0, 1e4)
RELEASE = st.builds(Release, canary_share=SHARES, canary_s=TIMES, rollout_s=TIMES, undo_s=TIMES)


def changes_s(release: Release, noticed_s: float) -> tuple[np.ndarray, np.ndarray]:
    """When each server gets the new version, and when it gets the old one back; at the same instant: never had it."""
    place = np.arange(SERVERS) + 0.5  # in the middle of the server's own step
    canaries = round(release.canary_share * SERVERS)
    begun_s = release.canary_s + (place - canaries) / SERVERS * release.rollout_s
    begun_s[:canaries] = 0.0
    had_s = begun_s < noticed_s
    reached = had_s.sum()
    ended_s = noticed_s + (reached - place) / SERVERS * release.undo_s  # the last one to get it is the first to lose it
    return begun_s, np.where(had_s, ended_s, begun_s)


@pytest.mark.parametrize(("release", "noticed_s"), RELEASES)
def test_a_fleet_whose_servers_change_one_by_one(release: Release, noticed_s: float) -> None:
    begun_s, ended_s = changes_s(release, noticed_s)
    until_s, requests = 1000.0, 4_000_000
    rng = np.random.default_rng(1)
    at_s, server = rng.uniform(0, until_s, requests), rng.integers(SERVERS, size=requests)
    new = (at_s >= begun_s[server]) & (at_s < ended_s[server])
    failed = int((new & (rng.random(requests) < 0.8)).sum())
    found_s = exposure_s(release, noticed_s)
    expected = failed_mean(requests / until_s, 0.8, found_s)
    # a server is a step of the straight line, centred: the areas differ by rounding
    edge_s = (release.rollout_s + release.undo_s) / SERVERS**2
    assert (ended_s - begun_s).sum() / SERVERS == pytest.approx(found_s, abs=edge_s)
    # at least 20 000 failures, all but Poisson: a standard error of 0.7 % at the rarest, and the edge
    edge = edge_s * 0.8 * requests / until_s
    assert failed == pytest.approx(expected, abs=4 * math.sqrt(expected) + edge)


def test_the_bug_of_the_operations_stage() -> None:
    # facts.md, section 17: 5 % of the requests fail for 20 minutes; or 5 % of the servers are the canary for two
    views = 2.2e6 * value("ladder.sessions_per_dau_day") * value("ladder.pages_per_session")
    rate_rps = views * value("ladder.dynamic_requests_per_page") / 86_400 * value("ladder.peak_to_mean")
    assert failed_mean(rate_rps, 0.05, exposure_s(Release(), 1200.0)) == pytest.approx(188_000, rel=0.005)
    canary = Release(canary_share=0.05, canary_s=600.0)
    assert failed_mean(rate_rps, 0.05, exposure_s(canary, 120.0)) == pytest.approx(940, rel=0.005)


def test_users_who_send_a_number_of_requests() -> None:
    rng = np.random.default_rng(2)
    sent = rng.poisson(3.0, 400_000)
    hurt = rng.binomial(sent, 0.4) > 0
    # 400 000 coins of 0.70: a standard error of 0.0007, 0.1 %
    assert hurt_share(0.4, 3.0) == pytest.approx(hurt.mean(), abs=0.003)


@pytest.mark.parametrize(("error_share", "requests"), [(0.05, 20), (0.001, 1000), (0.3, 2)])
def test_samples_that_are_drawn(error_share: float, requests: int) -> None:
    rng = np.random.default_rng(3)
    failures = rng.binomial(requests, error_share, 400_000)
    # a standard error of 0.0008
    assert seen_chance(error_share, requests) == pytest.approx((failures > 0).mean(), abs=0.0032)


@given(error_share=st.floats(1e-6, 0.99), chance=st.floats(0.01, 0.999))
def test_the_smallest_sample_that_shows_it(error_share: float, chance: float) -> None:
    requests = int(requests_to_see(error_share, chance))
    assert seen_chance(error_share, requests) >= chance * (1 - 1e-9)
    assert seen_chance(error_share, max(0, requests - 1)) <= chance * (1 + 1e-9)


@given(release=RELEASE, noticed_s=TIMES, more_s=st.floats(0, 1e4))
def test_bounds(release: Release, noticed_s: float, more_s: float) -> None:
    found = exposure_s(release, noticed_s)
    assert found <= exposure_s(Release(undo_s=release.undo_s), noticed_s) * (1 + 1e-9)
    assert found >= release.canary_share * noticed_s * (1 - 1e-9)
    assert exposure_s(release, noticed_s + more_s) >= found * (1 - 1e-9)
    assert 0 <= new_share(release, noticed_s) <= new_share(release, noticed_s + more_s) <= 1


@given(release=RELEASE, noticed_s=TIMES)
def test_the_area_is_that_of_the_share(release: Release, noticed_s: float) -> None:
    cuts = sorted({0.0, release.canary_s, release.canary_s + release.rollout_s * (1 - release.canary_share), noticed_s})
    area = 0.0
    for begin, end in pairwise(cuts):
        if end <= noticed_s:  # straight between the cuts: the middle is the mean
            area += (end - begin) * new_share(release, (begin + end) / 2)
    there = new_share(release, noticed_s)
    assert exposure_s(release, noticed_s) == pytest.approx(area + there**2 * release.undo_s / 2, rel=1e-6, abs=1e-6)


def test_ends() -> None:
    assert new_share(Release(), 0.0) == 1
    assert exposure_s(Release(), 60.0) == 60
    assert exposure_s(Release(canary_share=0.1, canary_s=100.0), 50.0) == pytest.approx(5)
    assert exposure_s(Release(canary_share=0.1, canary_s=100.0, undo_s=200.0), 50.0) == pytest.approx(6)
    assert failed_mean(1000.0, 0.01, 30.0) == 300
    assert user_minutes(5000.0, 120.0) == 10_000
    assert seen_chance(0.0, 1000) == seen_chance(1.0, 0) == 0
    assert seen_chance(1.0, 1) == 1
    assert requests_to_see(0.001, 0.99) == 4603
    assert requests_to_see(0.0, 0.5) == requests_to_see(0.5, 1.0) == math.inf
    assert requests_to_see(0.0, 0.0) == 0
    assert requests_to_see(1.0, 1.0) == 1
    assert least_canary_share(0.05, 0.01) == pytest.approx(0.2)
    assert least_canary_share(0.005, 0.01) == math.inf
    assert least_canary_share(0.0, 0.0) == 0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="canary_share"):
        Release(canary_share=1.5)
    with pytest.raises(ValueError, match="undo_s"):
        Release(undo_s=-1.0)
    with pytest.raises(ValueError, match="since_s"):
        exposure_s(Release(), -1.0)
    with pytest.raises(ValueError, match="error_share"):
        failed_mean(1.0, 1.5, 1.0)
    with pytest.raises(ValueError, match="users_online"):
        user_minutes(-1.0, 1.0)
    with pytest.raises(ValueError, match="requests"):
        seen_chance(0.5, -1)
    with pytest.raises(ValueError, match="chance"):
        requests_to_see(0.5, 1.5)
    with pytest.raises(ValueError, match="threshold_share"):
        least_canary_share(0.5, -0.5)
    with pytest.raises(ValueError, match="requests_mean"):
        hurt_share(0.5, -1.0)
