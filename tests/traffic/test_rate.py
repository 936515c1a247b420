"""How the rate of arrivals changes: the segments, what they integrate to, and what a crowd adds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.design.shape import DAY_SEGMENTS, Day, OnOff, Ramp, Spike, Steady
from playground.traffic.rate import Segment, crowd, expected, profile

SHAPES = {
    "steady": Steady(),
    "ramp": Ramp(start_factor=0.2, end_factor=1.5, ramp_s=60),
    "ramp from nothing": Ramp(start_factor=0, end_factor=2, ramp_s=50),
    "spike": Spike(start_s=30, duration_s=15, factor=4),
    "spike at once": Spike(start_s=0, duration_s=10, factor=3),
    "silence": Spike(start_s=20, duration_s=30, factor=0),
    "day": Day(day_s=720, max_to_min=3.5),
    "on and off": OnOff(on_s=10, off_s=20, on_factor=2, off_factor=0.5),
    "bursts": OnOff(on_s=7, off_s=13, on_factor=3, off_factor=0),
}
shapes = st.sampled_from(list(SHAPES.values()))


def rate_at(segments: list[Segment], t_s: float) -> float:
    """The rate at an instant, from the segments alone."""
    return sum(s.rate_rps + s.slope * (t_s - s.start_s) for s in segments if s.start_s <= t_s < s.end_s)


def summed(segments: list[Segment], until_s: float, steps: int = 40_000) -> float:
    """The integral of the rate, by the midpoint rule: another way to the same number."""
    step_s = until_s / steps
    places = ((place + 0.5) * step_s for place in range(steps))
    by_start = sorted(segments)
    total, at = 0.0, 0
    for t_s in places:
        while at < len(by_start) and by_start[at].end_s <= t_s:
            at += 1
        if at < len(by_start) and by_start[at].start_s <= t_s:
            total += (by_start[at].rate_rps + by_start[at].slope * (t_s - by_start[at].start_s)) * step_s
    return total


@pytest.mark.parametrize("name", SHAPES)
def test_expected_is_the_integral_of_the_rate(name: str) -> None:
    segments = profile(SHAPES[name], 100.0, 300.0)
    for until_s in (0.0, 12.5, 100.0, 299.0, 300.0):
        assert expected(segments, until_s) == pytest.approx(summed(segments, until_s), rel=2e-3, abs=0.5)


@given(shapes, st.floats(0.1, 1e5), st.floats(1, 1500))
def test_the_segments_count_what_came_before(shape: object, rate_rps: float, until_s: float) -> None:
    segments = profile(shape, rate_rps, until_s)  # type: ignore[arg-type]
    assert segments
    assert segments[0].before == 0
    for row in segments:
        assert row.end_s > row.start_s
        span_s = row.end_s - row.start_s
        last_rps = row.rate_rps + row.slope * span_s
        assert row.rate_rps >= 0
        assert last_rps >= -1e-9 * rate_rps
        assert row.after - row.before == pytest.approx((row.rate_rps + last_rps) / 2 * span_s, rel=1e-6, abs=1e-6)
        assert expected(segments, row.start_s) == pytest.approx(row.before, rel=1e-9, abs=1e-6)
    for one, two in itertools.pairwise(segments):
        assert two.start_s >= one.end_s
        assert two.before == one.after
    if segments[-1].end_s < until_s:  # only where nobody comes at the end
        assert expected(segments, until_s) == segments[-1].after


def test_steady_is_one_line() -> None:
    assert profile(Steady(), 80.0, 300.0) == [Segment(0.0, 300.0, 80.0, 0.0, 0.0, 24_000.0)]


def test_a_ramp_worked_by_hand() -> None:
    segments = profile(Ramp(start_factor=0.5, end_factor=1.5, ramp_s=100), 10.0, 300.0)
    assert segments == [Segment(0, 100, 5.0, 0.1, 0, 1000), Segment(100, 300, 15.0, 0, 1000, 4000)]
    assert expected(segments, 50.0) == pytest.approx(5 * 50 + 0.1 * 50**2 / 2)


def test_a_spike_worked_by_hand() -> None:
    segments = profile(Spike(start_s=30, duration_s=15, factor=4), 10.0, 100.0)
    assert [(s.start_s, s.end_s, s.rate_rps) for s in segments] == [(0, 30, 10), (30, 45, 40), (45, 100, 10)]
    assert expected(segments, 100.0) == 300 + 600 + 550


def test_a_day_has_its_trough_at_midnight_and_its_peak_at_noon() -> None:
    segments = profile(Day(day_s=720, max_to_min=4), 100.0, 1440.0)
    assert len(segments) == 2 * DAY_SEGMENTS
    assert rate_at(segments, 0.0) == pytest.approx(25.0)
    assert rate_at(segments, 360.0) == pytest.approx(100.0)
    assert rate_at(segments, 720.0 + 360.0) == pytest.approx(100.0)
    assert rate_at(segments, 180.0) == pytest.approx(62.5, rel=1e-3)
    assert expected(segments, 720.0) == pytest.approx(720 * 62.5, rel=1e-4)


def test_on_and_off_take_turns() -> None:
    segments = profile(OnOff(on_s=10, off_s=20, on_factor=2, off_factor=0.5), 10.0, 60.0)
    assert [(s.start_s, s.rate_rps) for s in segments] == [(0, 20), (10, 5), (30, 20), (40, 5)]
    silent = profile(OnOff(on_s=10, off_s=20, on_factor=2, off_factor=0), 10.0, 60.0)
    assert [(s.start_s, s.end_s) for s in silent] == [(0, 10), (30, 40)]
    assert expected(silent, 60.0) == 400


@given(shapes, st.floats(0, 290), st.floats(0.1, 200), st.floats(0.1, 50))
def test_a_crowd_is_so_many_times_what_comes_anyway(
    shape: object, start_s: float, lasts_s: float, extra: float
) -> None:
    segments = profile(shape, 100.0, 300.0)  # type: ignore[arg-type]
    end_s = start_s + lasts_s
    more = crowd(segments, start_s, end_s, extra)
    anyway = expected(segments, end_s) - expected(segments, start_s)
    assert expected(more, end_s) == pytest.approx(extra * anyway, rel=1e-6, abs=1e-3)
    assert all(start_s <= row.start_s < row.end_s <= end_s for row in more)
    assert all(two.before == one.after for one, two in itertools.pairwise(more))
    for row in more:
        middle_s = (row.start_s + row.end_s) / 2
        assert rate_at(more, middle_s) == pytest.approx(extra * rate_at(segments, middle_s), rel=1e-6)


def test_a_crowd_outside_the_run_is_nobody() -> None:
    assert crowd(profile(Steady(), 100.0, 300.0), 400.0, 500.0, 2.0) == []
