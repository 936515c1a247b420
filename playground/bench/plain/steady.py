"""What the plain programs leave out."""

from __future__ import annotations

from playground.design.problem import BadDesign
from playground.design.shape import Day, OnOff, Ramp, Spike, Steady


def check_steady(shape: Steady | Ramp | Spike | Day | OnOff) -> None:
    """Raises BadDesign unless requests come at the same rate throughout."""
    if not isinstance(shape, Steady):
        raise BadDesign(
            f"workload.shape must be steady for the comparison with SimPy, not {shape.kind}",
            knob="workload.shape",
            allowed="steady",
            given=shape.kind,
        )
