"""When control processes wake: at integer nanoseconds, and at one instant in the order of their ranks.

SimPy orders events of one instant by priority and then by when they were scheduled. The second is an accident of
history, so every process has a rank of its own, which it gives as the priority.
"""

from __future__ import annotations

from typing import Any

import simpy


class Alarm(simpy.Event):
    """An event that happens at an instant, among others of that instant by rank (a whole number from 1)."""

    def __init__(self, env: simpy.Environment, at_ns: int, rank: int, value: Any = None) -> None:
        super().__init__(env)
        self._ok = True
        self._value = value
        env.schedule(self, priority=rank, delay=at_ns - env.now)  # type: ignore[arg-type]  # SimPy takes any number
