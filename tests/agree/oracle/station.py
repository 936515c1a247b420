"""Stations: slots and a line in front of them, first come first served."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

import simpy

from playground.design.machine import Machine
from tests.agree.oracle.chance import AnyService, work_ns
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.place import Node
from tests.agree.oracle.scheduler import DEADLINE, WORK_DONE, Moment, Walk, in_rank
from tests.agree.oracle.token import Token


class Station:
    """Slots, and a line with `room` places. `machine` says how much busy cores get in each other's way."""

    def __init__(
        self, node: Node, name: str, slots: float, room: float = math.inf, machine: Machine | None = None
    ) -> None:
        self.node, self.name, self.clock = node, name, node.world.clock
        self.slots, self.room, self.machine = slots, room, machine
        self.busy = 0
        self.line: deque[Ticket] = deque()
        self.orphans: list[Slot] = []
        self.served = self.refused = self.stay_ns = self.busy_ns = self.line_ns = 0
        self.since_ns = 0
        node.stations.append(self)
        self.number = len(node.world.stations)
        node.world.stations.append(self)

    def touch(self) -> None:
        """Bring the integrals up to now."""
        span_ns = int(self.clock.now) - self.since_ns
        self.busy_ns += span_ns * self.busy
        self.line_ns += span_ns * len(self.line)
        self.since_ns = int(self.clock.now)

    def seize(self, token: Token, patience_ns: int | None = None, reason: str = "") -> Walk:
        """Take a slot, or wait for one, at most this long."""
        token.note("SEIZE")
        self.touch()
        if self.busy < self.slots:
            self.busy += 1
            return Slot(self, token, int(self.clock.now))
        if len(self.line) >= self.room:
            self.refused += 1
            raise Failed("queue_full", token.away_ns)
        ticket = Ticket(self, token, reason)
        if patience_ns is not None:
            Moment(self.clock, self.clock.now + patience_ns, in_rank(DEADLINE, token.key), ticket.lose_patience)
        try:
            yield from token.wait(ticket.turn, ticket)
        except BaseException:
            if ticket.slot is not None:
                ticket.slot.give_back()
            raise
        return ticket.slot

    def freed(self) -> None:
        """A slot is free: the next in line has it."""
        self.touch()
        if self.line:
            self.line.popleft().grant()
        else:
            self.busy -= 1

    def work(self, token: Token, service: AnyService | float, purpose: str, slot: Slot | None) -> Walk:
        """Be busy for a drawn time, or for a given one (ns)."""
        token.note("WORK")
        drawn = service if isinstance(service, float) else work_ns(token.luck, purpose, service)
        span_ns = drawn * self.node.slow
        if self.machine is not None:
            span_ns *= self.machine.slowdown(self.busy)
        rounded_ns = int(span_ns + 0.5)
        if rounded_ns > 0:
            yield from token.pause(rounded_ns, WORK_DONE, Labour(slot, self.clock.now + rounded_ns))

    def serve(
        self, token: Token, service: AnyService, purpose: str, begins: Callable[[Token], None] = lambda _: None
    ) -> Walk:
        """Wait for a slot, work, and give it back. Work that takes no time by definition is left out. `begins` is
        what happens before the work."""
        if service.mean_ms <= 0.0:
            begins(token)
        else:
            with (yield from self.seize(token)) as slot:
                begins(token)
                yield from self.work(token, service, purpose, slot)

    def drop_orphans(self) -> None:
        """The work that nobody waits for ends with the node."""
        for slot in list(self.orphans):
            slot.finish()


class Ticket:
    """A place in line."""

    def __init__(self, station: Station, token: Token, reason: str) -> None:
        self.station, self.token, self.reason = station, token, reason
        self.since_ns = int(station.clock.now)
        self.turn = simpy.Event(station.clock)
        self.slot: Slot | None = None
        station.line.append(self)

    def grant(self) -> None:
        self.slot = Slot(self.station, self.token, self.since_ns)
        self.turn.succeed()

    def leave(self) -> None:
        if self in self.station.line:
            self.station.touch()
            self.station.stay_ns += int(self.station.clock.now) - self.since_ns
            self.station.line.remove(self)

    stop = leave

    def lose_patience(self) -> None:
        if self in self.station.line:
            self.token.throw(Failed(self.reason, self.token.away_ns))


class Slot:
    """A slot in somebody's hands, or, when its holder is gone, in the hands of the work itself."""

    def __init__(self, station: Station, token: Token, since_ns: int) -> None:
        self.station, self.token, self.since_ns = station, token, since_ns
        self.node, self.away_ns = station.node, token.away_ns
        self.is_held = True
        token.holds.append(self)

    def __enter__(self) -> Slot:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if kind is None:
            self.token.note("RELEASE")
            self.station.served += 1
        self.give_back()

    def give_back(self) -> None:
        if self.is_held:
            self.is_held = False
            self.token.holds.remove(self)
            self._free()

    def leave_to(self, end_ns: int) -> None:
        """The work runs to its end without its owner."""
        if self.is_held and self.node.is_up:
            self.is_held = False
            self.token.holds.remove(self)
            self.station.orphans.append(self)
            after_owner = (*self.token.key, self.station.number)
            Moment(self.station.clock, end_ns, in_rank(WORK_DONE, after_owner), self.finish)

    def finish(self) -> None:
        if self in self.station.orphans:
            self.station.orphans.remove(self)
            self._free()

    def _free(self) -> None:
        self.station.stay_ns += int(self.station.clock.now) - self.since_ns
        self.station.freed()


class Labour:
    """Work on a slot until some instant."""

    def __init__(self, slot: Slot | None, end_ns: int) -> None:
        self.slot, self.end_ns = slot, end_ns

    def stop(self) -> None:
        if self.slot is not None:
            self.slot.leave_to(self.end_ns)
