"""The copies of a replicated database, and what the operators may do with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.design.replication import ReadFrom
from tests.agree.oracle.balancer import Group, Member
from tests.agree.oracle.commits import Commits
from tests.agree.oracle.history import History
from tests.agree.oracle.signal import Signal
from tests.agree.oracle.station import Station

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from tests.agree.oracle.parts import Parts
    from tests.agree.oracle.token import Token


class Readers(Group):
    """Those who answer reads: the choice among them leaves the token on its server."""

    def land(self, token: Token, member: Member) -> None:
        token.copy = member.place


class Copy:
    """A database: its machine, what it has received, taken to apply and applied, and what it is at present."""

    def __init__(self, parts: Parts, place: int, name: str) -> None:
        design, self.place = parts.design, place
        self.node = parts.node(name)
        self.cores = Station(self.node, "database cores", design.database.cores, machine=design.database)
        self.sessions = Station(self.node, "sessions", math.inf)
        self.disk = parts.disk(self.node)
        self.received = self.taken = self.applied = self.known = self.since_ns = 0
        self.has: set[int] = set()  # positions that its readers see
        self.writable = place == 0 or design.replication.multi_primary
        self.attached = self.counts = True
        self.stalled = self.paused = self.fenced = self.lacking = False
        self.makings = 0
        self.relay, self.turn = Signal(parts.world.clock), Signal(parts.world.clock)
        self.reads = self.refused = 0
        self.ages_ns: list[int] = []  # of stale reads
        self.misled = 0  # reads that missed a change whose writer had been told

    @property
    def is_closed(self) -> bool:
        """Does it listen to nobody?"""
        return self.stalled or self.paused or not self.attached

    def stand_at(self, position: int) -> None:
        self.received = self.taken = self.applied = position

    def forget_after(self, keep: int) -> None:
        self.received, self.taken = min(self.received, keep), min(self.taken, keep)
        self.applied, self.known = min(self.applied, keep), min(self.known, keep)
        self.has = {position for position in self.has if position <= keep}


class Databases:
    """All copies, their history, and whom each web server writes to."""

    def __init__(self, parts: Parts, design: WebSystem) -> None:
        given = design.replication
        self.parts, self.world, self.clock, self.given = parts, parts.world, parts.world.clock, given
        self.several, self.history = given.multi_primary, History()
        names = ["database", *(f"replica-{n + 1}" for n in range(given.replicas))]
        self.copies = [Copy(parts, place, name) for place, name in enumerate(names)]
        self.between = {
            (a.place, b.place): parts.link(a.node.name, b.node.name, 0.0) for b in self.copies for a in self.copies
        }
        self.leader = self.copies[0]
        self.address = [self.copies[n % 2] if self.several else self.leader for n in range(len(parts.servers))]
        self.readers = Readers(self.clock, str(given.choice), [1] * len(names), None, 0)
        for member in self.readers.members:
            everybody = self.several or given.read_from is ReadFrom.EVERYBODY
            member.is_up = everybody or (member.place == 0) is (given.read_from is ReadFrom.PRIMARY)
        self.world.groups.append(self.readers)
        self.written = Signal(self.clock)
        self.commits = Commits(self)
        self.series: list[list[tuple[int, ...]]] = []

    # What may be looked at

    def lag_ns(self, copy: Copy, got: set[int]) -> int:
        since_ns = self.history.overdue(copy, got)
        return 0 if since_ns is None else int(self.clock.now) - since_ns

    def look(self) -> None:
        """The end of a window: what each copy has done so far, and how far behind it is."""
        self.series.append([self._standing(copy) for copy in self.copies])

    def _standing(self, copy: Copy) -> tuple[int, ...]:
        received = set(range(1, copy.received + 1))
        applied = set(range(1, copy.applied + 1))
        return copy.reads, len(copy.ages_ns), self.lag_ns(copy, received), self.lag_ns(copy, applied)

    def is_blocked(self, copy: Copy) -> bool:
        """Does its next change not come through?"""
        source = self.source(copy.received + 1)
        return not source.node.is_up or self.between[source.place, copy.place].loss >= 1.0

    def source(self, position: int) -> Copy:
        """Who ships a change: its author, where several write."""
        return self.copies[self.history.at(position).origin] if self.several else self.leader

    # What happens to them

    def resume(self) -> None:
        """Something has changed: streams look again, and so do commits that wait."""
        for copy in self.copies:
            if copy.stalled and not self.is_blocked(copy):
                copy.stalled, copy.since_ns = False, int(self.clock.now)
        self.written.give()
        self.commits.release()

    def fence(self, copy: Copy) -> None:
        copy.writable, copy.fenced = False, True

    def pause(self) -> None:
        """The replicas stop listening."""
        for copy in self.copies:
            copy.paused = copy is not self.leader

    def promote(self, copy: Copy) -> None:
        """It leads; what it has not applied is lost, or lives on with the old primary."""
        old, keep = self.leader, copy.applied
        self.history.cut(keep, on_a_branch=old.writable and old.node.is_up)
        for token in self.world.alive:
            token.position = 0 if token.position > keep else token.position
        old.attached = False
        self.leader, copy.writable, copy.attached, copy.fenced = copy, True, True, False
        for one in self.copies:
            one.forget_after(keep)
            one.stalled = one.paused = False
            one.since_ns = int(self.clock.now)
        self.resume()

    def rejoin(self, copy: Copy) -> None:
        """It follows the history from what it has applied, or leads it again; what was received only is fetched
        again."""
        leads = copy is self.leader
        copy.stand_at(self.history.last if leads and not self.several else copy.applied)
        copy.attached = not copy.lacking
        copy.writable = (leads or self.several) and not copy.fenced
        copy.since_ns, copy.stalled = int(self.clock.now), False
        self.resume()

    def came_back(self, copy: Copy) -> None:
        """Its machine is up again. One that still takes itself for the primary stays apart."""
        if copy is self.leader or self.several or not copy.writable:
            self.rejoin(copy)

    def count_on(self, copy: Copy, *, counts: bool) -> None:
        copy.counts = counts
        self.resume()
