"""Commits that wait until other copies have a change: received by some of them, or applied by all that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from playground.design.replication import Commit
from tests.agree.oracle.failure import Failed
from tests.agree.oracle.scheduler import DEADLINE, Moment, Walk, in_rank

if TYPE_CHECKING:
    from tests.agree.oracle.copies import Copy, Databases
    from tests.agree.oracle.token import Token


class Commits:
    """Those who wait, and whether they wait at all."""

    def __init__(self, databases: Databases) -> None:
        self.databases, self.given, self.clock = databases, databases.given, databases.clock
        self.waiting: list[Waiter] = []
        self.degraded_since_ns: int | None = None
        self.degradations = self.degraded_ns = 0

    def _who_has(self, position: int, author: Copy) -> int:
        return sum(copy.known >= position for copy in self.databases.copies if copy is not author)

    def is_confirmed(self, position: int, author: Copy) -> bool:
        if self.given.commit is Commit.SYNCHRONOUS:
            others = [copy for copy in self.databases.copies if copy is not author and copy.counts]
            return all(copy.known >= position for copy in others)
        return self.degraded_since_ns is not None or self._who_has(position, author) >= self.given.acks

    def wait(self, token: Token, author: Copy) -> Walk:
        """Until the change is confirmed. A semi-synchronous commit has a limit to its patience."""
        if self.given.commit is Commit.ASYNCHRONOUS:
            return
        token.note("AWAIT")
        if self.is_confirmed(token.position, author):
            return
        waiter = Waiter(self, token, author)
        if self.given.commit is Commit.SEMI_SYNCHRONOUS:
            due_ns = self.clock.now + int(self.given.ack_timeout_s * 1e9 + 0.5)
            Moment(self.clock, due_ns, in_rank(DEADLINE, token.key), waiter.lose_patience)
        try:
            yield from token.wait(waiter.over, waiter)
        except Failed as error:
            if error.reason != "ack_timed_out":
                raise
            token.note("DEGRADE")
            self._degrade()

    def release(self) -> None:
        """Who is confirmed now goes on."""
        for waiter in list(self.waiting):
            if self.is_confirmed(waiter.token.position, waiter.author):
                waiter.go_on()

    def confirm(self, copy: Copy, position: int) -> None:
        """The primary hears how far a copy is."""
        copy.known = max(copy.known, position)
        databases = self.databases
        caught_up = self._who_has(databases.history.last, databases.leader) >= self.given.acks
        if self.degraded_since_ns is not None and caught_up:
            self.degraded_ns += int(self.clock.now) - self.degraded_since_ns
            self.degraded_since_ns = None
        self.release()

    def _degrade(self) -> None:
        """Nobody is waited for any more."""
        if self.degraded_since_ns is None:
            self.degraded_since_ns = int(self.clock.now)
            self.degradations += 1
            for waiter in list(self.waiting):
                waiter.go_on()


class Waiter:
    """A commit that waits."""

    def __init__(self, commits: Commits, token: Token, author: Copy) -> None:
        self.commits, self.token, self.author = commits, token, author
        self.over = simpy.Event(commits.clock)
        commits.waiting.append(self)

    def go_on(self) -> None:
        self.stop()
        self.over.succeed()

    def stop(self) -> None:
        if self in self.commits.waiting:
            self.commits.waiting.remove(self)

    def lose_patience(self) -> None:
        if self in self.commits.waiting:
            self.token.throw(Failed("ack_timed_out", self.token.away_ns))
