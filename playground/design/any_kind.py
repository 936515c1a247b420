"""What every design has, whatever its kind."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum

from pydantic import Field, model_validator

from playground.design.fault import AnyFault
from playground.design.knob import System, knob
from playground.design.objective import Objective
from playground.design.shape import MOST_SEGMENTS, segments

LONGEST_S = 1_000_000.0


class Start(StrEnum):
    """A run begins in the middle of a normal day, or with everything cold."""

    NORMAL = "normal"
    COLD = "cold"


class Common(System):
    """What every design has: a name, a length, a warm-up, a start, faults and objectives."""

    name: str = Field(default="custom", pattern=r"^[a-z][a-z0-9-]{0,31}$")
    seconds: float = knob(300.0, gt=0, le=LONGEST_S, log=True, source="ladder.window_s")
    warmup_s: float = knob(10.0, ge=0, le=LONGEST_S, source="assumed; the lines fill in less")
    start: Start = Start.NORMAL
    faults: tuple[AnyFault, ...] = Field(default=(), max_length=32)
    objectives: tuple[Objective, ...] = Field(default=(), max_length=8)

    @model_validator(mode="after")
    def _warm_up_is_shorter(self) -> Common:
        if self.warmup_s >= self.seconds:
            raise ValueError(f"warmup_s must be less than seconds ({self.seconds:g}), not {self.warmup_s:g}")
        return self

    @model_validator(mode="after")
    def _shape_is_drawable(self) -> Common:
        """A wave of microseconds in a run of days would be more lines than memory holds. Every kind has a workload."""
        workload = getattr(self, "workload", None)
        count = 0 if workload is None else segments(workload.shape, self.seconds)
        if count > MOST_SEGMENTS:
            raise ValueError(
                f"workload.shape changes {count:,.0f} times in {self.seconds:g} seconds; "
                f"at most {MOST_SEGMENTS:,} are allowed: make its times longer, or seconds less"
            )
        return self

    def text(self) -> str:
        """The canonical text: equal for equal designs, and only for them."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))

    def hash(self) -> str:
        """Sixteen hex digits of the canonical text's SHA-256."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:16]
