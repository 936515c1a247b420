"""Signals: tokens sleep until something has happened, and go on in the order in which they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from tests.agree.oracle.scheduler import Clock, Walk

if TYPE_CHECKING:
    from tests.agree.oracle.token import Token


class Signal:
    """Those who wait for one thing."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asleep: list[Sleep] = []

    def wait(self, token: Token) -> Walk:
        sleep = Sleep(self)
        yield from token.wait(sleep.over, sleep)

    def give(self) -> None:
        """Everyone goes on."""
        while self.asleep:
            self.asleep.pop(0).over.succeed()


class Sleep:
    """One who waits."""

    def __init__(self, signal: Signal) -> None:
        self.signal, self.over = signal, simpy.Event(signal.clock)
        signal.asleep.append(self)

    def stop(self) -> None:
        if self in self.signal.asleep:
            self.signal.asleep.remove(self)
