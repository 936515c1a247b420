"""How the rate of arrivals changes: straight lines in segments, from a shape and a base rate."""

from __future__ import annotations

import math
from typing import NamedTuple

from playground.design.shape import DAY_SEGMENTS, Day, OnOff, Ramp, Spike, Steady


class Segment(NamedTuple):
    """From `start_s` to `end_s` the rate is rate_rps + slope * (t - start_s).

    `before` arrivals are expected until `start_s`, `after` until `end_s`.
    """

    start_s: float
    end_s: float
    rate_rps: float
    slope: float
    before: float
    after: float


Corner = tuple[float, float, float, float]  # start_s, end_s, factor at the start, factor at the end


def _corners(shape: Steady | Ramp | Spike | Day | OnOff, until_s: float) -> list[Corner]:
    if isinstance(shape, Ramp):
        return [
            (0.0, shape.ramp_s, shape.start_factor, shape.end_factor),
            (shape.ramp_s, max(until_s, shape.ramp_s), shape.end_factor, shape.end_factor),
        ]
    if isinstance(shape, Spike):
        end_s = shape.start_s + shape.duration_s
        return [
            (0.0, shape.start_s, 1.0, 1.0),
            (shape.start_s, end_s, shape.factor, shape.factor),
            (end_s, max(until_s, end_s), 1.0, 1.0),
        ]
    if isinstance(shape, Day):
        return _day(shape, until_s)
    if isinstance(shape, OnOff):
        return _on_off(shape, until_s)
    return [(0.0, until_s, 1.0, 1.0)]


def _day(shape: Day, until_s: float) -> list[Corner]:
    """A sine whose trough is at 0 and whose peak, factor 1, is at half the day."""
    low = 1.0 / shape.max_to_min
    step_s = shape.day_s / DAY_SEGMENTS

    def factor(place: int) -> float:
        return low + (1.0 - low) * 0.5 * (1.0 - math.cos(2.0 * math.pi * place / DAY_SEGMENTS))

    count = math.ceil(until_s / step_s)
    return [(i * step_s, (i + 1) * step_s, factor(i), factor(i + 1)) for i in range(count)]


def _on_off(shape: OnOff, until_s: float) -> list[Corner]:
    rows: list[Corner] = []
    at_s = 0.0
    while at_s < until_s:
        rows.append((at_s, at_s + shape.on_s, shape.on_factor, shape.on_factor))
        at_s += shape.on_s
        rows.append((at_s, at_s + shape.off_s, shape.off_factor, shape.off_factor))
        at_s += shape.off_s
    return rows


def profile(shape: Steady | Ramp | Spike | Day | OnOff, rate_rps: float, until_s: float) -> list[Segment]:
    """The segments of the rate from 0 to at least `until_s`; those in which nobody comes are left out."""
    segments: list[Segment] = []
    before = 0.0
    for start_s, end_s, first, last in _corners(shape, until_s):
        span_s = end_s - start_s
        if span_s <= 0.0 or (first <= 0.0 and last <= 0.0):
            continue
        after = before + rate_rps * (first + last) * 0.5 * span_s
        segments.append(Segment(start_s, end_s, rate_rps * first, rate_rps * (last - first) / span_s, before, after))
        before = after
    return segments


def crowd(segments: list[Segment], start_s: float, end_s: float, extra: float) -> list[Segment]:
    """What comes on top between two instants: `extra` times the rate of these segments."""
    rows: list[Segment] = []
    before = 0.0
    for segment in segments:
        low_s, high_s = max(start_s, segment.start_s), min(end_s, segment.end_s)
        if low_s >= high_s:
            continue
        rate = extra * (segment.rate_rps + segment.slope * (low_s - segment.start_s))
        slope = extra * segment.slope
        span_s = high_s - low_s
        after = before + rate * span_s + 0.5 * slope * span_s * span_s
        rows.append(Segment(low_s, high_s, rate, slope, before, after))
        before = after
    return rows


def expected(segments: list[Segment], until_s: float) -> float:
    """How many arrivals are expected before `until_s`."""
    total = 0.0
    for segment in segments:
        span_s = min(max(until_s - segment.start_s, 0.0), segment.end_s - segment.start_s)
        total += segment.rate_rps * span_s + 0.5 * segment.slope * span_s * span_s
    return total
