"""SimPy with the written order of one instant.

What falls on one instant happens in this order, whatever was scheduled first: faults; control processes in the order of
their list; tokens that go on because of what has just happened, first in first out; control processes that a fate of a
probe has woken; then the events of requests by rank, and within a rank by request, attempt and child. Of one token's
deadlines the one that was set first goes first.
SimPy compares priorities only with each other, so they may be tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

Walk = Generator[simpy.Event, Any, Any]

BEFORE_ALL, BEGIN, CONTROL, READY, WOKEN, EVENT = range(-1, 5)
WORK_DONE, DELIVERED, DEADLINE, ARRIVAL = range(4)


class Clock(simpy.Environment):
    """An environment whose time is whole nanoseconds. SimPy's own urgent events let a process begin, and go first."""

    def schedule(self, event: simpy.Event, priority: Any = 1, delay: Any = 0) -> None:
        if not isinstance(priority, tuple):
            priority = (BEGIN,) if priority == 0 else (READY,)
        super().schedule(event, priority, delay)

    def run_to(self, end_ns: int) -> None:
        """Process everything strictly before `end_ns`."""
        while self.peek() < end_ns:
            self.step()


class Moment(simpy.Event):
    """An event that happens at `at_ns`, in its place among all that happens then."""

    def __init__(
        self, clock: Clock, at_ns: int, priority: tuple[int, ...], act: Callable[[], None] | None = None
    ) -> None:
        super().__init__(clock)
        self._ok, self._value = True, None
        if act is not None:
            self.callbacks.append(lambda _: act())
        clock.schedule(self, priority, at_ns - clock.now)


def in_rank(rank: int, key: tuple[int, ...]) -> tuple[int, ...]:
    """The priority of a request's event."""
    return (EVENT, rank, *key)


class Stoppable(simpy.Process):
    """A process that can be stopped within the act of somebody else; SimPy's own `interrupt` is an event of its own."""

    def forget_target(self) -> None:
        """Whatever the process waits for no longer concerns it."""
        callbacks = self.target.callbacks
        if callbacks is not None and self._resume in callbacks:
            callbacks.remove(self._resume)

    def fail_now(self, error: Exception) -> None:
        """Raise the error where the process waits."""
        self.forget_target()
        event = simpy.Event(self.env)
        event._ok, event._value, event._defused = False, error, True  # type: ignore[attr-defined]
        self._resume(event)
