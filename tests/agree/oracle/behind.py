"""What runs behind replicated databases: at each copy a stream and appliers, and the making of a new copy."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from playground.design.replication import Commit
from tests.agree.oracle.chance import APPLIERS, COPIES, STREAMS, Luck, job_luck, mix
from tests.agree.oracle.job import begin_job, send_message
from tests.agree.oracle.place import Link
from tests.agree.oracle.scheduler import DELIVERED, Walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.agree.oracle.copies import Copy, Databases
    from tests.agree.oracle.token import Token

AGAIN_NS = 200_000_000  # a crossing that was lost is repeated after this
SLICE_NS = 100e6


class Behind:
    """Starts the jobs of each copy, at the beginning and whenever its machine is back."""

    def __init__(self, databases: Databases) -> None:
        self.databases, self.world, self.given = databases, databases.world, databases.given
        self.started: Counter[tuple[int, int]] = Counter()
        for copy in databases.copies:
            self.start(copy)

    def start(self, copy: Copy) -> None:
        begin_job(self.world, self._luck(STREAMS, copy), lambda token: self._stream(token, copy))
        luck = job_luck(self.world.seed, APPLIERS, copy.place, 0)
        for _ in range(self.given.appliers):
            begin_job(self.world, luck, lambda token: self._apply(token, copy, luck))

    def _luck(self, job: int, copy: Copy) -> int:
        self.started[job, copy.place] += 1
        return job_luck(self.world.seed, job, copy.place, self.started[job, copy.place] - 1)

    def changed(self, name: str) -> None:
        """A machine is back."""
        databases = self.databases
        found = [copy for copy in databases.copies if copy.node.name == name]
        for copy in found:
            databases.came_back(copy)
            self.start(copy)
            self.make_copies(databases.copies if copy is databases.leader else found)
        if not found:
            databases.resume()

    def replaced(self, name: str) -> None:
        """A machine is new and empty; that of the primary has taken over its disk."""
        for copy in self.databases.copies:
            if copy.node.name == name and copy is not self.databases.leader:
                copy.lacking, copy.attached = True, False
                copy.writable = copy.is_writer and not copy.fenced
                self.make_copies([copy])

    def make_copies(self, copies: Iterable[Copy]) -> None:
        for copy in copies:
            if copy.lacking and copy.node.is_up:
                self._begin_copy(copy)

    def _begin_copy(self, copy: Copy) -> None:
        begin_job(self.world, self._luck(COPIES, copy), lambda token: self._copy(token, copy))

    # The stream

    def _stream(self, token: Token, copy: Copy) -> Walk:
        yield from token.arrive(copy.node)
        with (yield from copy.sessions.seize(token)):
            while True:
                yield from self._next(token, copy)
                if self.given.commit is Commit.SEMI_SYNCHRONOUS:
                    self._tell(token, copy)

    def _next(self, token: Token, copy: Copy) -> Walk:
        """Until the next change has arrived."""
        databases, clock = self.databases, self.world.clock
        while True:
            self._skip_own(copy)
            position = copy.received + 1
            if position > databases.history.last or copy.is_closed:
                yield from databases.written.wait(token)
                continue
            due_ns = max(databases.history.at(position).at_ns, copy.since_ns) + databases.ship_ns(position, copy)
            if due_ns > clock.now:
                yield from token.pause(due_ns - int(clock.now), DELIVERED)
                continue
            link = databases.between[databases.source(position).place, copy.place]
            if databases.is_blocked(copy):
                copy.stalled = True
                yield from databases.written.wait(token)
            elif link.loses(token):
                yield from token.pause(AGAIN_NS, DELIVERED)
            else:
                copy.received = token.position = position
                token.history = databases.history
                copy.relay.give()
                return

    def _skip_own(self, copy: Copy) -> None:
        """Its own changes need not be brought."""
        history = self.databases.history
        while copy.received < history.last and history.at(copy.received + 1).origin == copy.place:
            copy.received += 1
            copy.relay.give()

    def _tell(self, token: Token, copy: Copy) -> None:
        send_message(token, lambda message: self._tell_primary(message, copy))

    def _tell_primary(self, message: Token, copy: Copy) -> Walk:
        parts = self.databases.parts
        hop_ns = parts.design.database.hop_ms / 2 * 1e6
        if parts.design.sites is None:
            yield from copy.sessions.work(message, hop_ns, "second", None)
        elif message.position:  # nobody waits for what is in the history no more
            author = self.databases.at(self.databases.history.at(message.position).origin)
            more_ns = parts.far.apart(copy.site, author.site) / 2 * 1e6
            yield from message.travel(Link("acks", int(hop_ns + 0.5) + int(more_ns + 0.5)))
        self.databases.commits.confirm(copy, message.position)

    # The appliers

    def _apply(self, token: Token, copy: Copy, luck: int) -> Walk:
        yield from token.arrive(copy.node)
        with (yield from copy.sessions.seize(token)):
            while True:
                while not self._takes(token, copy):
                    yield from copy.relay.wait(token)
                token.luck = Luck(mix(luck, token.position))
                if copy.disk is not None:
                    yield from copy.disk.page_in(token, self.databases.history.at(token.position).key)
                yield from copy.cores.serve(token, self.given.apply, "database_write")
                if copy.disk is not None:
                    yield from copy.disk.commit(token)
                yield from self._in_turn(token, copy)
                if self.given.commit is Commit.SYNCHRONOUS:
                    self._tell(token, copy)

    def _takes(self, token: Token, copy: Copy) -> bool:
        """The next change of another; its own ones are only passed over, when it is their turn."""
        while copy.taken < copy.received:
            position = copy.taken + 1
            if self.databases.history.at(position).origin != copy.place:
                copy.taken = token.position = position
                token.history = self.databases.history
                return True
            if copy.applied != copy.taken:
                return False
            copy.taken = copy.applied = position
        return False

    def _in_turn(self, token: Token, copy: Copy) -> Walk:
        """Readers see the changes one after the other. One that is in the history no more is dropped."""
        while token.position not in (0, copy.applied + 1):
            yield from copy.turn.wait(token)
        if token.position:
            copy.applied = token.position
            copy.has.add(token.position)
        copy.turn.give()
        if token.position and self.databases.several:
            copy.relay.give()

    # Making a copy anew

    def _copy(self, token: Token, copy: Copy) -> Walk:
        databases, given = self.databases, self.given
        source = databases.leader
        copy.stand_at(databases.history.last)
        copy.has = set(range(1, databases.history.last + 1))
        copy.known, copy.attached, copy.stalled = 0, False, False
        copy.makings += 1
        number = copy.makings
        yield from token.arrive(source.node)
        with (yield from source.sessions.seize(token)):
            for _ in range(math.ceil(given.copy_s * 1000 / 100.0)):
                if given.copy_cores > 0:
                    with (yield from source.cores.seize(token)) as slot:
                        yield from source.cores.work(token, SLICE_NS * given.copy_cores, "second", slot)
                yield from source.sessions.work(token, SLICE_NS * (1 - given.copy_cores), "second", None)
        if number == copy.makings and copy.node.is_up:
            copy.lacking, copy.attached, copy.stalled = False, True, False
            copy.known, copy.since_ns = copy.received, int(self.world.clock.now)
            databases.written.give()
            databases.commits.release()
