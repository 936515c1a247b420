"""The detection time against a health check played through, death by death."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.design.balancer import Balancer, HealthCheck
from playground.theory.detection import detection, of_balancer


def play(  # every duration in whole milliseconds
    death: int, *, interval: int, timeout: int, fall: int, trip: int, work: int, silent: bool
) -> int:
    """How long after the death the mark comes: probes one after another, as a balancer sends them."""
    sent, missed = 0, 0
    while True:
        arrived, done = sent + trip, sent + trip + work
        if death >= done:
            known, missed = done + trip, 0
        else:
            known, missed = sent + timeout if silent else max(arrived, death) + trip, missed + 1
        if missed == fall:
            return known - death
        sent += interval
        while sent < known:
            sent += interval


@settings(deadline=None, max_examples=150)
@given(
    interval=st.integers(1, 60),
    timeout=st.integers(1, 200),
    fall=st.integers(1, 4),
    trip=st.integers(0, 30),
    work=st.integers(0, 30),
    silent=st.booleans(),
)
def test_range_and_mean_of_all_deaths(
    interval: int, timeout: int, fall: int, trip: int, work: int, silent: bool
) -> None:
    timeout = max(timeout, 2 * trip + work)
    healthy = max(1, -(-(2 * trip + work) // interval)) * interval
    begin = 10 * healthy
    delays = [
        play(death, interval=interval, timeout=timeout, fall=fall, trip=trip, work=work, silent=silent)
        for death in range(begin, begin + healthy)
    ]
    expected = detection(
        interval_s=interval / 1000,
        timeout_s=timeout / 1000,
        fall=fall,
        round_trip_s=2 * trip / 1000,
        silent=silent,
        work_s=work / 1000,
    )
    # deaths at whole milliseconds: the exact extremes and mean of all instants are within one of these
    assert min(delays) / 1000 == pytest.approx(expected.shortest_s, abs=0.001 + 1e-9)
    assert max(delays) / 1000 == pytest.approx(expected.longest_s, abs=0.001 + 1e-9)
    assert sum(delays) / len(delays) / 1000 == pytest.approx(expected.mean_s, abs=0.001 + 1e-9)
    assert expected.shortest_s - 1e-9 <= min(delays) / 1000
    assert max(delays) / 1000 <= expected.longest_s + 1e-9


def test_the_story_of_the_health_check() -> None:
    """Probes at 0, 2, 4 … s, three misses, death at 11.0 s: marked down 5 s later, plus a round trip; silent 6 s
    later."""
    story = {"interval": 2000, "timeout": 1000, "fall": 3, "trip": 1, "work": 0}
    assert play(11_000, silent=False, **story) == 5002
    assert play(11_000, silent=True, **story) == 6000
    refusing = detection(interval_s=2, timeout_s=1, fall=3, round_trip_s=0, silent=False)
    assert (refusing.shortest_s, refusing.mean_s, refusing.longest_s) == (4, 5, 6)
    silent = detection(interval_s=2, timeout_s=1, fall=3, round_trip_s=0, silent=True)
    assert (silent.shortest_s, silent.mean_s, silent.longest_s) == (5, 6, 7)


def test_a_timeout_longer_than_the_interval_stretches_the_probes() -> None:
    slow = detection(interval_s=2, timeout_s=5, fall=3, round_trip_s=0, silent=True)
    assert (slow.shortest_s, slow.longest_s) == (6 + 6 + 5, 6 + 6 + 5 + 2)
    even = detection(interval_s=0.1, timeout_s=1.1, fall=2, round_trip_s=0, silent=True)  # 1.1 / 0.1 > 11 in doubles
    assert even.shortest_s == pytest.approx(2.2)


def test_of_a_balancer() -> None:
    balancer = Balancer(check=HealthCheck(interval_s=2, timeout_s=1, fall=3, work_ms=4), rtt_ms=1.0, proxy_ms=0.5)
    found = of_balancer(balancer, silent=False, speed=2.0)
    assert found == detection(interval_s=2, timeout_s=1, fall=3, round_trip_s=0.002, silent=False, work_s=0.002)
    assert found.shortest_s == pytest.approx(4 + 0.001 - 0.002)


def test_a_check_nobody_can_pass() -> None:
    with pytest.raises(ValueError, match="timeout_s"):
        detection(interval_s=1, timeout_s=0.01, fall=3, round_trip_s=0.02, silent=True)
    with pytest.raises(ValueError, match="fall"):
        detection(interval_s=1, timeout_s=1, fall=0, round_trip_s=0.02, silent=True)
