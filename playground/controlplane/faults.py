"""Faults happen: on their date, or at random with a mean time between failures and a mean time to repair."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.damage import Damage, Target
from playground.design.fault import Fault


def dated(
    env: simpy.Environment, rank: int, damage: Damage, fault: Fault, target: Target
) -> Generator[simpy.Event, Any, None]:
    """Begins at `start_s`, and ends after `duration_s`, or never. What hits nobody has no end."""
    start_ns = _ns(fault.start_s or 0.0)
    yield Alarm(env, start_ns, rank)
    if damage.begin(fault, target) and fault.duration_s is not None:
        yield Alarm(env, start_ns + _ns(fault.duration_s), rank)
        damage.end(fault, target)


def at_random(
    env: simpy.Environment, rank: int, damage: Damage, fault: Fault, target: Target, draw: Callable[[int], float]
) -> Generator[simpy.Event, Any, None]:
    """Exponential times up and down in turn; `draw(n)` is the n-th number in (0, 1) of this fault."""
    n = 0
    at_ns = 0
    hits = False
    while True:
        for mean_s, begins in ((fault.mtbf_s, True), (fault.mttr_s, False)):
            at_ns += max(1, _ns(-math.log(draw(n)) * (mean_s or 0.0)))
            n += 1
            yield Alarm(env, at_ns, rank)
            if begins:
                hits = damage.begin(fault, target)
            elif hits:
                damage.end(fault, target)


def _ns(seconds: float) -> int:
    return int(seconds * 1e9 + 0.5)
