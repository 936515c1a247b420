"""How the rate of requests changes while a run lasts: factors on the workload's rate."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from playground.design.knob import System, knob


class Steady(System):
    """The same rate throughout: the peak hour."""

    kind: Literal["steady"] = "steady"


class Ramp(System):
    """From one factor to another in a straight line, then on at the second."""

    kind: Literal["ramp"] = "ramp"
    start_factor: float = knob(0.2, ge=0, le=100)
    end_factor: float = knob(1.5, ge=0, le=100)
    ramp_s: float = knob(60.0, gt=0, le=1e6)


class Spike(System):
    """A sudden crowd: the rate is multiplied for a while."""

    kind: Literal["spike"] = "spike"
    start_s: float = knob(30.0, ge=0, le=1e6)
    duration_s: float = knob(15.0, gt=0, le=1e6)
    factor: float = knob(4.0, ge=0, le=1000)


class Day(System):
    """A whole day, compressed: a sine between night and peak. Only the arrivals are compressed; no clock is."""

    kind: Literal["day"] = "day"
    day_s: float = knob(720.0, gt=1, le=1e6, source="24 h in 12 min; the peak stands in the middle")
    max_to_min: float = knob(fact="users.max_to_min", ge=1, le=1000)


class OnOff(System):
    """Bursts: on at one factor, off at another, in turn."""

    kind: Literal["on-off"] = "on-off"
    on_s: float = knob(10.0, gt=0, le=1e6)
    off_s: float = knob(20.0, gt=0, le=1e6)
    on_factor: float = knob(2.0, ge=0, le=1000)
    off_factor: float = knob(0.5, ge=0, le=1000)


DAY_SEGMENTS = 240  # six minutes of the day each
MOST_SEGMENTS = 100_000


def segments(shape: Steady | Ramp | Spike | Day | OnOff, seconds: float) -> float:
    """Into how many straight lines this shape cuts a run of this length, about."""
    if isinstance(shape, Day):
        return DAY_SEGMENTS * seconds / shape.day_s
    if isinstance(shape, OnOff):
        return 2 * seconds / (shape.on_s + shape.off_s)
    return 3


def first_factor(shape: Steady | Ramp | Spike | Day | OnOff) -> float:
    """The factor at the very beginning of a run."""
    if isinstance(shape, Ramp):
        return shape.start_factor
    if isinstance(shape, Spike):
        return shape.factor if shape.start_s == 0 else 1.0
    if isinstance(shape, Day):
        return 1.0 / shape.max_to_min
    if isinstance(shape, OnOff):
        return shape.on_factor
    return 1.0


Shape = Annotated[Steady | Ramp | Spike | Day | OnOff, Field(discriminator="kind")]
