"""Single flight: whoever misses a key first fetches it, and the others wait for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

from tests.agree.oracle.scheduler import DEADLINE, Moment, Walk, in_rank

if TYPE_CHECKING:
    from tests.agree.oracle.place import Node
    from tests.agree.oracle.token import Token


class Locks:
    """The locks of one process, which die with it; or, without a node, of all, which outlive whoever holds them."""

    def __init__(self, node: Node | None, ttl_ns: int | None, wait_ns: int | None) -> None:
        self.node, self.ttl_ns, self.wait_ns = node, ttl_ns, wait_ns
        self.flights: dict[int, Flight] = {}


class Flight:
    """A key whose lock is held: until its holder gives it back, or it has lived too long."""

    def __init__(self, locks: Locks, key: int, owner: Claim) -> None:
        self.locks, self.key, self.owner = locks, key, owner
        self.waiters: list[Claim] = []
        locks.flights[key] = self
        if locks.ttl_ns is not None:
            clock = owner.token.clock
            Moment(clock, clock.now + locks.ttl_ns, in_rank(DEADLINE, owner.token.key), self.end)

    def end(self) -> None:
        """Everyone who waits goes on."""
        if self.locks.flights.get(self.key) is self:
            del self.locks.flights[self.key]
            for claim in self.waiters:
                claim.turn.succeed()
            self.waiters.clear()


class Impatient(Exception):
    """Somebody has waited long enough for another one's fetch."""


class Claim:
    """What a token has to do with the lock of a key: it may hold it, wait for it, or neither."""

    def __init__(self, token: Token, locks: Locks, key: int, process: Node) -> None:
        self.token, self.locks, self.key, self.process = token, locks, key, process
        self.node, self.away_ns = locks.node, token.away_ns
        self.has_begun_to_wait = False
        self.turn = simpy.Event(token.clock)
        token.holds.append(self)

    def __enter__(self) -> Claim:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        if kind is None:
            self.token.note("UNLOCK")
        self.give_back()

    def give_back(self) -> None:
        """Where the process is dead nobody is left to free a lock that others share."""
        if self in self.token.holds:
            self.token.holds.remove(self)
            flight = self.locks.flights.get(self.key)
            if flight is not None and flight.owner is self and (self.node is not None or self.process.is_up):
                flight.end()

    def take(self) -> bool:
        """Hold the lock, unless somebody does."""
        if self.key in self.locks.flights:
            return False
        Flight(self.locks, self.key, self)
        return True

    def wait(self) -> Walk:
        """Until the lock is free. Patience begins with the first time. Raises Impatient when it ends."""
        token, clock = self.token, self.token.clock
        self.turn = simpy.Event(clock)
        self.locks.flights[self.key].waiters.append(self)
        if not self.has_begun_to_wait and self.locks.wait_ns is not None:
            Moment(clock, clock.now + self.locks.wait_ns, in_rank(DEADLINE, token.key), self._lose_patience)
        self.has_begun_to_wait = True
        yield from token.wait(self.turn, self)

    @property
    def _flight(self) -> Flight | None:
        flight = self.locks.flights.get(self.key)
        return flight if flight is not None and self in flight.waiters else None

    def stop(self) -> None:
        if self._flight is not None:
            self._flight.waiters.remove(self)

    def _lose_patience(self) -> None:
        if self._flight is not None:
            self.token.throw(Impatient())
