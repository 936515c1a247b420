"""Patience with one's own steps."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from playground.bench.plain.steps import Steps

Answer = Generator[simpy.Event, Any, bool]  # did it succeed?


def within(env: simpy.Environment, patience_s: float, steps: Steps) -> Answer:
    """Take these steps, which have no patience of their own, within so long. False when it took too long: then they
    end where they are."""
    alarm = env.timeout(patience_s)
    alarm.callbacks.append(env.active_process.interrupt)  # type: ignore[union-attr]  # the process we are in
    try:
        yield from steps
    except simpy.Interrupt:
        return False
    finally:
        if not alarm.processed:
            alarm.callbacks.clear()
    return True
